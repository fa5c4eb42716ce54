/* SPDX-License-Identifier: GPL-3.0-or-later */
/* database.h: the capacity-limited database, and what its clients do about it (private to the model).
 *
 *   connections  so many queries in service at once, the others wait, first come first served: an M/G/c/K station when
 *                driven by Poisson arrivals; those in service may share cores and slow each other down (processor_sharing.h)
 *   throughput   partitions by key, each with a rate (token_bucket.h); a throttled query is repeated by the client
 *                library after a backoff, which keeps its place in the pool of its server meanwhile
 *
 * The client may give a query up after a time. Unless that stops it, the database goes on with it for nobody, and the
 * connection that it came by is busy until it is done.
 */
#ifndef HERDSIM_DATABASE_H
#define HERDSIM_DATABASE_H

#include "model/state/state.h"

/* What a run needs besides the queue. False without memory. */
bool database_init(struct sim *sim);
void database_free(struct sim *sim);
uint64_t database_bytes(const struct config *c, uint64_t requests_n);

/* A query arrives: it is served, or waits for that; in the end it is done (database_done, database_finished) or lost. False if
 * it is turned away; it was counted. */
bool database_submit(struct sim *sim, uint32_t request);

/* A query is done: its connection serves the next one that waits. */
void database_release(struct sim *sim, uint32_t request);

/* The event STATE_QUERY_DONE: whether the query is done (otherwise it has been stopped, or the database hung meanwhile). */
bool database_done(struct sim *sim, uint32_t request);

/* The instant database.alarm_ns: the queries that are done at it, one a call; when there is none left, false, and the next
 * instant is set. */
bool database_finished(struct sim *sim, uint32_t *request);

/* The event STATE_QUERY_TIMEOUT: the oldest queries may have taken too long for their clients. */
void database_timeout(struct sim *sim);

/* The event STATE_QUERY_AGAIN: a throttled query is repeated, or (attempts used up, or nobody wants it) it has failed. */
void database_again(struct sim *sim, uint32_t request);

/* The database goes down, and all that it has fail; or comes back. */
void database_set_refusing(struct sim *sim, bool refuses);

/* Service takes `factor` times as long from now on; INFINITY: nothing goes on until then_ns. */
void database_set_speed(struct sim *sim, double factor, int64_t hangs_until_ns);

/* The read's process has died: what is on its way is done for nobody. */
void database_orphan(struct sim *sim, uint32_t request);

/* How long the query at the head of the queue has waited, in s; 0 if none waits. */
double database_oldest_s(const struct sim *sim);

#endif
