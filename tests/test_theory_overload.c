/* Overload against theory, through whole runs: local caches (T13), the loss of a cache (T15), retries (T17), fan-out (T18),
 * and the retry storm with its thresholds. Comparisons of means at 99.9% confidence (replicate.h).
 */
#include "replicate.h"

/* A counter per second over the windows between two instants. */
static double rate_between(const struct results *r, enum counter which, double from_s, double to_s)
{
    double n = 0;
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        bool inside = (double)w->start_ns >= from_s * 1e9 - 1 && (double)w->end_ns <= to_s * 1e9 + 1;
        n += inside ? (double)w->counter[which] : 0;
    }
    return n / (to_s - from_s);
}

/* Every server fetches once per TTL, and then waits for the next read that comes to it. */
Test(theory_overload, T13_local_caches_only)
{
    struct fixture f;
    const double ttl = 2, fetch = 0.1, lambda = 100, servers[] = {1, 10, 100};
    for (size_t i = 0; i < 3; i++) {
        fixture_init(&f);
        f.source[0].sessions_per_s = lambda;
        f.c.keys.count = 1;
        f.c.cache.present = false;
        f.c.servers.count = (uint64_t)servers[i];
        f.c.servers.local.present = true;
        f.c.servers.local.ttl_ns = (int64_t)(ttl * 1e9);
        f.c.database.service = dist_constant((int64_t)(fetch * 1e9));
        f.c.run.duration_ns = f.c.run.window_ns = 4000 * NS_PER_S;
        fixture_protect(&f, &coalesce_server_protection);
        double rate = servers[i] / (ttl + fetch + servers[i] / lambda);
        if (i == 0) { /* hardly any spread: one query more or less */
            struct results *r = fixture_run(&f.c, false, false);
            cr_assert_float_eq(fixture_metric(r, "db.queries"), 4000 * rate, 0.001 * 4000 * rate);
            results_free(r);
            continue;
        }
        replicate_compare(&f.c, 10, "db.queries", 4000 * rate, 0.01);
    }
}

static double load_after_loss(const struct results *r)
{
    return rate_between(r, COUNTER_DB_QUERIES, 20, 40) / rate_between(r, COUNTER_DB_QUERIES, 0, 20);
}

/* Keys read lambda_i T = 9, or 99, times in a TTL: hit ratios of .9 and .99. Then the cache is gone. */
Test(theory_overload, T15_loss_of_a_cache)
{
    struct fixture f;
    const double h[] = {0.9, 0.99};
    for (size_t i = 0; i < 2; i++) {
        fixture_init(&f);
        f.source[0].sessions_per_s = 10000;
        f.c.keys.count = 4000;
        f.c.cache.start = CACHE_START_WARM;
        f.c.cache.ttl_ns = (int64_t)(h[i] / (1 - h[i]) * 4000 / 10000 * 1e9);
        f.c.database.service = dist_constant(0);
        f.c.run.duration_ns = 40 * NS_PER_S;
        fixture_event(&f, EVENT_NODE_LOSS, 20, 0);
        f.event[0].node = 0;
        f.event[0].node_mode = NODE_LOSS_FAIL;
        replicate_compare_by(&f.c, 10, load_after_loss, "load", 1 / (1 - h[i]), 0.05);
    }
}

static double attempts(double p, double n)
{
    return p < 1 ? (1 - pow(p, n)) / (1 - p) : n;
}

static double attempts_found(const struct results *r)
{
    double all = rate_between(r, COUNTER_SESSIONS_STARTED, 500, 1500);
    return all / (all - rate_between(r, COUNTER_SESSIONS_RETRIED, 500, 1500));
}

/* One connection and no queue: an attempt fails with probability p = a' / (1 + a'), a' being the load with all its
 * retries, a x attempts(p, n). Backoff with much jitter makes the attempts independent. */
Test(theory_overload, T17_retries)
{
    struct fixture f;
    const double a[] = {0.2, 0.7};
    cr_assert_float_eq(attempts(0.5, 4), 1.875, 1e-12);
    for (size_t i = 0; i < 2; i++) {
        for (uint64_t n = 2; n <= 4; n += 2) {
            double p = 0;
            for (int step = 0; step < 200; step++) {
                double load = a[i] * attempts(p, (double)n);
                p = load / (1 + load);
            }
            fixture_init(&f);
            f.source[0].sessions_per_s = a[i] / 0.01;
            f.source[0].retry.attempts = n;
            f.source[0].retry.backoff =
                (struct backoff){.base_ns = 20 * NS_PER_S, .cap_ns = 20 * NS_PER_S, .jitter = BACKOFF_FULL};
            f.c.cache.present = false;
            f.c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 10 * NS_PER_MS};
            f.c.database.connections = 1;
            f.c.database.queue_limit = 0;
            f.c.run.duration_ns = 1500 * NS_PER_S;
            replicate_compare_by(&f.c, 10, attempts_found, "attempts", attempts(p, (double)n), 0.02);
        }
    }
}

