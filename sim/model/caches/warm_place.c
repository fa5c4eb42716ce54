/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_place.c: one entry of a warm start, and how long it lives (see warm_place.h). */
#include "model/caches/warm_place.h"

#include "base/rng.h"
#include "model/caches/updates.h"
#include "model/purposes.h"
#include "model/state/hooks.h"

enum { TRIES = 200 };

int64_t warm_lifetime_ns(struct sim *sim, uint32_t key)
{
    int64_t ttl_ns = sim->config->cache.ttl_ns, life_ns = ttl_ns;
    for (uint64_t i = 0; sim->hooks.lifetimes && ttl_ns != TIME_NEVER && i < TRIES; i++) {
        struct rng draw = rng_at(sim->config->run.seed, PURPOSE_WARM_LIFE, key, i);
        life_ns = hooks_ttl(sim, key, UINT64_MAX - i);
        if (rng_uniform(&draw) * 2 * (double)ttl_ns < (double)life_ns) { /* none is longer than twice the TTL */
            break;
        }
    }
    return life_ns;
}

void warm_place(struct sim *sim, uint32_t key, int64_t age_ns, int64_t ttl_ns)
{
    struct cache *c = &sim->cache;
    (void)cache_write(c, key, 0, age_ns, ttl_ns); /* whom it pushes out is no matter yet */
    if (c->outdated != NULL) {
        c->outdated[key] = updates_next_tick(sim->config, &c->clock, key, -age_ns);
    }
}
