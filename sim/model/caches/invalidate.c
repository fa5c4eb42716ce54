/* SPDX-License-Identifier: GPL-3.0-or-later */
/* invalidate.c: a share of the keys, or the most popular ones (see invalidate.h).
 *
 * Whether a key is among the share is a number of its own: the key-th of the splitmix64 sequence that begins at a
 * random place, one per event. So the keys of a smaller share are among those of a larger one, whatever else a variant
 * changes, and 100M of them take a fraction of a second (a generator at an address for each would take seconds).
 *
 * G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
 */
#include "model/caches/invalidate.h"

#include "base/ensure.h"
#include "base/rng.h"
#include "model/caches/tier.h"
#include "model/purposes.h"

static void delete_top(struct sim *sim, uint64_t n)
{
    uint64_t keys_n = sim->config->keys.count;
    for (uint64_t key = 0; key < keys_n && key < n; key++) {
        tier_delete(sim, (uint32_t)key);
    }
}

static void delete_share(struct sim *sim, double share, uint32_t number)
{
    ensure(share >= 0 && share <= 1);
    struct rng draw = rng_at(sim->config->run.seed, PURPOSE_INVALIDATE, number, 0);
    uint64_t place = rng_next(&draw), keys_n = sim->config->keys.count;
    for (uint64_t key = 0; key < keys_n; key++) {
        place += UINT64_C(0x9e3779b97f4a7c15);
        if ((double)(rng_mix(place) >> 11) * 0x1p-53 < share) {
            tier_delete(sim, (uint32_t)key);
        }
    }
}

void invalidate_keys(struct sim *sim, const struct config_event *e, uint32_t number)
{
    if (e->top != COUNT_UNLIMITED) {
        delete_top(sim, e->top);
    } else {
        delete_share(sim, e->share, number);
    }
}