/* Everything fails: n attempts of each user, and each of them as often as the client library tries. */
Test(theory_overload, T17_layers_multiply)
{
    struct fixture f;
    for (int layers = 1; layers <= 2; layers++) {
        fixture_init(&f);
        f.source[0].shape = (struct config_shape_point[]){{5 * NS_PER_S, 1}, {5 * NS_PER_S + 1, 0}};
        f.source[0].shape_n = 2;
        f.source[0].retry.attempts = 4;
        f.source[0].retry.backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S, .jitter = BACKOFF_EQUAL};
        f.c.cache.present = false;
        f.c.run.duration_ns = 60 * NS_PER_S;
        if (layers == 1) {
            fixture_event(&f, EVENT_DB_DOWN, 0, 0);
            f.event[0].for_ns = 60 * NS_PER_S;
        } else {
            f.c.keys.count = 1;
            f.c.database.kind = DATABASE_THROUGHPUT;
            f.c.database.partitions = 1;
            f.c.database.partition_rate_per_s = 1e-3;
            f.c.database.client_attempts = 3;
            f.c.database.client_backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S};
        }
        struct results *r = fixture_run(&f.c, false, false);
        double first = fixture_metric(r, "sessions.started") - fixture_metric(r, "sessions.retried");
        double ok = fixture_metric(r, "sessions.ok"); /* the one token of the partition */
        cr_assert_gt(first, 400);
        cr_assert_eq(ok, layers - 1);
        cr_assert_eq(fixture_metric(r, "sessions.started"), 4 * (first - ok) + ok);
        cr_assert_eq(fixture_metric(r, "sessions.abandoned"), first - ok);
        cr_assert_eq(fixture_metric(r, "db.queries"), (layers == 1 ? 4 : 12) * (first - ok) + ok);
        results_free(r);
    }
}

static double share_too_late(const struct results *r)
{
    return (double)r->total[COUNTER_SESSIONS_TIMED_OUT] / (double)r->total[COUNTER_SESSIONS_STARTED];
}

/* A session is as slow as the slowest of its reads. */
Test(theory_overload, T18_fan_out)
{
    struct fixture f;
    const double slow = 0.01, n[] = {1, 10, 100};
    cr_assert_float_eq(1 - pow(1 - slow, 100), 0.634, 5e-4);
    for (size_t i = 0; i < 3; i++) {
        fixture_init(&f);
        f.source[0].sessions_per_s = 2000 / sqrt(n[i]);
        f.source[0].reads_per_session = (uint64_t)n[i];
        f.source[0].deadline_ns = 500 * NS_PER_MS;
        f.c.cache.present = false;
        f.c.run.duration_ns = 30 * NS_PER_S;
        f.c.database.service = (struct dist_spec){
            .kind = DIST_QUANTILES,
            .quantiles_n = 4,
            .quantile = {{0, 1e6}, {1 - slow, 1e6}, {1 - slow + 1e-9, 1e9}, {1, 1e9}}}; /* 1 ms, or else 1 s */
        f.source[0].shape = (struct config_shape_point[]){{28 * NS_PER_S, 1}, {28 * NS_PER_S + 1, 0}};
        f.source[0].shape_n = 2;
        replicate_compare_by(&f.c, 10, share_too_late, "too late", 1 - pow(1 - slow, n[i]), 0.08);
    }
}

/* The storm of "Metastable Failures in Distributed Systems" (N. Bronson, A. Aghayev, A. Charapko, T. Zhu; HotOS 2021): a
 * database that serves 300 queries a second hangs for 10 s. Users wait for a second, and try once more a second later. */
enum { OUTAGE_S = 10, BEGIN_S = 20 };

static void storm(struct fixture *f, double load, double run_s)
{
    fixture_init(f);
    f->source[0].sessions_per_s = load;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->source[0].deadline_ns = NS_PER_S;
    f->source[0].retry.attempts = 2;
    f->source[0].retry.backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S};
    f->c.cache.present = false;
    f->c.database.service = dist_constant(10 * NS_PER_MS);
    f->c.database.connections = 3;
    f->c.run.duration_ns = (int64_t)(run_s * 1e9);
    f->c.slo.success = 0.99;
    fixture_event(f, EVENT_DB_DOWN, BEGIN_S, 0);
    f->event[0].down_mode = DB_DOWN_HANG;
    f->event[0].for_ns = OUTAGE_S * NS_PER_S;
}

