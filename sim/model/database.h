/* database.h: the capacity-limited database, and what its clients do about it (private to the model).
 *
 *   connections  so many queries in service at once, the others wait, first come first served: an M/G/c/K station when
 *                driven by Poisson arrivals; those in service may share cores and slow each other down (shared.h)
 *   throughput   partitions by key, each with a rate (throughput.h); a throttled query is repeated by the client
 *                library after a backoff, which keeps its place in the pool of its server meanwhile
 *
 * The client may give a query up after a time. Unless that stops it, the database goes on with it for nobody, and the
 * connection that it came by is busy until it is done.
 */
#ifndef HERDSIM_DATABASE_H
#define HERDSIM_DATABASE_H

#include "model/state.h"

/* What a run needs besides the queue. False without memory. */
bool database_init(struct sim *sim);
void database_free(struct sim *sim);
uint64_t database_bytes(const struct config *c, uint64_t requests_n);

/* A query arrives: it is served, or waits for that, and fetch_done or fetch_over follows. False if it is turned away;
 * it was counted. */
bool database_submit(struct sim *sim, uint32_t request);

/* A query is done: its connection serves the next one that waits. */
void database_release(struct sim *sim, uint32_t request);

/* The events STATE_QUERY_DONE, STATE_QUERY_TIMEOUT and STATE_QUERY_AGAIN, and the instant sim->alarm_ns. */
void database_done(struct sim *sim, uint32_t request);
void database_timeout(struct sim *sim);
void database_again(struct sim *sim, uint32_t request);
void database_alarm(struct sim *sim);

/* Service takes `factor` times as long from now on; INFINITY: nothing goes on until then_ns. */
void database_set_speed(struct sim *sim, double factor, int64_t hangs_until_ns);

/* It is down and refuses queries, those that it has first of all; or (false) it is back. */
void database_refuse(struct sim *sim, bool refuses);

/* The read's process has died: what is on its way is done for nobody. */
void database_orphan(struct sim *sim, uint32_t request);

/* How long the query at the head of the queue has waited, in s; 0 if none waits. */
double database_oldest_s(const struct sim *sim);

#endif
