/* users.h: sessions: opening, waiting for a worker, beginning, ending (private to the model). */
#ifndef HERDSIM_USERS_H
#define HERDSIM_USERS_H

#include "model/state.h"

/* A session arrives: it takes a worker and issues its reads, waits in the accept queue, or is rejected. */
void users_open(struct sim *sim, const struct arrival *arrival);

/* The event STATE_SESSION_BEGIN: a parked session has got a worker. */
void users_begin_parked(struct sim *sim, uint32_t session);

/* The event STATE_SESSION_END. */
void users_end(struct sim *sim, uint32_t session);

#endif
