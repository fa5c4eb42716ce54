/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_warm.c: local caches in their long-run state (see local_warm.h), each server by a stream of its own.
 *
 * As for the tier (model/caches/warm.c): without a capacity, a server that reads key i at l = lambda_i / N has it with
 * probability l T / (1 + l T), its age uniform over its life, longer lives being met more often; without a TTL either, it has
 * all keys. With a capacity, places and ages are those of theory/occupancy.h: a few more than there is room for get a place, in
 * the order in which the policy lets go, and the first are pushed out. The value was that much older when it was copied from
 * the tier as the tier's entry was then: uniform over the tier's TTL if the tier had one, new if the copy was fetched.
 *
 * A server need not look at every key. Over neighbouring ranks, whose probabilities lie between `least` and `most`, it
 * jumps from candidate to candidate (geometric distances at `most`) and takes each with probability p / most
 * (thinning: Lewis and Shedler, 1979).
 */
#include "model/caches/local_warm.h"

#include <math.h>

#include "base/fmath.h"
#include "base/rng.h"
#include "base/zipf.h"
#include "model/caches/local_read.h"
#include "model/caches/updates.h"
#include "model/caches/warm_order.h"
#include "model/purposes.h"
#include "theory/filter.h"
#include "theory/keyrates.h"
#include "theory/occupancy.h"
#include "theory/stationary.h"

enum { TRIES = 200 };

struct rates {
    struct zipf_law law;
    double popular_per_s;
    struct filter filter;     /* what the tier sees */
    bool bounded;             /* there are fewer places than keys ... */
    double wide_s;            /* ... and this characteristic time gives a few keys more than fit */
    struct warm_order *order; /* lru, fifo */
};

struct local_filling {
    struct sim *sim;
    const struct rates *rates;
    uint32_t server;
};

struct neighbours { /* keys of ranks up to `last`, and the bounds of their probabilities of being there */
    uint64_t last;
    double least, most;
};

static double key_rate_per_s(const struct config *c, const struct rates *r, uint64_t rank)
{
    if (stationary_asked_for(c, rank)) {
        return stationary_key_rate_per_s(c, rank);
    }
    return r->popular_per_s * zipf_mass(&r->law, rank);
}

/* Chance that a server has something of the key: a place if they are few, else a fresh entry. */
static double present(const struct config *c, const struct rates *r, double rate_per_s)
{
    double rate = rate_per_s / (double)c->servers.count;
    if (r->bounded) {
        return occupancy_place_at(c->servers.local.eviction, rate, r->wide_s);
    }
    return isinf(r->filter.kept.ttl_s) ? 1 : keyrates_present(rate, r->filter.kept.ttl_s);
}

/* A key that has a source of its own has no neighbours. */
static struct neighbours neighbours_from(const struct config *c, const struct rates *r, uint64_t rank)
{
    uint64_t last = rank + rank / 500;
    last = last < c->keys.count ? last : c->keys.count;
    for (size_t i = 0; i < c->sources_n; i++) {
        uint64_t named = c->sources[i].key_rank;
        last = named == rank ? rank : named > rank && named <= last ? named - 1 : last;
    }
    return (struct neighbours){.last = last,
                               .least = present(c, r, key_rate_per_s(c, r, last)),
                               .most = present(c, r, key_rate_per_s(c, r, rank))};
}

/* How many keys are passed over before the next candidate. */
static uint64_t jump(struct rng *draw, double most)
{
    if (most <= 0) {
        return UINT64_MAX / 2;
    }
    if (most >= 1) {
        return 0;
    }
    double log_none = most < 1e-6 ? -most * (1 + most / 2) : fmath_log(1 - most);
    double n = fmath_log(rng_uniform_pos(draw)) / log_none;
    return n < 1e18 ? (uint64_t)n : UINT64_MAX / 2;
}

