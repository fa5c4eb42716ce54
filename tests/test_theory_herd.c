/* The herd on one expiring key against theory: T8, T9 (no coalescing), T10 (per server), T11, T12 (cluster lock).
 * A key of rate lambda expires again and again; demand queries per miss episode are the size of the herd.
 * Comparisons at 99.9% confidence (replicate.h).
 */
#include "replicate.h"

static void herd(struct fixture *f, double lambda, struct dist_spec fetch, double ttl_s, double seconds)
{
    fixture_init(f);
    f->c.keys.count = 1;
    f->source[0].sessions_per_s = lambda;
    f->c.cache.ttl_ns = (int64_t)(ttl_s * 1e9);
    f->c.database.service = fetch;
    f->c.run.duration_ns = f->c.run.window_ns = (int64_t)(seconds * 1e9);
}

Test(theory_herd, T8_constant_fetch)
{
    struct fixture f;
    herd(&f, 1000, dist_constant(100 * NS_PER_MS), 0.5, 60);
    replicate_compare(&f.c, 20, "amplification", 1 + 1000 * 0.1, 0.02);
    herd(&f, 10000, dist_constant(20 * NS_PER_MS), 0.1, 12);
    replicate_compare(&f.c, 20, "amplification", 1 + 10000 * 0.02, 0.02);
}

/* sum over k >= 0 of prod_{j <= k} a / (a + j): the queries begun before the first of them ends. */
static double first_finisher(double a)
{
    double sum = 0, product = 1;
    for (double j = 1; product > 1e-12; j++) {
        sum += product;
        product *= a / (a + j);
    }
    return sum;
}

Test(theory_herd, T9_exponential_fetch)
{
    struct fixture f;
    cr_assert_float_eq(first_finisher(10), 4.333, 1e-3);
    cr_assert_float_eq(first_finisher(100), 12.877, 1e-3);
    cr_assert_float_eq(first_finisher(1000), 39.970, 1e-3);
    struct dist_spec fetch = {.kind = DIST_EXPONENTIAL, .a = 0.1e9};
    const double a[] = {10, 100, 1000};
    for (size_t i = 0; i < 3; i++) {
        herd(&f, a[i] / 0.1, fetch, 0.5, 400);
        f.c.run.max_reads = 1000000;
        replicate_compare(&f.c, 10, "amplification", first_finisher(a[i]), 0.05);
    }
}

static double per_server(double lambda, double fetch_s, double servers)
{
    return 1 + (servers - 1) * (1 - exp(-lambda * fetch_s / servers));
}

Test(theory_herd, T10_coalescing_per_server)
{
    struct fixture f;
    cr_assert_float_eq(per_server(1e4, 0.1, 100), 99.996, 1e-3);
    cr_assert_float_eq(per_server(1e4, 0.1, 1000), 632.49, 1e-2);
    cr_assert_float_eq(per_server(1e5, 0.05, 1000), 993.27, 1e-2);
    const double servers[] = {1, 30, 100, 1000};
    for (size_t i = 0; i < 4; i++) {
        herd(&f, 1e4, dist_constant(100 * NS_PER_MS), 0.2, 20);
        f.c.servers.count = (uint64_t)servers[i];
        fixture_protect(&f, &coalesce_server_protection);
        if (i == 0) { /* one server is a cluster: exactly one query an episode */
            struct results *r = fixture_run(&f.c, false, false);
            cr_assert_eq(r->total[COUNTER_DB_QUERIES], r->total[COUNTER_EPISODES]);
            cr_assert_gt(r->total[COUNTER_READS_JOINED], 50000);
            results_free(r);
            continue;
        }
        /* at 100 servers the spread is nearly nothing; the interval is judged by its own width */
        replicate_compare(&f.c, 20, "amplification", per_server(1e4, 0.1, servers[i]), 0.02);
    }
}