/* It ends as described, and users are well again so many seconds after the beginning of the outage (NAN: never). */
static void expect_recovery(struct fixture *f, const char *what, double recovered_s, double tolerance_s)
{
    struct results *r = fixture_run(&f->c, false, false);
    double end_s = (double)f->c.run.duration_ns * 1e-9, found_s = fixture_metric(r, "recovery.slo");
    double offered = f->source[0].sessions_per_s, ok = rate_between(r, COUNTER_SESSIONS_OK, end_s - 20, end_s);
    cr_assert_float_eq(rate_between(r, COUNTER_SESSIONS_OK, 0, BEGIN_S - 1), offered, 0.02 * offered, "%s", what);
    if (isnan(recovered_s)) {
        cr_assert(isnan(found_s), "%s: recovered after %g s", what, found_s);
        cr_assert_eq(r->verdict, VERDICT_COLLAPSED, "%s", what);
        cr_assert_eq(ok, 0, "%s: %g a second", what, ok);
    } else {
        cr_assert_float_eq(found_s, recovered_s, tolerance_s, "%s: %g s instead of %g", what, found_s, recovered_s);
        cr_assert_eq(r->verdict, VERDICT_DEGRADED, "%s", what);
        cr_assert_float_eq(ok, offered, 0.01 * offered, "%s: %g a second", what, ok);
    }
    results_free(r);
}

/* 560 attempts a second on a database for 300, all of them too late: the outage is over, and nobody is served again. */
Test(theory_overload, retry_storm)
{
    struct fixture f;
    storm(&f, 280, 300);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(rate_between(r, COUNTER_SESSIONS_STARTED, 100, 300), 560, 0.1);
    cr_assert_float_eq(rate_between(r, COUNTER_SESSIONS_RETRIED, 100, 300), 280, 0.1);
    cr_assert_float_eq(rate_between(r, COUNTER_DB_DONE, 100, 300), 300, 0.1);
    cr_assert_eq(rate_between(r, COUNTER_DB_ABANDONED, 100, 300), rate_between(r, COUNTER_DB_DONE, 100, 300));
    cr_assert_eq(rate_between(r, COUNTER_SESSIONS_OK, 22, 300), 0);
    results_free(r);
    expect_recovery(&f, "280/s", NAN, 0);
}

/* All that fails comes twice, from 2 s into the outage on; after it 300 a second leave. Who comes when 300 wait is served
 * in time: load t + load (t - 2) - 300 (t - 10) = 300 has a solution below 150/s only. */
Test(theory_overload, retry_storm_thresholds)
{
    struct fixture f;
    const double load[] = {100, 120, 130, 140, 145};
    for (size_t i = 0; i < 5; i++) {
        double back_s = (300 * OUTAGE_S - 300 - 2 * load[i]) / (300 - 2 * load[i]);
        storm(&f, load[i], ceil(BEGIN_S + back_s + 60));
        expect_recovery(&f, "below 150/s", back_s, 3);
    }
    storm(&f, 151, 800);
    expect_recovery(&f, "151/s", NAN, 0);
}

/* What ends the storm at 280/s, or would have prevented it. */
Test(theory_overload, retry_storm_remedies)
{
    struct fixture f;
    storm(&f, 280, 300);
    f.source[0].retry.attempts = 1; /* 280 t - 300 (t - 10) = 300 */
    expect_recovery(&f, "no retries", 2700 / 20.0, 3);

    storm(&f, 280, 100); /* 250 in the system at most: nobody waits for a second, and the retries work off */
    fixture_set_param(fixture_protect(&f, &shedding_concurrency_protection), &shedding_concurrency_protection, "limit",
                      250);
    expect_recovery(&f, "shed", OUTAGE_S + 8, 8);
    storm(&f, 280, 100); /* the same at the database */
    f.c.database.queue_limit = 250;
    expect_recovery(&f, "bounded queue", OUTAGE_S + 8, 8);

    storm(&f, 250, 400); /* with a budget of b: (1 + b) 250 t - 300 (t - 10) = 300, and at most 10 s of b in advance */
    expect_recovery(&f, "250/s without a budget", NAN, 0);
    f.source[0].retry.budget = 0.1;
    expect_recovery(&f, "250/s, budget of 10%", 2700 / 25.0 + 5, 8);
    f.source[0].retry.budget = 0.2; /* exactly 300 a second: the backlog stays */
    expect_recovery(&f, "250/s, budget of 20%", NAN, 0);
}

/* To drop what users leave behind is no remedy: first come, first served, it is always the turn of somebody who has just
 * not given up yet, and who will before the query is done. Half of the work is saved, all of the rest is wasted. */
Test(theory_overload, a_storm_of_those_who_are_about_to_leave)
{
    struct fixture f;
    storm(&f, 280, 100);
    f.source[0].cancel_on_deadline = true;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(rate_between(r, COUNTER_DB_CANCELLED, 60, 100), 260, 1);
    cr_assert_float_eq(rate_between(r, COUNTER_DB_DONE, 60, 100), 300, 1);
    cr_assert_eq(rate_between(r, COUNTER_DB_ABANDONED, 60, 100), rate_between(r, COUNTER_DB_DONE, 60, 100));
    results_free(r);
    expect_recovery(&f, "dropped", NAN, 0);
}
