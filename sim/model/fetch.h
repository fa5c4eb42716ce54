/* fetch.h: queries of the database, from the wish for one to the entry in the cache (private to the model). */
#ifndef HERDSIM_FETCH_H
#define HERDSIM_FETCH_H

#include "model/state.h"

/* A query on behalf of a read that missed. */
void fetch_demand(struct sim *sim, uint32_t request, bool fill);

/* A background refresh of an entry whose deadline is given, by the server whose read asked for it. */
void fetch_refresh(struct sim *sim, struct guard *g, uint32_t key, uint32_t server, int64_t deadline_ns);

/* The event STATE_QUERY_DONE. */
void fetch_done(struct sim *sim, uint32_t request);

/* The event STATE_POOL_TIMEOUT: the fetch at the head of the server's queue may have waited too long. */
void fetch_pool_timeout(struct sim *sim, uint32_t server);

#endif
