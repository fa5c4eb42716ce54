/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cache holds at the start: presence and ages of a warm start against their laws (99.99% confidence, fixed
 * seeds), the most popular keys where nothing expires, and what a capacity leaves room for.
 */
#include "chi_square.h"
#include "events/registry.h"
#include "fixture.h"
#include "model/caches/updates.h"
#include "model/caches/warm.h"
#include "model/state/state.h"
#include "theory/stationary.h"

enum { KEYS = 3000 };

struct started { /* a simulation with a cache and its protections, and nothing else */
    struct sim sim;
    struct ring ring;
};

static struct started *start(const struct config *c, bool wide)
{
    struct started *s = calloc(1, sizeof *s);
    cr_assert(s != NULL && ring_init(&s->ring, (uint32_t)c->cache.nodes, config_placement(c)));
    s->sim.config = c;
    s->sim.hooks.n = c->protections_n;
    s->sim.hooks.lifetimes = c->protections_n > 0;
    for (size_t i = 0; i < c->protections_n; i++) {
        s->sim.hooks.instance[i] =
            (struct protection_instance){.kind = c->protections[i].kind, .params = c->protections[i].params};
    }
    cr_assert(cache_init(&s->sim.cache, c, wide, 0, &s->ring));
    warm_start(&s->sim);
    return s;
}

static void finish(struct started *s)
{
    cache_release(&s->sim.cache);
    ring_release(&s->ring);
    free(s);
}

static bool is_there(const struct started *s, uint32_t key)
{
    return cache_look(&s->sim.cache, key, cache_tick(&s->sim.cache, 0)) != CACHE_STALE;
}

/* As a share of the TTL. */
static double age_of(const struct started *s, uint32_t key)
{
    const struct cache *c = &s->sim.cache;
    return (double)(cache_tick(c, 0) - cache_written(c, key)) / (double)c->ttl_ticks;
}

static void warm_config(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = KEYS;
    f->c.keys.popularity.exponent = 0.99;
    f->c.cache.start = CACHE_START_WARM;
    f->c.cache.ttl_ns = 10 * NS_PER_S;
    f->source[0].sessions_per_s = 200;
    f->source[0].reads_per_session = 3;
}

/* Over 200 seeds, each key's count of presences is binomial; their squared deviations sum up to a chi-square. */
Test(warm, presence_and_ages_are_those_of_the_stationary_cache)
{
    struct fixture f;
    uint64_t there[KEYS] = {0}, ages[50] = {0}, all = 0;
    double expected[50], statistic = 0;
    struct config_shape_point shape[] = {{NS_PER_S, 2}, {2 * NS_PER_S, 9}};
    warm_config(&f);
    f.c.sources_n = 3;
    f.source[1] = fixture_source("one");
    f.source[1].sessions_per_s = 0.3;
    f.source[1].key_rank = 2000;
    f.source[2] = f.source[0];
    f.source[2].name = "shaped"; /* twice its rate at time 0 */
    f.source[2].shape = shape;
    f.source[2].shape_n = 2;
    f.event[f.c.events_n++] = (struct config_event){.type = &traffic_event, .source = "users", .x = 0.5};
    for (f.c.run.seed = 1; f.c.run.seed <= 200; f.c.run.seed++) {
        struct started *s = start(&f.c, f.c.run.seed % 2 == 0);
        for (uint32_t key = 0; key < KEYS; key++) {
            if (is_there(s, key)) {
                there[key]++;
                all++;
                ages[(size_t)(50 * age_of(s, key))]++;
            }
        }
        finish(s);
    }
    for (uint32_t key = 0; key < KEYS; key++) {
        double reads = 10 * stationary_key_rate_per_s(&f.c, key + 1), p = reads / (1 + reads);
        double z = ((double)there[key] - 200 * p) / sqrt(200 * p * (1 - p));
        statistic += z * z;
    }
    cr_assert_gt(gsl_cdf_chisq_Q(statistic, KEYS), CHI_SQUARE_LEAST, "statistic %g of %d", statistic, KEYS);
    cr_assert_gt(gsl_cdf_chisq_P(statistic, KEYS), CHI_SQUARE_LEAST, "statistic %g of %d", statistic, KEYS);
    cr_assert_float_eq((double)there[1999] / 200, 0.78, 0.12); /* 3 reads of its own, and half a read of the others */
    for (size_t i = 0; i < 50; i++) {
        expected[i] = (double)all / 50;
    }
    cr_assert_gt(chi_square_p(expected, ages, 50), CHI_SQUARE_LEAST);
}

