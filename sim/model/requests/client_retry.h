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

/* A query has been throttled: STATE_QUERY_AGAIN follows. */
void client_retry_wait(struct sim *sim, uint32_t request);

/* The event STATE_QUERY_AGAIN: the query is repeated, or (attempts used up, or nobody wants it) it has failed. */
void client_retry_again(struct sim *sim, uint32_t request);

#endif