/* How old the tier's entry of the key was when a server copied it. */
static int64_t age_in_tier_ns(const struct config *c, const struct rates *r, uint64_t rank, double u)
{
    if (!c->cache.present || c->cache.ttl_ns == TIME_NEVER) {
        return 0;
    }
    double there = keyrates_present(filter_through(&r->filter, key_rate_per_s(c, r, rank)), seconds(c->cache.ttl_ns));
    return u < there ? (int64_t)(u / there * (double)c->cache.ttl_ns) : 0;
}

/* A lifetime that is met at a random instant, in ticks: the longer, the more often. */
static uint32_t life_of(const struct sim *sim, uint32_t server, uint32_t key)
{
    const struct config_local *l = &sim->config->servers.local;
    uint32_t life = local_read_life(sim, server, key, UINT64_MAX);
    if (l->jitter <= 0 || life == UINT32_MAX) {
        return life;
    }
    double most = 2 * (double)cache_life_ticks(l->ttl_ns, sim->local.clock.shift);
    for (uint64_t i = 1; i < TRIES; i++) {
        struct rng draw = rng_at(sim->config->run.seed, PURPOSE_LOCAL_WARM_LIFE, ((uint64_t)server << 32) | key, i);
        if (rng_uniform(&draw) * most < (double)life) {
            break;
        }
        life = local_read_life(sim, server, key, UINT64_MAX - i);
    }
    return life;
}

static double life_s(const struct sim *sim, uint32_t life)
{
    return life == UINT32_MAX ? (double)INFINITY : seconds((int64_t)((uint64_t)life << sim->local.clock.shift));
}

/* The entry of a key, written so long ago; an expired one holds its place. */
static void place(const struct local_filling *f, uint32_t key, uint32_t life, double written_s, double in_tier)
{
    struct sim *sim = f->sim;
    struct local *l = &sim->local;
    uint32_t now = cache_clock_tick(&l->clock, 0), age_ticks = 0;
    if (life != UINT32_MAX) {
        double age = written_s * (double)NS_PER_S / (double)(UINT64_C(1) << l->clock.shift);
        age_ticks = age < (double)life ? (uint32_t)age : life;
    }
    int64_t before_ns = age_in_tier_ns(sim->config, f->rates, key + UINT64_C(1), in_tier);
    uint32_t written = now - age_ticks - (uint32_t)((uint64_t)before_ns >> l->clock.shift);
    int64_t born_ns = -(int64_t)((uint64_t)(now - written) << l->clock.shift);
    bool changes = sim->config->keys.update_rate_per_s > 0;
    struct local_entry e = {.from = now - age_ticks,
                            .deadline = life == UINT32_MAX ? UINT32_MAX : now - age_ticks + life,
                            .written = written,
                            .outdated = changes ? updates_next_tick(sim->config, &l->clock, key, born_ns) : UINT32_MAX};
    (void)local_write(l, f->server, key, e, 0);
}

/* What is in a place that the key has; the same whenever it is asked. */
static struct occupancy_entry entry_of(const struct local_filling *f, uint32_t key, uint32_t life, double *in_tier)
{
    const struct config *c = f->sim->config;
    double rate_per_s = key_rate_per_s(c, f->rates, key + UINT64_C(1)) / (double)c->servers.count;
    uint64_t seed = c->run.seed;
    struct rng draw = rng_at(seed, PURPOSE_LOCAL_WARM_KEY, ((uint64_t)f->server << 32) | key, 0);
    *in_tier = rng_uniform(&draw);
    return occupancy_draw(&f->rates->filter.kept, f->rates->wide_s, rate_per_s, life_s(f->sim, life), &draw);
}

static void take_in_turn(void *context, uint32_t key)
{
    const struct local_filling *f = context;
    uint32_t life = life_of(f->sim, f->server, key);
    double in_tier;
    struct occupancy_entry e = entry_of(f, key, life, &in_tier);
    place(f, key, life, e.written_s, in_tier);
}