Test(theory_herd, T11_cluster_lock)
{
    struct fixture f;
    const struct dist_spec fetch = dist_constant(100 * NS_PER_MS);
    herd(&f, 1000, fetch, 0.5, 60); /* the lock outlives the fetch: one query */
    f.c.servers.count = 50;
    fixture_lock(&f, 1e9, 1e6, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], r->total[COUNTER_EPISODES]);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 0);
    cr_assert_gt(r->total[COUNTER_EPISODES], 90);
    results_free(r);

    herd(&f, 1000, fetch, 0.5, 60); /* it expires under its holder: ceil(S / L) = 4 queries */
    fixture_lock(&f, 30e6, 0.1e6, INFINITY);
    r = fixture_run(&f.c, false, false);
    double per_episode = fixture_metric(r, "amplification");
    cr_assert_float_eq(per_episode, 4, 0.05, "%g", per_episode); /* but for an episode that the end cuts short */
    cr_assert_gt(r->total[COUNTER_LOCK_EXPIRED], 3 * 90);
    results_free(r);

    herd(&f, 1000, fetch, 0.5, 60); /* waiters give up after W: 1 + lambda (S - W) */
    fixture_lock(&f, 1e9, 1e6, 60e6);
    replicate_compare(&f.c, 20, "amplification", 1 + 1000 * (0.1 - 0.06), 0.02);
}

/* Polls: a waiter that comes u into the fetch polls ceil((S - u) / p) times: lambda S^2 / (2 p), and half a poll more for
 * each for the last one. It learns of the value (p / 2) late on average. */
Test(theory_herd, T12_polling)
{
    struct fixture f;
    herd(&f, 1000, dist_constant(100 * NS_PER_MS), 0.5, 60);
    fixture_lock(&f, 1e9, 10e6, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    double episodes = fixture_metric(r, "episodes");
    double polls = 1000 * 0.1 * 0.1 / (2 * 0.01) + 1000 * 0.1 / 2;
    cr_assert_float_eq(fixture_metric(r, "lock.polls") / episodes, polls, 0.05 * polls);
    cr_assert_float_eq(fixture_metric(r, "latency.read.joined.mean"), 0.05 + 0.005, 0.001);
    results_free(r);
}

/* A hot key that is refreshed ahead never misses; a cold one is left to expire. */
Test(theory_herd, refresh_keeps_hot_keys_and_leaves_cold_ones)
{
    struct fixture f;
    for (int hot = 0; hot < 2; hot++) {
        herd(&f, hot ? 1000 : 5, dist_constant(100 * NS_PER_MS), 2, 60);
        void *p = fixture_protect(&f, &refresh_protection);
        fixture_set_param(p, &refresh_protection, "ahead", 0.2);
        fixture_set_param(p, &refresh_protection, "observe", 0.2);
        fixture_set_param(p, &refresh_protection, "hot_rate", 50);
        fixture_set_param(p, &refresh_protection, "hot_reads", INFINITY);
        struct results *r = fixture_run(&f.c, false, false);
        if (hot) { /* only the cold start misses; then one refresh every 80% of the TTL plus the fetch */
            cr_assert_eq(r->total[COUNTER_EPISODES], 1);
            cr_assert_float_eq(fixture_metric(r, "db.refresh"), 60 / (0.8 * 2 + 0.1), 1.5);
            cr_assert_lt(fixture_metric(r, "staleness.age_max"), 0.8 * 2 + 0.1 + 0.01);
        } else {
            cr_assert_eq(r->total[COUNTER_DB_REFRESH], 0);
            cr_assert_gt(r->total[COUNTER_EPISODES], 20);
        }
        results_free(r);
    }
}

/* Values replaced at rate u are outdated when served with probability 1 - E[e^(-u age)]: of a key read often,
 * with TTL T, 1 - (1 - e^(-u T)) / (u T). */
Test(theory_herd, outdated_reads)
{
    struct fixture f;
    herd(&f, 2000, dist_constant(0), 2, 2000);
    f.c.keys.update_rate_per_s = 0.5;
    struct results *r = fixture_run(&f.c, false, false);
    double served = fixture_metric(r, "reads.hits"), expected = 1 - (1 - exp(-1)) / 1;
    cr_assert_float_eq(fixture_metric(r, "staleness.outdated") / served, expected, 0.03, "%g of %g",
                       fixture_metric(r, "staleness.outdated") / served, expected);
    cr_assert_float_eq(fixture_metric(r, "staleness.age_mean"), 1, 0.01);
    results_free(r);
}