/* So a warm run begins at its long-run hit ratio, and stays there. */
Test(warm, the_first_window_hits_as_often_as_the_last)
{
    struct fixture f;
    warm_config(&f);
    f.source[0].sessions_per_s = 3000;
    f.c.database.service = dist_constant(0);
    struct results *r = fixture_run(&f.c, false, false);
    double expected = stationary_hit_ratio(&f.c);
    cr_assert_float_eq(r->windows[0].gauge[GAUGE_HIT_RATIO], expected, 0.02);
    cr_assert_float_eq(r->windows[9].gauge[GAUGE_HIT_RATIO], expected, 0.02);
    cr_assert_float_eq(fixture_metric(r, "staleness.age_mean"), 5, 0.2); /* uniform over the TTL, in all windows */
    results_free(r);
}

/* All keys; and under lfu as many as fit. (Of the other policies: test_warm_long_run.c.) */
Test(warm, without_expiry_the_most_popular_keys_that_fit)
{
    struct fixture f;
    warm_config(&f);
    f.c.cache.ttl_ns = TIME_NEVER;
    struct started *s = start(&f.c, false);
    for (uint32_t key = 0; key < KEYS; key++) {
        cr_assert(is_there(s, key));
    }
    finish(s);
    f.c.cache.capacity = 500;
    f.c.cache.eviction = EVICTION_LFU;
    s = start(&f.c, false);
    for (uint32_t key = 0; key < KEYS; key++) {
        cr_assert_eq(is_there(s, key), key < 500);
    }
    cr_assert_eq(evict_admit(s->sim.cache.evict, 0, KEYS - 1, 0), 499); /* the least popular makes room first */
    finish(s);
}

/* On several nodes the popular keys of each; with a TTL, too, no more than there is room for. */
Test(warm, capacity_bounds_every_start)
{
    struct fixture f;
    for (int variant = 0; variant < 3; variant++) {
        warm_config(&f);
        f.c.cache.capacity = 300;
        f.c.cache.eviction = EVICTION_LFU;
        f.c.cache.nodes = 4;
        f.c.cache.ttl_ns = variant == 0 ? TIME_NEVER : 100 * NS_PER_S;
        f.c.cache.start = variant == 2 ? CACHE_START_PREWARMED : CACHE_START_WARM;
        f.c.cache.prewarmed = 2000;
        struct started *s = start(&f.c, false);
        uint32_t n = 0, popular_n = 0;
        for (uint32_t key = 0; key < KEYS; key++) {
            cr_assert(!is_there(s, key) || evict_holds(s->sim.cache.evict, key));
            n += is_there(s, key);
            popular_n += is_there(s, key) && key < 250;
            cr_assert(key >= 40 || is_there(s, key), "variant %d: key %u", variant, key); /* no node is so full */
        }
        if (variant < 2) { /* the least popular make room first */
            uint32_t victim = evict_admit(s->sim.cache.evict, ring_node(&s->ring, KEYS - 1), KEYS - 1, 0);
            for (uint32_t key = victim + 1; key < KEYS - 1; key++) {
                cr_assert(ring_node(&s->ring, key) != ring_node(&s->ring, KEYS - 1) || !is_there(s, key));
            }
        }
        cr_assert(n <= 300 && n > 240 && popular_n > 200, "variant %d: %u entries, %u popular", variant, n, popular_n);
        finish(s);
    }
}

Test(warm, cold_and_prewarmed)
{
    struct fixture f;
    warm_config(&f);
    f.c.cache.start = CACHE_START_PREWARMED;
    f.c.cache.prewarmed = 1234;
    struct started *s = start(&f.c, false);
    for (uint32_t key = 0; key < KEYS; key++) {
        cr_assert_eq(is_there(s, key), key < 1234);
        cr_assert(key >= 1234 || age_of(s, key) == 0.0);
    }
    finish(s);
    f.c.cache.start = CACHE_START_COLD;
    s = start(&f.c, true);
    for (uint32_t key = 0; key < KEYS; key++) {
        cr_assert(!is_there(s, key));
    }
    finish(s);
}

