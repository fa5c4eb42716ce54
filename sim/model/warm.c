/* warm.c: the cache at the start of a run (see warm.h).
 *
 * warm: the state that the cache would have come to under the traffic of time 0. With a TTL, key i is
 * present with probability lambda_i T / (1 + lambda_i T) and its age is uniform over the TTL (the renewal
 * process of a key that is filled by its first miss and lives T). Without one, the most popular keys are
 * present, as many as fit. With both, popular keys first until the capacity is used up.
 * prewarmed: the most popular keys, all written at time 0.
 */
#include "model/warm.h"

#include "base/rng.h"
#include "base/zipf.h"
#include "model/purposes.h"
#include "model/stationary.h"
#include "model/updates.h"

static int64_t lifetime(struct sim *sim, uint32_t key)
{
    int64_t ttl_ns = sim->config->cache.ttl_ns;
    for (size_t i = 0; i < sim->guards_n; i++) {
        struct guard *g = &sim->guard[i];
        if (g->kind->ttl != NULL) {
            ttl_ns = g->kind->ttl(g, sim, key, UINT64_MAX, ttl_ns); /* a number that no read has */
        }
    }
    return ttl_ns;
}

static void place(struct sim *sim, uint32_t key, int64_t age_ns, int64_t ttl_ns)
{
    struct cache *c = &sim->cache;
    (void)cache_write(c, key, 0, age_ns, ttl_ns); /* whom it pushes out is no matter yet */
    if (c->outdated != NULL) {
        c->outdated[key] = updates_next_tick(sim->config, &c->clock, key, -age_ns);
    }
}

/* Places the keys from `last` down to the most popular, so that recency agrees with popularity. */
static void place_top(struct sim *sim, uint64_t keys_n)
{
    for (uint64_t key = keys_n; key > 0; key--) {
        place(sim, (uint32_t)(key - 1), 0, lifetime(sim, (uint32_t)(key - 1)));
    }
}

/* Read rate of every key, cheaply: the popularity law's plus what single sources ask for. */
struct rates {
    struct zipf_law law;
    double popular_per_s;
};

static struct rates rates_of(const struct config *c)
{
    return (struct rates){.law = zipf_law_of(c->keys.count, c->keys.popularity.exponent),
                          .popular_per_s = stationary_popular_reads_per_s(c)};
}

static bool asked_for_by_name(const struct config *c, uint32_t key)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank == (uint64_t)key + 1) {
            return true;
        }
    }
    return false;
}

/* Probability that a key read at this rate is present. */
static double present(const struct config *c, double rate_per_s)
{
    double reads = rate_per_s * ((double)c->cache.ttl_ns / (double)NS_PER_S); /* while an entry lives */
    return reads / (1 + reads);
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
                               .least = present(c, rates->popular_per_s * zipf_mass(&rates->law, last)),
                               .most = present(c, rates->popular_per_s * zipf_mass(&rates->law, rank))};
}

static bool is_present(const struct config *c, const struct rates *rates, const struct neighbours *n, uint64_t rank,
                       double u)
{
    if (asked_for_by_name(c, (uint32_t)(rank - 1))) {
        return u < present(c, stationary_key_rate_per_s(c, rank));
    }
    if (u < n->least || u >= n->most) {
        return u < n->least;
    }
    return u < present(c, rates->popular_per_s * zipf_mass(&rates->law, rank));
}

static void place_stationary(struct sim *sim)
{
    const struct config *c = sim->config;
    struct rates rates = rates_of(c);
    struct rng draw = rng_seed(c->run.seed, PURPOSE_WARM, 0); /* two numbers a key, needed or not */
    struct neighbours n = {.last = 0};
    uint64_t room = c->cache.capacity;
    for (uint64_t rank = 1; rank <= c->keys.count && room > 0; rank++) {
        if (rank > n.last) {
            n = neighbours_from(c, &rates, rank);
        }
        double u = rng_uniform(&draw), age = rng_uniform(&draw);
        if (is_present(c, &rates, &n, rank, u)) {
            int64_t ttl_ns = lifetime(sim, (uint32_t)(rank - 1));
            place(sim, (uint32_t)(rank - 1), (int64_t)(age * (double)ttl_ns), ttl_ns);
            room--;
        }
    }
}

void warm_start(struct sim *sim)
{
    const struct config *c = sim->config;
    if (!c->cache.present || c->cache.start == CACHE_START_COLD) {
        return;
    }
    uint64_t most = c->cache.capacity < c->keys.count ? c->cache.capacity : c->keys.count;
    if (c->cache.start == CACHE_START_PREWARMED) {
        place_top(sim, c->cache.prewarmed < most ? c->cache.prewarmed : most);
    } else if (c->cache.ttl_ns == TIME_NEVER) {
        place_top(sim, most);
    } else {
        place_stationary(sim);
    }
}
