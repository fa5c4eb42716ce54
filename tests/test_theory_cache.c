/* The cache against theory: T5 (TTL), T6 (LRU), T7 (warm-up), T14 (jitter). Comparisons at 99.9% confidence
 * where they are statistical (replicate.h).
 */
#include "base/zipf.h"
#include "model/stationary.h"
#include "replicate.h"

static void one_key(struct fixture *f, double lambda, double ttl_s, double fetch_s, double seconds)
{
    fixture_init(f);
    f->c.keys.count = 1;
    f->source[0].sessions_per_s = lambda;
    f->c.cache.ttl_ns = (int64_t)(ttl_s * 1e9);
    f->c.database.service = dist_constant((int64_t)(fetch_s * 1e9));
    f->c.run.duration_ns = f->c.run.window_ns = (int64_t)(seconds * 1e9);
}

Test(theory_cache, T5_ttl_of_one_key)
{
    struct fixture f;
    one_key(&f, 10, 10, 1, 50000); /* the fetch takes time: miss ratio (1 + lambda S) / (1 + lambda (S + T)) */
    cr_assert_float_eq(11.0 / 111, 0.0991, 1e-4);
    replicate_compare(&f.c, 10, "cache.hit_ratio", 1 - 11.0 / 111, 0.01);
    one_key(&f, 10, 0.1, 0, 5000); /* it takes none: hit ratio lambda T / (1 + lambda T) */
    replicate_compare(&f.c, 10, "cache.hit_ratio", 0.5, 0.02);
}

/* The same when every write starts the TTL anew: the last of the queries begun before the first answer, at
 * S - (1 - e^(-lambda S)) / lambda on average, decides. */
Test(theory_cache, T5_when_the_last_write_counts)
{
    struct fixture f;
    one_key(&f, 10, 10, 1, 50000);
    f.c.cache.write = CACHE_WRITE_SET;
    double last_s = 1 + 1 - (1 - exp(-10)) / 10;
    replicate_compare(&f.c, 10, "cache.hit_ratio", 1 - 11 / (1 + 10 * (last_s + 10)), 0.01);
}

/* A warm start is the stationary state: the first window already shows the long-run hit ratio. */
Test(theory_cache, T5_warm_start_is_stationary)
{
    struct fixture f;
    fixture_init(&f);
    f.c.keys.count = 100000;
    f.c.keys.popularity.exponent = 0.9;
    f.source[0].sessions_per_s = 20000;
    f.c.cache.ttl_ns = 20 * NS_PER_S;
    f.c.cache.start = CACHE_START_WARM;
    f.c.database.service = dist_constant(0);
    f.c.run.duration_ns = 5 * NS_PER_S; /* a quarter of the TTL */
    replicate_compare(&f.c, 10, "cache.hit_ratio", stationary_hit_ratio(&f.c), 0.005);
}

static double second_window_hit_ratio(struct config *c)
{
    struct results *r = fixture_run(c, false, false);
    double ratio = r->windows[1].gauge[GAUGE_HIT_RATIO];
    results_free(r);
    return ratio;
}

static void million_keys(struct fixture *f, double seconds)
{
    fixture_init(f);
    f->c.keys.count = 1000000;
    f->c.keys.popularity.exponent = 0.99;
    f->source[0].sessions_per_s = 100000;
    f->c.database.service = dist_constant(0);
    f->c.run.duration_ns = (int64_t)(seconds * 1e9);
}

/* Che's approximation is good to about 1e-3 here; 2M reads leave a standard deviation of 3.5e-4. */
Test(theory_cache, T6_lru)
{
    struct fixture f;
    million_keys(&f, 40);
    f.c.run.window_ns = 20 * NS_PER_S;
    f.c.cache.start = CACHE_START_WARM;
    f.c.cache.eviction = EVICTION_LRU;
    f.c.cache.capacity = 10000;
    cr_assert_float_eq(second_window_hit_ratio(&f.c), 0.5662, 0.0025);
    f.c.cache.capacity = 100000;
    cr_assert_float_eq(second_window_hit_ratio(&f.c), 0.7664, 0.0025);
}

/* Under independent references: FIFO and RANDOM hit equally often (Gelenbe 1973), LRU more, and LFU, which
 * comes to hold the most popular keys, most. */
