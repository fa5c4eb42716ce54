/* Local caches against theory: T13 (local caches only), T5 on every server, and what a tier behind them sees. Comparisons
 * at 99.9% confidence where they are statistical (replicate.h).
 */
#include "model/filter.h"
#include "model/keyrates.h"
#include "model/stationary.h"
#include "replicate.h"

static void one_key(struct fixture *f, double lambda, uint64_t servers, double ttl_s, double fetch_s, double seconds)
{
    fixture_init(f);
    f->c.keys.count = 1;
    f->source[0].sessions_per_s = lambda;
    f->c.servers.count = servers;
    f->c.servers.local =
        (struct config_local){.present = true, .capacity = COUNT_UNLIMITED, .ttl_ns = (int64_t)(ttl_s * 1e9)};
    f->c.cache.present = false;
    f->c.database.service = dist_constant((int64_t)(fetch_s * 1e9));
    f->c.run.duration_ns = f->c.run.window_ns = (int64_t)(seconds * 1e9);
    fixture_protect(f, &coalesce_server_protection);
}

/* One fetch per server per cycle of a wait of mean d = N / lambda for the next read, the fetch, and the TTL. The queries of
 * a server are a renewal process with cycles of mean m and standard deviation d that begins with a wait, so t / m of them
 * come in a time t, and (m^2 + d^2) / (2 m^2) - d / m besides (Cox, Renewal Theory, 1962).
 */
Test(theory_local, T13_local_caches_only)
{
    static const struct {
        double lambda, ttl_s, fetch_s;
        uint64_t servers;
    } row[] = {{40, 10, 0.5, 20}, {4, 10, 0.5, 20}, {1000, 2, 1, 5}};
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct fixture f;
        double n = (double)row[i].servers, seconds = 5000;
        one_key(&f, row[i].lambda, row[i].servers, row[i].ttl_s, row[i].fetch_s, seconds);
        double d = n / row[i].lambda, m = row[i].ttl_s + row[i].fetch_s + d;
        double begun = (m * m + d * d) / (2 * m * m) - d / m;
        replicate_compare(&f.c, 10, "db.queries", n * (seconds / m + begun), 0.01);
    }
}

/* Each server is a TTL cache of one key that sees lambda / N. */
Test(theory_local, T5_on_every_server)
{
    struct fixture f;
    one_key(&f, 10, 4, 2, 0, 3000);
    double reads = 10.0 / 4 * 2;
    cr_assert_float_eq(stationary_hit_ratio(&f.c), reads / (1 + reads), 1e-12);
    replicate_compare(&f.c, 10, "cache.hit_ratio", reads / (1 + reads), 0.01);
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
    f->c.servers.local = (struct config_local){
        .present = true, .capacity = COUNT_UNLIMITED, .ttl_ns = 4 * NS_PER_S, .start = CACHE_START_WARM};
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
