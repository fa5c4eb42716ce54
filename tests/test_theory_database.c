/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of database, and what is given up, through whole runs: what `herdsim verify` does not ask (it holds the
 * closed forms of sim/verify/cases_database.c). Comparisons of means at 99.9% confidence (replicate.h).
 */
#include "events/registry.h"
#include "replicate.h"

static const double S = 0.01; /* mean service time, s */

/* Poisson queries straight to the database: no cache, one read a session. */
static void station(struct fixture *f, double lambda, struct dist_spec service, double seconds)
{
    fixture_init(f);
    f->source[0].sessions_per_s = lambda;
    f->c.cache.present = false;
    f->c.database.service = service;
    f->c.run.duration_ns = f->c.run.window_ns = (int64_t)(seconds * 1e9);
}

static struct dist_spec exponential(void)
{
    return (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = S * 1e9};
}

/* A connection for every core and no more: nothing is shared, and all comes out as if there were no cores. */
Test(theory_database, as_many_connections_as_cores)
{
    struct fixture f;
    struct results *r[2];
    for (size_t i = 0; i < 2; i++) {
        station(&f, 900, exponential(), 100);
        f.c.database.connections = 10;
        f.c.database.cores = i == 0 ? COUNT_UNLIMITED : 10;
        r[i] = fixture_run(&f.c, false, false);
    }
    const char *const same[] = {"db.wait.mean", "db.wait.max",         "latency.read.max",    "latency.read.mean",
                                "db.done",      "db.utilisation.mean", "db.utilisation.peak", "db.queue.peak"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        cr_assert_float_eq(fixture_metric(r[0], same[i]), fixture_metric(r[1], same[i]), 1e-12, "%s", same[i]);
    }
    cr_assert_gt(fixture_metric(r[0], "db.wait.max"), 0.01);
    results_free(r[0]);
    results_free(r[1]);
}

/* It admits exactly what its bucket held and what has flowed in since, and refuses the rest. */
Test(theory_database, throughput_admits_its_rate_and_burst)
{
    struct fixture f;
    station(&f, 5000, dist_constant(10 * NS_PER_MS), 60);
    f.source[0].arrivals = ARRIVALS_EVEN;
    f.c.keys.count = 1;
    f.c.run.window_ns = NS_PER_S;
    f.c.database.kind = DATABASE_THROUGHPUT;
    f.c.database.partitions = 100;
    f.c.database.partition_rate_per_s = 3000;
    f.c.database.burst_ns = 10 * NS_PER_S;
    struct results *r = fixture_run(&f.c, false, false);
    double admitted = fixture_metric(r, "db.queries") - fixture_metric(r, "db.throttled");
    cr_assert_float_eq(admitted, 3000 * (10 + 60), 2); /* the last query comes up to 0.2 ms before the end */
    cr_assert_float_eq(fixture_metric(r, "sessions.failed"), fixture_metric(r, "db.throttled"), 21);
    for (size_t i = 0; i < r->windows_n;
         i++) { /* 30,000 saved, of which 2,000 a second are used: full speed for 15 s */
        double ok = (double)r->windows[i].counter[COUNTER_DB_DONE];
        cr_assert_float_eq(ok, i < 15 ? 5000 : 3000, 51, "second %zu: %g", i, ok);
    }
    results_free(r);
    f.c.keys.count = 100000; /* the same load over all keys stays below every partition's rate */
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(fixture_metric(r, "db.throttled"), 0);
    cr_assert_gt(fixture_metric(r, "db.done"), 5000 * 60 - 60);
    results_free(r);
}

