/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What theory says of eviction without a formula: which policy hits most. (The formulas, T5 to T7 and T14, are in
 * sim/verify/cases_expiry.c and cases_population.c.)
 */
#include "base/zipf.h"
#include "fixture.h"

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