Test(theory_cache, order_of_the_evictions)
{
    struct fixture f;
    million_keys(&f, 40);
    f.c.run.window_ns = 20 * NS_PER_S;
    f.c.cache.start = CACHE_START_WARM;
    f.c.cache.capacity = 10000;
    f.c.cache.nodes = 3;
    double hit[4];
    for (int i = 0; i < 4; i++) {
        f.c.cache.eviction = (enum eviction)i;
        hit[i] = second_window_hit_ratio(&f.c);
    }
    struct zipf_law law = zipf_law_of(f.c.keys.count, 0.99);
    cr_assert_float_eq(hit[EVICTION_FIFO], hit[EVICTION_RANDOM], 0.005);
    cr_assert_gt(hit[EVICTION_LRU], hit[EVICTION_FIFO] + 0.01);
    cr_assert_gt(hit[EVICTION_LFU], hit[EVICTION_LRU] + 0.01);
    cr_assert_leq(hit[EVICTION_LFU], zipf_top_share(&law, 10000) + 0.002);
}

/* An empty cache without expiry: every key is fetched once. Distinct keys are a sum of independent indicators, so their
 * variance is below their mean: 4 standard deviations. */
Test(theory_cache, T7_warm_up)
{
    struct fixture f;
    const double reads[] = {1e4, 1e5, 1e6, 1e7}, hit[] = {0.5178, 0.6815, 0.8445, 0.9743};
    million_keys(&f, 1);
    cr_assert_float_eq(stationary_distinct(&f.c, 10), 225831, 5);
    for (size_t i = 0; i < 4; i++) {
        f.source[0].sessions_per_s = reads[i];
        double distinct = stationary_distinct(&f.c, 1);
        cr_assert_float_eq(stationary_warmup_hit_ratio(&f.c, 1), hit[i], 1e-4);
        f.c.run.duration_ns = NS_PER_S + NS_PER_S / 50; /* the window after the last read looks at the hit ratio */
        struct results *r = fixture_run(&f.c, false, false);
        double queries = (double)r->windows[0].counter[COUNTER_DB_QUERIES],
               n = (double)r->windows[1].counter[COUNTER_READS_ISSUED];
        cr_assert_float_eq(queries, distinct, 4 * sqrt(distinct), "%g reads: %g of %g", reads[i], queries, distinct);
        cr_assert_float_eq(r->windows[1].gauge[GAUGE_HIT_RATIO], hit[i], 4 * sqrt(hit[i] * (1 - hit[i]) / n) + 1e-3);
        results_free(r);
    }
}

/* Keys filled together: with jitter they expire at K / (2 j T) per second between T (1 - j) and T (1 + j). Each key is
 * read 50 times a second, so an expiry is seen within a fiftieth. */
Test(theory_cache, T14_jitter)
{
    struct fixture f;
    const double keys = 20000, ttl_s = 10;
    for (int jittered = 0; jittered < 2; jittered++) {
        fixture_init(&f);
        f.c.keys.count = (uint64_t)keys;
        f.source[0].sessions_per_s = keys * 50 / 100;
        f.source[0].reads_per_session = 100;
        f.c.cache.ttl_ns = (int64_t)(ttl_s * 1e9);
        f.c.cache.start = CACHE_START_PREWARMED;
        f.c.cache.prewarmed = f.c.keys.count;
        f.c.database.service = dist_constant(0);
        f.c.run.duration_ns = 12 * NS_PER_S;
        f.c.run.window_ns = NS_PER_S / 5;
        double peak = keys * 5;
        if (jittered) {
            fixture_set_param(fixture_protect(&f, &jitter_protection), &jitter_protection, "spread", 0.1);
            peak = keys / (2 * 0.1 * ttl_s);
        }
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->windows[40].counter[COUNTER_DB_QUERIES], 0);
        cr_assert_float_eq(r->db_peak_per_s, peak, 0.05 * peak);
        if (jittered) { /* flat over the whole interval: 7 windows within 5 standard deviations of the rate */
            for (size_t w = 47; w < 54; w++) {
                cr_assert_float_eq((double)r->windows[w].counter[COUNTER_DB_QUERIES], peak / 5, 5 * sqrt(peak / 5));
            }
        }
        results_free(r);
    }
}
