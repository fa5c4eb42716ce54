/* The queues against queueing theory: database, pool, workers and cache nodes; T1 to T4 of the closed forms.
 * Each comparison at 99.9% confidence (replicate.h).
 */
#include "replicate.h"

/* Poisson queries straight to a database of c connections: no cache, one read a session. */
static void queue(struct fixture *f, double lambda, uint64_t connections, struct dist_spec service, double seconds)
{
    fixture_init(f);
    f->source[0].sessions_per_s = lambda;
    f->c.cache.present = false;
    f->c.database.connections = connections;
    f->c.database.service = service;
    f->c.run.duration_ns = f->c.run.window_ns = (int64_t)(seconds * 1e9);
    f->c.run.max_reads = 1000000;
    f->c.run.max_sessions = 1000000;
}

static struct dist_spec exponential(double mean_s)
{
    return (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = mean_s * 1e9};
}

/* Erlang C's probability of waiting. */
static double erlang_b(uint64_t c, double a)
{
    double b = 1;
    for (uint64_t k = 1; k <= c; k++) {
        b = a * b / ((double)k + a * b);
    }
    return b;
}

static double erlang_c_wait(uint64_t c, double a, double service_s)
{
    double b = erlang_b(c, a), rho = a / (double)c;
    return b / (1 - rho * (1 - b)) * service_s / ((double)c - a);
}

Test(theory_queues, erlang_c_check_values)
{
    cr_assert_float_eq(erlang_b(10, 8), 0.12166, 1e-5);
    cr_assert_float_eq(erlang_c_wait(10, 8, 1), 0.20459, 1e-5);
    cr_assert_float_eq(erlang_c_wait(10, 9, 1), 0.66873, 1e-5);
    cr_assert_float_eq(erlang_c_wait(100, 95, 1), 0.10129, 1e-5);
}

Test(theory_queues, T2_mmc_wait_at_the_database)
{
    struct fixture f;
    const double s = 0.01;
    queue(&f, 0.8 / s, 1, exponential(s), 1000);
    replicate_compare(&f.c, 20, "db.wait.mean", erlang_c_wait(1, 0.8, s), 0.1);
    queue(&f, 8 / s, 10, exponential(s), 200);
    replicate_compare(&f.c, 20, "db.wait.mean", erlang_c_wait(10, 8, s), 0.1);
    queue(&f, 9 / s, 10, exponential(s), 500);
    replicate_compare(&f.c, 20, "db.wait.mean", erlang_c_wait(10, 9, s), 0.15);
    queue(&f, 95 / s, 100, exponential(s), 120);
    replicate_compare(&f.c, 20, "db.wait.mean", erlang_c_wait(100, 95, s), 0.2);
}

Test(theory_queues, T1_little)
{
    struct fixture f;
    queue(&f, 900, 10, exponential(0.01), 500);
    struct results *r = fixture_run(&f.c, false, false);
    double rate = fixture_metric(r, "db.done") / 500;
    /* L = lambda W, but for what is under way at the ends of the run */
    cr_assert_float_eq(fixture_metric(r, "db.queue.mean"), rate * fixture_metric(r, "db.wait.mean"), 0.01);
    cr_assert_float_eq(fixture_metric(r, "db.utilisation.mean") * 10, rate * fixture_metric(r, "db.service.mean"),
                       0.01);
    results_free(r);
}

Test(theory_queues, T3_loss_of_a_bounded_queue)
{
    struct fixture f;
    const double a = 9;
    for (uint64_t room = 0; room <= 5; room += 5) { /* M/M/10/10, which is Erlang B, and M/M/10/15 */
        double state = 1, sum = 1;
        for (uint64_t k = 1; k <= 10 + room; k++) {
            state *= a / (double)(k < 10 ? k : 10);
            sum += state;
        }
        queue(&f, a / 0.01, 10, exponential(0.01), 300);
        f.c.database.queue_limit = room;
        replicate_compare(&f.c, 20, "db.rejected", 300 * a / 0.01 * state / sum, 0.05);
    }
    cr_assert_float_eq(erlang_b(10, 8), 0.12166, 1e-5);
}

Test(theory_queues, T4_pollaczek_khinchine)
{
    struct fixture f;
    const double s = 0.01, lambda = 80;
    const double cv[] = {0, 1, 2};
    for (size_t i = 0; i < 3; i++) {
        struct dist_spec service =
            cv[i] > 0 ? dist_lognormal_mean_cv(s * 1e9, cv[i]) : dist_constant((int64_t)(s * 1e9));
        queue(&f, lambda, 1, service, 3000);
        double wait_s = lambda * s * s * (1 + cv[i] * cv[i]) / (2 * (1 - lambda * s));
        replicate_compare(&f.c, 20, "db.wait.mean", wait_s, 0.15);
    }
}

Test(theory_queues, T2_at_the_pool_of_a_server)
{
    struct fixture f;
    queue(&f, 900, COUNT_UNLIMITED, exponential(0.01), 500);
    f.c.servers.pool_size = 10;
    replicate_compare(&f.c, 20, "pool.wait.mean", erlang_c_wait(10, 9, 0.01), 0.15);
}

/* Sessions hold a worker for as long as their only read takes. */
Test(theory_queues, T2_at_the_workers_of_a_server)
{
    struct fixture f;
    queue(&f, 900, COUNT_UNLIMITED, exponential(0.01), 500);
    f.c.servers.workers = 10;
    replicate_compare(&f.c, 20, "latency.session.mean", 0.01 + erlang_c_wait(10, 9, 0.01), 0.1);
}

/* A cache node is a queue with constant service: a hit takes 1 / rate and the wait of T4. */
Test(theory_queues, T4_at_a_cache_node)
{
    struct fixture f;
    queue(&f, 8000, COUNT_UNLIMITED, exponential(0.01), 100);
    f.c.cache.present = true;
    f.c.cache.start = CACHE_START_WARM;
    f.c.cache.node_rate_per_s = 10000;
    double s = 1e-4;
    replicate_compare(&f.c, 20, "latency.read.mean", s + 8000 * s * s / (2 * 0.2), 0.05);
}

/* T17's first step, seen from the pool: who finds no connection in time gives up. With one connection, held
 * for ever by comparison, everybody else leaves after exactly the timeout. */
Test(theory_queues, pool_timeout_is_exact)
{
    struct fixture f;
    queue(&f, 50, COUNT_UNLIMITED, dist_constant(100 * NS_PER_S), 10);
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
