/* throttled.h: the client library of a partitioned database, which repeats a query whose partition had nothing left
 * (private to the model).
 *
 * The client hears of it a round trip later, and then waits before it tries again; the query keeps its place in the
 * pool of its server meanwhile.
 */
#ifndef HERDSIM_THROTTLED_H
#define HERDSIM_THROTTLED_H

#include "model/state.h"

/* A query has been throttled: STATE_QUERY_AGAIN follows. */
void throttled_wait(struct sim *sim, uint32_t request);

/* The event STATE_QUERY_AGAIN: the query is repeated, or (attempts used up, or nobody wants it) it has failed. */
void throttled_again(struct sim *sim, uint32_t request);

#endif
