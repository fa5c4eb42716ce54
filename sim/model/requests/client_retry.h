/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_retry.h: the client library of a partitioned database, which repeats a query whose partition had nothing left
 * (private to the model).
 *
 * The client hears of it a round trip later, and then waits before it tries again; the query keeps its place in the
 * pool of its server meanwhile.
 */
#ifndef HERDSIM_CLIENT_RETRY_H
#define HERDSIM_CLIENT_RETRY_H

#include "model/state/state.h"

/* A query has been throttled, of which its client hears after latency_ns: STATE_QUERY_AGAIN follows. */
void client_retry_wait(struct sim *sim, uint32_t request, int64_t latency_ns);

/* Whether its attempts are used up. */
bool client_retry_is_last(const struct sim *sim, const struct request *r);

#endif
