/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tier.c: values served, lifetimes, and lookups repeated (see tier.h). */
#include "model/caches/tier.h"

#include "base/ensure.h"
#include "base/rng.h"
#include "model/caches/local_read.h"
#include "model/purposes.h"

static inline void served(struct sim *sim, uint32_t key, uint32_t tick, uint32_t written)
{
    ensure(written <= tick); /* no value comes from the future */
    const struct cache *c = &sim->cache;
    uint32_t age = tick - written;
    histogram_record(&sim->meter.results->age, (uint64_t)age << c->clock.shift);
    if (c->outdated != NULL && tick >= c->outdated[key]) {
        state_count(sim, COUNTER_STALENESS_OUTDATED);
    }
}

void tier_served(struct sim *sim, uint32_t key, uint32_t tick)
{
    served(sim, key, tick, cache_written(&sim->cache, key));
}

void tier_served_expired(struct sim *sim, uint32_t key)
{
    struct cache_value value;
    ensure(cache_value_of(&sim->cache, key, &value));
    served(sim, key, cache_tick(&sim->cache, sim->now_ns), value.written);
}

bool sim_expired(const struct sim *sim, uint32_t key, int64_t *expired_ns)
{
    ensure(key < sim->config->keys.count);
    const struct cache *c = &sim->cache;
    struct cache_value value;
    if (!cache_value_of(c, key, &value)) {
        return false;
    }
    uint32_t tick = cache_tick(c, sim->now_ns);
    uint64_t expired = tick > value.deadline ? tick - value.deadline : 0;
    bool fresh = cache_look(c, key, tick) != CACHE_STALE;
    *expired_ns = fresh ? -1 : (int64_t)(expired << c->clock.shift);
    return true;
}

void tier_delete(struct sim *sim, uint32_t key)
{
    cache_delete(&sim->cache, key);
    if (sim->tier.builds) {
        cache_delete(&sim->tier.building, key);
    }
}

bool tier_look_again(struct sim *sim, uint32_t slot, int64_t *answer_ns)
{
    struct request *r = &sim->request[slot];
    ensure(r->kind == FETCH_DEMAND);
    r->lookups++;
    *answer_ns = 0;
    if (sim->local.present && local_read_served(sim, r->server, r->key)) {
        return true;
    }
    if (!sim->config->cache.present) {
        return false;
    }
    state_count(sim, COUNTER_CACHE_LOOKUPS);
    struct rng draw = rng_at(sim->config->run.seed, PURPOSE_AGAIN, r->number, r->lookups);
    *answer_ns = dist_draw(sim->tier.round_trip, &draw);
    ensure(*answer_ns >= 0);
    if (sim->nodes.free_ns != NULL) {
        *answer_ns += tier_node_delay(sim, ring_node(&sim->nodes.ring, r->key));
    }
    uint32_t tick = cache_tick(&sim->cache, sim->now_ns);
    if (cache_look(&sim->cache, r->key, tick) == CACHE_STALE) {
        return false;
    }
    tier_served(sim, r->key, tick);
    if (sim->local.present) {
        local_read_copy(sim, r->server, r->key, r->number, sim->now_ns + *answer_ns);
    }
    if (sim->cache.evict != NULL) {
        evict_touch(sim->cache.evict, r->key);
    }
    return true;
}
