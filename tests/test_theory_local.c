/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local caches against theory where `herdsim verify` does not (sim/verify/cases_expiry.c and cases_population.c): eviction
 * on every server, a tier behind them, both emptied together.
 */
#include "fixture.h"
#include "theory/filter.h"
#include "theory/stationary.h"

/* Each server is a TTL cache of one key that sees lambda / N. */
Test(theory_local, T5_on_every_server)
{
    struct fixture f;
    fixture_init(&f);
    f.c.keys.count = 1;
    f.source[0].sessions_per_s = 10;
    f.c.servers.count = 4;
    f.c.servers.local.present = true;
    f.c.servers.local.ttl_ns = 2 * NS_PER_S;
    f.c.cache.present = false;
    double reads = 10.0 / 4 * 2;
    cr_assert_float_eq(stationary_hit_ratio(&f.c), reads / (1 + reads), 1e-12);
    struct filter filter = filter_of(&f.c);
    cr_assert_float_eq(filter_through(&filter, 10), 10 / (1 + reads), 1e-12);
}

/* 10,000 keys on 5 servers in front of a tier. */
static void fleet(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 10000;
    f->c.keys.popularity.exponent = 0.9;
    f->source[0].sessions_per_s = 20000;
    f->c.servers.count = 5;
    f->c.servers.local.present = true;
    f->c.servers.local.ttl_ns = 4 * NS_PER_S;
    f->c.servers.local.start = CACHE_START_WARM;
    f->c.cache.start = CACHE_START_WARM;
    f->c.cache.ttl_ns = 10 * NS_PER_S;
    f->c.database.service = dist_constant(0);
    f->c.run.duration_ns = NS_PER_S;
}

/* Che's approximation on each server; cold, so that it comes there by itself. (lfu forgets the uses of what it has pushed
 * out, and stays a little below the keys that it should keep.) */
Test(theory_local, T6_on_every_server)
{
    for (int policy = EVICTION_LRU; policy <= EVICTION_RANDOM; policy++) {
        struct fixture f;
        fleet(&f);
        f.c.cache.present = false;
        f.c.servers.local.start = CACHE_START_COLD;
        f.c.servers.local.ttl_ns = TIME_NEVER;
        f.c.servers.local.capacity = 500;
        f.c.servers.local.eviction = (enum eviction)policy;
        f.c.run.duration_ns = 20 * NS_PER_S;
        f.c.run.window_ns = 10 * NS_PER_S;
        struct results *r = fixture_run(&f.c, false, false);
        double theory = stationary_hit_ratio(&f.c), margin = policy == EVICTION_LFU ? 0.05 : 0.005;
        cr_assert_float_eq(r->windows[1].gauge[GAUGE_HIT_RATIO], theory, margin, "policy %d: theory %g, simulated %g",
                           policy, theory, r->windows[1].gauge[GAUGE_HIT_RATIO]);
        results_free(r);
    }
}

/* A warm start of both is the long run: what the local caches answer, exactly; what the tier answers, to the
 * approximation that takes what they let through for independent reads. */
Test(theory_local, warm_fleet_before_a_warm_tier)
{
    struct fixture f;
    fleet(&f);
    f.c.run.duration_ns = 20 * NS_PER_S;
    struct results *r = fixture_run(&f.c, false, false);
    struct config alone = f.c;
    alone.cache.present = false;
    double local = stationary_hit_ratio(&alone), all = stationary_hit_ratio(&f.c);
    cr_assert(local > 0.5 && all > local + 0.1, "local %g, all %g", local, all);
    for (size_t w = 0; w < 20; w += 19) {
        const uint64_t *n = r->windows[w].counter;
        double issued = (double)n[COUNTER_READS_ISSUED], by_local = (double)n[COUNTER_READS_LOCAL_HITS] / issued;
        cr_assert_float_eq(by_local, local, 0.012, "window %zu: %g of %g", w, by_local, local);
        cr_assert_float_eq(r->windows[w].gauge[GAUGE_HIT_RATIO], all, 0.012, "window %zu: %g of %g", w,
                           r->windows[w].gauge[GAUGE_HIT_RATIO], all);
    }
    results_free(r);
}

/* Emptied together: whatever one server has read the others find in the tier; without a tier each reads for itself. */
Test(theory_local, T7_warm_up_of_a_fleet)
{
    for (int tier = 0; tier < 2; tier++) {
        struct fixture f;
        fleet(&f);
        f.c.servers.local.start = f.c.cache.start = CACHE_START_COLD;
        f.c.servers.local.ttl_ns = f.c.cache.ttl_ns = TIME_NEVER;
        f.c.cache.present = tier == 1;
        f.c.run.window_ns = NS_PER_S / 50;
        struct results *r = fixture_run(&f.c, false, false);
        for (size_t w = 9; w < 50; w += 20) {
            double theory = stationary_warmup_hit_ratio(&f.c, ((double)w + 0.5) / 50);
            cr_assert_float_eq(r->windows[w].gauge[GAUGE_HIT_RATIO], theory, 4 * sqrt(0.25 / 400), "tier %d window %zu",
                               tier, w);
        }
        results_free(r);
    }
}
