/* database.h: the capacity-limited database: c connections, first come first served (private to the model). */
#ifndef HERDSIM_DATABASE_H
#define HERDSIM_DATABASE_H

#include "model/state.h"

/* A query arrives: it is served, or waits. False if the queue is full; the query was counted. */
bool database_submit(struct sim *sim, uint32_t request);

/* A query is done: its connection serves the next one that waits. */
void database_release(struct sim *sim);

/* How long the query at the head of the queue has waited, in s; 0 if none waits. */
double database_oldest_s(const struct sim *sim);

#endif
