/* The kinds of database against theory, through whole runs: processor sharing, the Universal Scalability Law, token
 * buckets, queries that are given up, a backlog that drains (T16). (The structures by themselves: shared, throughput.)
 * Comparisons of means at 99.9% confidence (replicate.h).
 */
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

Test(theory_database, mg1_ps_is_insensitive)
{
    struct fixture f;
    const double rho[] = {0.5, 0.8};
    const struct dist_spec service[] = {dist_constant(10 * NS_PER_MS), exponential(),
                                        dist_lognormal_mean_cv(S * 1e9, 2)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 3; k++) {
            station(&f, rho[i] / S, service[k], 1500);
            f.c.database.cores = 1;
            replicate_compare(&f.c, 20, "latency.read.mean", S / (1 - rho[i]), 0.08);
        }
    }
}

/* Mean wait of M/M/c (Erlang C), s. */
static double erlang_c_wait(double c, double a)
{
    double b = 1;
    for (double k = 1; k <= c; k++) {
        b = a * b / (k + a * b);
    }
    return b / (1 - a / c * (1 - b)) * S / (c - a);
}

/* The same mean time in the system whether the cores are shared or waited for, if service is exponential. */
Test(theory_database, mmc_ps_equals_mmc)
{
    struct fixture f;
    const uint64_t cores[] = {2, 10};
    for (size_t i = 0; i < 2; i++) {
        double c = (double)cores[i], a = 0.85 * c;
        station(&f, a / S, exponential(), 2000 / c);
        f.c.database.cores = cores[i];
        replicate_compare(&f.c, 20, "latency.read.mean", S + erlang_c_wait(c, a), 0.05);
    }
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
        cr_assert_eq(fixture_metric(r[0], same[i]), fixture_metric(r[1], same[i]), "%s", same[i]);
    }
    cr_assert_gt(fixture_metric(r[0], "db.wait.max"), 0.01);
    results_free(r[0]);
    results_free(r[1]);
}

/* More comes than can be served, so all n connections are always busy: throughput is X(n). */
Test(theory_database, usl_point_by_point)
{
    struct fixture f;
    const double sigma = 0.02, kappa = 0.0005;
    for (uint64_t connections = 1; connections <= 64; connections++) {
        double n = (double)connections, x = n / (S * (1 + sigma * (n - 1) + kappa * n * (n - 1)));
        station(&f, 1.3 * x, dist_constant(10 * NS_PER_MS), 10);
        f.source[0].arrivals = ARRIVALS_EVEN;
        f.c.database.connections = connections;
        f.c.database.contention = sigma;
        f.c.database.coherency = kappa;
        struct results *r = fixture_run(&f.c, false, false);
        double done = fixture_metric(r, "db.done");
        cr_assert(done > 10 * x - 1.5 * n - 2 && done <= 10 * x + 0.5 * n, "n %g: %g done, theory %g", n, done, 10 * x);
        results_free(r);
    }
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

/* M/M/1 whose customers wait for time tau at most, and then leave without service (D. Barrer, "Queuing with Impatient
 * Customers and Ordered Service", Operations Research 5(5), 1957). The share that leaves is the chance that the work
 * found exceeds tau; its density is lambda P0 e^((lambda - mu) x) up to tau, and falls by e^(-mu x) beyond. */
static double reneging(double lambda, double mu, double tau)
{
    double at_tau = exp((lambda - mu) * tau);
    double p0 = 1 / (1 + lambda * (at_tau - 1) / (lambda - mu) + lambda / mu * at_tau);
    return p0 * lambda / mu * at_tau;
}

Test(theory_database, impatient_readers_leave)
{
    struct fixture f;
    const double lambda[] = {80, 150}, tau = 0.03, seconds = 1000;
    for (size_t i = 0; i < 2; i++) {
        double left = seconds * lambda[i] * reneging(lambda[i], 1 / S, tau);
        station(&f, lambda[i], exponential(), seconds);
        f.c.servers.pool_size = 1;
        f.c.servers.pool_wait_timeout_ns = (int64_t)(tau * 1e9);
        replicate_compare(&f.c, 20, "pool.timed_out", left, 0.05);
        /* users who take what waits for them along when they go: dropped when its turn comes */
        station(&f, lambda[i], exponential(), seconds);
        f.c.database.connections = 1;
        f.source[0].deadline_ns = (int64_t)(tau * 1e9);
        f.source[0].cancel_on_deadline = true;
        replicate_compare(&f.c, 20, "db.cancelled", left, 0.05);
    }
}

/* The time in M/M/1 is exponential with rate mu - lambda: the share of it beyond the limit. What is given up is done
 * all the same, for nobody. */
static double abandoned_share(const struct results *r)
{
    return (double)r->total[COUNTER_DB_ABANDONED] / (double)r->total[COUNTER_DB_DONE];
}

Test(theory_database, what_is_given_up_is_done_all_the_same)
{
    struct fixture f;
    const double lambda = 80, limit = 0.1, seconds = 1500, late = exp(-(1 / S - lambda) * limit);
    for (int user = 0; user < 2; user++) {
        station(&f, lambda, exponential(), seconds);
        f.c.database.connections = 1;
        *(user ? &f.source[0].deadline_ns : &f.c.database.timeout_ns) = (int64_t)(limit * 1e9);
        replicate_compare(&f.c, 20, user ? "sessions.timed_out" : "db.timed_out", seconds * lambda * late, 0.12);
        replicate_compare_by(&f.c, 20, abandoned_share, "abandoned", late, 0.12);
    }
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
            fixture_event(&f, EVENT_DB_DOWN, 10, 0);
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
