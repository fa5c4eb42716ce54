/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm.c: the cache at the start of a run (see warm.h).
 *
 * warm: the state that the cache would have come to under the traffic of time 0. With a TTL, key i is
 * present with probability lambda_i T / (1 + lambda_i T) and its age is uniform over its life (the renewal
 * process of a key that is filled by its first miss and lives T; where lives differ, one that is met at an instant is drawn
 * in proportion to its length), lambda_i being what local caches let through in the
 * long run (theory/filter.h). Where a protection wants expired values, a key that is absent has one that expired a time ago
 * which is exponential with the rate of its reads. Without a TTL, all keys are present. With a capacity, see
 * warm_capacity.h.
 * prewarmed: the most popular keys, all written at time 0.
 */
#include "model/caches/warm.h"

#include "base/fmath.h"
#include "base/rng.h"
#include "base/zipf.h"
#include "model/caches/warm_capacity.h"
#include "model/caches/warm_place.h"
#include "model/purposes.h"
#include "model/state/hooks.h"
#include "theory/filter.h"
#include "theory/keyrates.h"
#include "theory/stationary.h"

/* Of an entry that no read has written. */
static int64_t lifetime(struct sim *sim, uint32_t key)
{
    return hooks_ttl(sim, key, UINT64_MAX);
}

/* Places the keys from `last` down to the most popular, so that recency agrees with popularity. */
static void place_top(struct sim *sim, uint64_t keys_n)
{
    for (uint64_t key = keys_n; key > 0; key--) {
        warm_place(sim, (uint32_t)(key - 1), 0, lifetime(sim, (uint32_t)(key - 1)));
    }
}

/* Read rate of every key, cheaply: the popularity law's plus what single sources ask for. */
struct rates {
    struct zipf_law law;
    double popular_per_s;
    struct filter filter; /* of local caches, which see them first */
};

static struct rates rates_of(const struct config *c)
{
    return (struct rates){.law = zipf_law_of(c->keys.count, c->keys.popularity.exponent),
                          .popular_per_s = stationary_popular_reads_per_s(c),
                          .filter = filter_of(c)};
}

/* Probability that a key read at this rate is present. */
static double present(const struct config *c, const struct rates *rates, double rate_per_s)
{
    return keyrates_present(filter_through(&rates->filter, rate_per_s), (double)c->cache.ttl_ns / (double)NS_PER_S);
}

/* Keys of neighbouring ranks, so few that their probabilities of being present are nearly the same: most
 * keys are settled by these bounds, without computing their own. */
struct neighbours {
    uint64_t last;
    double least, most;
};

static struct neighbours neighbours_from(const struct config *c, const struct rates *rates, uint64_t rank)
{
    uint64_t last = rank + rank / 500;
    last = last < c->keys.count ? last : c->keys.count;
    return (struct neighbours){.last = last,
                               .least = present(c, rates, rates->popular_per_s * zipf_mass(&rates->law, last)),
                               .most = present(c, rates, rates->popular_per_s * zipf_mass(&rates->law, rank))};
}

static bool is_present(const struct config *c, const struct rates *rates, const struct neighbours *n, uint64_t rank,
                       double u)
{
    if (stationary_asked_for(c, rank)) {
        return u < present(c, rates, stationary_key_rate_per_s(c, rank));
    }
    if (u < n->least || u >= n->most) {
        return u < n->least;
    }
    return u < present(c, rates, rates->popular_per_s * zipf_mass(&rates->law, rank));
}

/* The value that an absent key had, if it may still be of use. */
static void place_expired(struct sim *sim, const struct rates *rates, uint64_t rank, double u, int64_t keeps_ns)
{
    const struct config *c = sim->config;
    uint32_t key = (uint32_t)(rank - 1);
    double rate_per_s = stationary_asked_for(c, rank) ? stationary_key_rate_per_s(c, rank)
                                                      : rates->popular_per_s * zipf_mass(&rates->law, rank);
    double ago_ns = -fmath_log(u) / rate_per_s * (double)NS_PER_S;
    if (ago_ns < (double)keeps_ns) {
        int64_t ttl_ns = lifetime(sim, key);
        warm_place(sim, key, ttl_ns + (int64_t)ago_ns, ttl_ns);
    }
}

static void place_stationary(struct sim *sim)
{
    const struct config *c = sim->config;
    struct rates rates = rates_of(c);
    struct rng draw = rng_seed(c->run.seed, PURPOSE_WARM, 0); /* two numbers a key, needed or not */
    struct neighbours n = {.last = 0};
    int64_t keeps_ns = cache_keeps_ns(c);
    for (uint64_t rank = 1; rank <= c->keys.count; rank++) {
        if (rank > n.last) {
            n = neighbours_from(c, &rates, rank);
        }
        double u = rng_uniform(&draw), age = rng_uniform(&draw);
        uint32_t key = (uint32_t)(rank - 1);
        if (is_present(c, &rates, &n, rank, u)) {
            int64_t ttl_ns = warm_lifetime_ns(sim, key);
            warm_place(sim, key, (int64_t)(age * (double)ttl_ns), ttl_ns);
        } else if (keeps_ns > 0) {
            place_expired(sim, &rates, rank, age, keeps_ns);
        }
    }
}

bool warm_start(struct sim *sim)
{
    const struct config *c = sim->config;
    if (!c->cache.present || c->cache.start == CACHE_START_COLD) {
        return true;
    }
    uint64_t most = c->cache.capacity < c->keys.count ? c->cache.capacity : c->keys.count;
    if (c->cache.start == CACHE_START_PREWARMED) {
        place_top(sim, c->cache.prewarmed < most ? c->cache.prewarmed : most);
    } else if (c->cache.capacity != COUNT_UNLIMITED) {
        return warm_capacity_start(sim);
    } else if (c->cache.ttl_ns == TIME_NEVER) {
        place_top(sim, most);
    } else {
        place_stationary(sim);
    }
    return true;
}