/* With jitter each entry has a life of its own, and its age is uniform over that; values age from when they were
 * written, before the run. */
Test(warm, lives_are_jittered_and_values_age)
{
    struct fixture f;
    warm_config(&f);
    f.c.keys.update_rate_per_s = 0.05;
    fixture_set_param(fixture_protect(&f, &jitter_protection), &jitter_protection, "spread", 0.4);
    struct started *s = start(&f.c, true);
    const struct cache *c = &s->sim.cache;
    double least = INFINITY, most = 0, sum = 0;
    uint32_t n = 0, outdated_n = 0;
    for (uint32_t key = 0; key < KEYS; key++) {
        if (!is_there(s, key)) {
            continue;
        }
        double life = (double)(c->entry[key].deadline - c->entry[key].written) / (double)c->ttl_ticks;
        int64_t age_ns = (int64_t)((uint64_t)(cache_tick(c, 0) - c->entry[key].written) << c->clock.shift);
        least = fmin(least, life);
        most = fmax(most, life);
        sum += age_of(s, key) / life;
        n++;
        outdated_n += c->outdated[key] <= cache_tick(c, 0);
        cr_assert_eq(c->outdated[key], updates_next_tick(&f.c, &c->clock, key, -age_ns));
    }
    cr_assert(least >= 0.6 && least < 0.62 && most <= 1.4 && most > 1.38, "lives from %g to %g", least, most);
    cr_assert_float_eq(sum / n, 0.5, 4 / sqrt(12.0 * n));
    cr_assert_float_eq((double)outdated_n / n, 1 - (1 - exp(-0.5)) / 0.5, 0.05); /* rate x TTL = 0.5, about */
    finish(s);
}

/* The value of a key that is absent expired a time ago that is exponential with the rate of its reads, up to where it is
 * of use no more; with a capacity as well, as long as it has a place. */
Test(warm, expired_values_are_as_old_as_reads_are_rare)
{
    struct fixture f;
    uint64_t count[40] = {0}, absent = 0, kept = 0;
    double expected[40], rate[KEYS];
    warm_config(&f);
    for (uint32_t key = 0; key < KEYS; key++) {
        rate[key] = stationary_key_rate_per_s(&f.c, key + 1);
    }
    void *p = fixture_protect(&f, &stale_protection);
    fixture_set_param(p, &stale_protection, "while_revalidate", INFINITY);
    fixture_set_param(p, &stale_protection, "if_error", 120e9);
    for (f.c.run.seed = 1; f.c.run.seed <= 20; f.c.run.seed++) {
        struct started *s = start(&f.c, f.c.run.seed % 2 == 0);
        for (uint32_t key = 0; key < KEYS; key++) {
            struct cache_value v;
            double most = 1 - exp(-rate[key] * 120);
            if (is_there(s, key)) {
                continue;
            }
            absent++;
            if (cache_value_of(&s->sim.cache, key, &v)) {
                uint64_t ago_ns = (cache_tick(&s->sim.cache, 0) - v.deadline) << s->sim.cache.clock.shift;
                double part = (1 - exp(-rate[key] * (double)ago_ns * 1e-9)) / most;
                cr_assert_eq(v.deadline - v.written, s->sim.cache.ttl_ticks);
                cr_assert_lt(part, 1.001);
                count[part < 1 ? (size_t)(40 * part) : 39]++;
                kept++;
            }
        }
        finish(s);
    }
    cr_assert(kept > absent / 2 && kept < absent, "%lu of %lu", (unsigned long)kept, (unsigned long)absent);
    for (size_t b = 0; b < 40; b++) {
        expected[b] = (double)kept / 40;
    }
    cr_assert_gt(chi_square_p(expected, count, 40), CHI_SQUARE_LEAST);
    f.c.cache.capacity = KEYS;
    struct started *s = start(&f.c, false);
    uint64_t expired = 0;
    for (uint32_t key = 0; key < KEYS; key++) {
        struct cache_value v;
        bool has = cache_value_of(&s->sim.cache, key, &v);
        cr_assert(has || !is_there(s, key));
        expired += has && !is_there(s, key);
    }
    cr_assert_float_eq((double)expired, (double)kept / 20, 5 * sqrt((double)kept / 20));
    finish(s);
}