/* The client library repeats what is throttled. If all is, every read costs as many queries as it has attempts. */
Test(theory_database, throttled_queries_are_repeated)
{
    struct fixture f;
    station(&f, 100, dist_constant(10 * NS_PER_MS), 40);
    f.source[0].shape = (struct config_shape_point[]){{10 * NS_PER_S, 1}, {10 * NS_PER_S + 1, 0}};
    f.source[0].shape_n = 2;
    f.c.keys.count = 1;
    f.c.database.kind = DATABASE_THROUGHPUT;
    f.c.database.partitions = 1;
    f.c.database.partition_rate_per_s = 1e-3;
    f.c.database.client_attempts = 3;
    f.c.database.client_backoff =
        (struct backoff){.base_ns = NS_PER_S, .cap_ns = 20 * NS_PER_S, .jitter = BACKOFF_FULL};
    struct results *r = fixture_run(&f.c, false, false);
    double sessions = fixture_metric(r, "sessions.started");
    cr_assert_eq(fixture_metric(r, "sessions.ok"), 1); /* the one token */
    cr_assert_eq(fixture_metric(r, "db.queries"), 1 + 3 * (sessions - 1));
    cr_assert_eq(fixture_metric(r, "db.throttled"), 3 * (sessions - 1));
    cr_assert_eq(fixture_metric(r, "db.retry"), 2 * (sessions - 1));
    /* three answers of 10 ms, after waits of 0.5 s and 1 s on average */
    cr_assert_float_eq(fixture_metric(r, "latency.read.failed.mean"), 1.53, 0.08);
    results_free(r);
}

/* What users leave behind is done all the same, for nobody. The time in M/M/1 is exponential with rate mu - lambda: the
 * share of it beyond their patience. */
static double abandoned_share(const struct results *r)
{
    return (double)r->total[COUNTER_DB_ABANDONED] / (double)r->total[COUNTER_DB_DONE];
}

Test(theory_database, what_users_leave_is_done_all_the_same)
{
    struct fixture f;
    const double lambda = 80, limit = 0.1, seconds = 1500, late = exp(-(1 / S - lambda) * limit);
    station(&f, lambda, exponential(), seconds);
    f.c.database.connections = 1;
    f.source[0].deadline_ns = (int64_t)(limit * 1e9);
    replicate_compare(&f.c, 20, "sessions.timed_out", seconds * lambda * late, 0.12);
    replicate_compare_by(&f.c, 20, abandoned_share, "abandoned", late, 0.12);
}

/* While the database hangs for time D, lambda D queries gather; then they leave at C - lambda. */
Test(theory_database, T16_a_backlog_drains)
{
    struct fixture f;
    const double down_s = 5, capacity = 1000, load[] = {500, 800, 900};
    for (size_t i = 0; i < 3; i++) {
        for (int shares = 0; shares < 2; shares++) {
            station(&f, load[i], dist_constant(10 * NS_PER_MS), 80);
            f.c.run.window_ns = 100 * NS_PER_MS;
            f.source[0].arrivals = ARRIVALS_EVEN;
            f.c.database.connections = 10;
            f.c.database.cores = shares ? 10 : COUNT_UNLIMITED;
            f.c.slo.success = 0.5;
            fixture_event(&f, &db_down_event, 10, 0);
            f.event[0].down_mode = DB_DOWN_HANG;
            f.event[0].for_ns = (int64_t)(down_s * 1e9);
            struct results *r = fixture_run(&f.c, false, false);
            double drained_s = down_s + load[i] * down_s / (capacity - load[i]);
            cr_assert_float_eq(fixture_metric(r, "recovery.drain"), drained_s, 0.25, "%g, theory %g",
                               fixture_metric(r, "recovery.drain"), drained_s);
            cr_assert_float_eq(fixture_metric(r, "db.queue.peak"), load[i] * down_s, 15);
            results_free(r);
        }
    }
}

/* Who finds no connection in time gives up. With one connection, held
 * for ever by comparison, everybody else leaves after exactly the timeout. */
Test(theory_database, pool_timeout_is_exact)
{
    struct fixture f;
    station(&f, 50, dist_constant(100 * NS_PER_S), 10);
    f.c.servers.pool_size = 1;
    f.c.servers.pool_wait_timeout_ns = 250 * NS_PER_MS;
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t started = r->total[COUNTER_SESSIONS_STARTED];
    cr_assert_gt(r->total[COUNTER_POOL_TIMED_OUT], 400);
    cr_assert_eq(r->total[COUNTER_POOL_TIMED_OUT], r->total[COUNTER_SESSIONS_FAILED]);
    cr_assert_eq(started, r->total[COUNTER_SESSIONS_FAILED] + r->sessions_in_flight);
    cr_assert_eq(r->session.failed.max_ns, 250 * (uint64_t)NS_PER_MS);
    cr_assert_float_eq(fixture_metric(r, "latency.session.failed.mean"), 0.25, 1e-9);
    results_free(r);
}
