/* SPDX-License-Identifier: GPL-3.0-or-later */
/* delete_on_error.c: the entry of a key is deleted because a query of it has failed (see delete_on_error.h).
 *
 * Harmless where one reader asks, since a read that queries has found no entry. But of all who found none at the same
 * time one succeeds and fills, and each who fails later deletes what that one has written: the database's errors make
 * further queries. An entry is there while the last query of its key to end was a success; if m queries a second are sent
 * and mu answered, that is a share mu / m of the time, and so of lambda reads a second
 *
 *   m = lambda (1 - mu / m),   m = lambda / 2 (1 + sqrt(1 - 4 mu / lambda))
 *
 * miss: a state without a way out if lambda > 4 mu, whatever has led into it. This is for many keys, with many queries of
 * each on their way, and constant rates; where they go up and down m is a little less.
 *
 * R. Johnson, "More Details on Today's Outage", Facebook, 23 September 2010.
 */
#include "model/requests/delete_on_error.h"

#include "base/ensure.h"

void delete_on_error_entry(struct sim *sim, uint32_t key, enum fetch_end end)
{
    ensure(end != FETCH_OK);
    bool heard_error = end == FETCH_DB_ERROR || end == FETCH_DB_TIMEOUT || end == FETCH_POOL_TIMEOUT;
    if (!sim->config->cache.present || sim->config->cache.on_db_error != CACHE_ERROR_DELETE || !heard_error) {
        return;
    }
    bool there = cache_look(&sim->cache, key, cache_tick(&sim->cache, sim->now_ns)) != CACHE_STALE;
    state_count_n(sim, COUNTER_CACHE_ERROR_DELETES, there);
    cache_delete(&sim->cache, key);
}