/* A key that has something on the server. */
static void take(struct local_filling *f, uint32_t key, struct rng *draw)
{
    uint32_t life = life_of(f->sim, f->server, key);
    if (!f->rates->bounded) {
        double age = rng_uniform(draw), in_tier = rng_uniform(draw);
        place(f, key, life, life == UINT32_MAX ? 0 : age * life_s(f->sim, life), in_tier);
    } else if (f->rates->order != NULL) {
        double in_tier;
        struct occupancy_entry e = entry_of(f, key, life, &in_tier);
        double scale_s = f->rates->filter.kept.fill_s;
        warm_order_add(f->rates->order, key, e.rank_s, isinf(scale_s) ? 1 : scale_s);
    } else {
        take_in_turn(f, key);
    }
}

static void fill_server(struct local_filling *f)
{
    struct sim *sim = f->sim;
    const struct config *c = sim->config;
    const struct replacement_node *node = &sim->local.replacement.node[f->server];
    bool lfu = c->servers.local.eviction == EVICTION_LFU;
    struct rng draw = rng_seed(c->run.seed, PURPOSE_LOCAL_WARM, f->server);
    for (uint64_t rank = 1; rank <= c->keys.count && !(f->rates->bounded && lfu && node->used_n == node->slots_n);) {
        struct neighbours n = neighbours_from(c, f->rates, rank);
        for (rank += jump(&draw, n.most); rank <= n.last; rank += 1 + jump(&draw, n.most)) {
            double u = n.most * rng_uniform(&draw);
            if (u < n.least || u < present(c, f->rates, key_rate_per_s(c, f->rates, rank))) {
                take(f, (uint32_t)(rank - 1), &draw);
            }
            if (f->rates->bounded && lfu && node->used_n == node->slots_n) {
                break;
            }
        }
        rank = n.last + 1;
    }
    if (f->rates->order != NULL) {
        warm_order_each(f->rates->order, take_in_turn, f);
        warm_order_clear(f->rates->order);
        return;
    }
    for (uint32_t slot = node->first_slot + node->used_n; slot > node->first_slot; slot--) {
        replacement_touch(&sim->local.replacement, slot - 1); /* among equals, the most popular was read last */
    }
}

static double places_of(const struct config *c)
{
    double places_n = (double)c->servers.local.capacity;
    return places_n + 3 * sqrt(places_n);
}

static bool keeps_order(const struct config *c)
{
    enum eviction policy = c->servers.local.eviction;
    return c->servers.local.capacity < c->keys.count && (policy == EVICTION_LRU || policy == EVICTION_FIFO);
}

static uint64_t room_for(const struct config *c)
{
    uint64_t capacity = c->servers.local.capacity;
    return capacity + capacity / 4 + 100;
}

uint64_t local_warm_bytes(const struct config *c)
{
    bool warm = c->servers.local.present && c->servers.local.start == CACHE_START_WARM;
    return warm && keeps_order(c) ? warm_order_bytes(room_for(c)) : 0;
}

bool local_warm_start(struct sim *sim)
{
    const struct config *c = sim->config;
    if (!sim->local.present || c->servers.local.start != CACHE_START_WARM) {
        return true;
    }
    struct rates r = {.law = keyrates_law(c),
                      .popular_per_s = stationary_popular_reads_per_s(c),
                      .filter = filter_of(c),
                      .bounded = c->servers.local.capacity < c->keys.count,
                      .wide_s = INFINITY};
    if (r.bounded && c->servers.local.eviction != EVICTION_LFU) {
        r.wide_s = filter_time_s(c, &r.filter, places_of(c));
    }
    if (keeps_order(c)) {
        r.order = warm_order_new(room_for(c));
        if (r.order == NULL) {
            return false;
        }
    }
    struct local_filling f = {.sim = sim, .rates = &r};
    for (f.server = 0; f.server < sim->local.servers_n; f.server++) {
        fill_server(&f);
    }
    warm_order_free(r.order);
    return true;
}
