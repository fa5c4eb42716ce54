/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_warm.c: local caches in their long-run state (see local_warm.h), each server by a stream of its own.
 *
 * As for the tier (model/caches/warm.c): with a TTL T, a server that reads key i at l = lambda_i / N has it with probability
 * l T / (1 + l T), its age uniform over its life; without one, the most popular keys. In order of popularity until the
 * server is full; recency agrees with popularity. The value was that much older when it was copied from the tier as the
 * tier's entry was then: uniform over the tier's TTL if the tier had one, new if the copy was fetched.
 *
 * A server need not look at every key. Over neighbouring ranks, whose probabilities lie between `least` and `most`, it
 * jumps from candidate to candidate (geometric distances at `most`) and takes each with probability p / most
 * (thinning: Lewis and Shedler, 1979).
 */
#include "model/caches/local_warm.h"

#include "base/fmath.h"
#include "base/rng.h"
#include "base/zipf.h"
#include "model/caches/local_read.h"
#include "model/caches/updates.h"
#include "model/purposes.h"
#include "theory/filter.h"
#include "theory/keyrates.h"
#include "theory/stationary.h"

struct rates {
    struct zipf_law law;
    double popular_per_s;
    struct filter filter; /* what the tier sees */
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

static double present(const struct config *c, double rate_per_s)
{
    return keyrates_present(rate_per_s / (double)c->servers.count, seconds(c->servers.local.ttl_ns));
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
    return (struct neighbours){
        .last = last, .least = present(c, key_rate_per_s(c, r, last)), .most = present(c, key_rate_per_s(c, r, rank))};
}

/* How many keys are passed over before the next candidate. */
static uint64_t jump(struct rng *draw, double most)
{
    if (most <= 0) {
        return UINT64_MAX / 2;
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

/* `age` is a share of the entry's life. */
static void place(struct sim *sim, uint32_t server, uint32_t key, double age, int64_t before_ns)
{
    struct local *l = &sim->local;
    uint32_t now = cache_clock_tick(&l->clock, 0), life = local_read_life(sim, server, key, UINT64_MAX);
    uint32_t age_ticks = life == UINT32_MAX ? 0 : (uint32_t)(age * (double)life);
    uint32_t written = now - age_ticks - (uint32_t)((uint64_t)before_ns >> l->clock.shift);
    int64_t born_ns = -(int64_t)((uint64_t)(now - written) << l->clock.shift);
    bool changes = sim->config->keys.update_rate_per_s > 0;
    struct local_entry e = {.from = now - age_ticks,
                            .deadline = life == UINT32_MAX ? UINT32_MAX : now - age_ticks + life,
                            .written = written,
                            .outdated = changes ? updates_next_tick(sim->config, &l->clock, key, born_ns) : UINT32_MAX};
    (void)local_write(l, server, key, e, 0);
}

static void place_top(struct sim *sim, uint32_t server)
{
    uint64_t keys_n = sim->config->keys.count, capacity = sim->local.capacity;
    for (uint64_t key = capacity < keys_n ? capacity : keys_n; key > 0; key--) {
        place(sim, server, (uint32_t)(key - 1), 0, 0);
    }
}

static void place_stationary(struct sim *sim, const struct rates *r, uint32_t server)
{
    const struct config *c = sim->config;
    const struct replacement_node *node = &sim->local.replacement.node[server];
    struct rng draw = rng_seed(c->run.seed, PURPOSE_LOCAL_WARM, server);
    for (uint64_t rank = 1; rank <= c->keys.count && node->used_n < node->slots_n;) {
        struct neighbours n = neighbours_from(c, r, rank);
        for (rank += jump(&draw, n.most); rank <= n.last && node->used_n < node->slots_n;
             rank += 1 + jump(&draw, n.most)) {
            double u = n.most * rng_uniform(&draw);
            if (u < n.least || u < present(c, key_rate_per_s(c, r, rank))) {
                double age = rng_uniform(&draw), in_tier = rng_uniform(&draw);
                place(sim, server, (uint32_t)(rank - 1), age, age_in_tier_ns(c, r, rank, in_tier));
            }
        }
        rank = n.last + 1;
    }
    for (uint32_t slot = node->first_slot + node->used_n; slot > node->first_slot; slot--) {
        replacement_touch(&sim->local.replacement, slot - 1); /* the most popular was read last */
    }
}

void local_warm_start(struct sim *sim)
{
    const struct config *c = sim->config;
    if (!sim->local.present || c->servers.local.start != CACHE_START_WARM) {
        return;
    }
    struct rates r = {
        .law = keyrates_law(c), .popular_per_s = stationary_popular_reads_per_s(c), .filter = filter_of(c)};
    for (uint32_t server = 0; server < sim->local.servers_n; server++) {
        if (c->servers.local.ttl_ns == TIME_NEVER) {
            place_top(sim, server);
        } else {
            place_stationary(sim, &r, server);
        }
    }
}
