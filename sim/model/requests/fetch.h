/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch.h: queries of the database, from the wish for one to the entry in the cache (private to the model). */
#ifndef HERDSIM_FETCH_H
#define HERDSIM_FETCH_H

#include "model/state/state.h"

/* A query on behalf of a read that missed. */
void fetch_demand(struct sim *sim, uint32_t request, bool fill);

/* A background refresh of a key; `number` addresses its draws with the key. `server`: whose read asked for it. */
void fetch_refresh(struct sim *sim, struct protection_instance *g, uint32_t key, uint32_t server, uint64_t number);

/* The database has finished the query of a request. */
void fetch_done(struct sim *sim, uint32_t request);

/* From now on fetches that are lost in the pool or at the database come to their end here. */
void fetch_take_charge(struct sim *sim);

#endif
