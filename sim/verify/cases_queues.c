/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_queues.c: T1 to T4, at every place where something waits. Poisson queries, one a session, no cache. */
#include "verify/cases_queues.h"

#include "theory/formulas.h"
#include "verify/measure.h"

enum { WINDOWS = 10 }; /* of a run; the first is left out, in which the queue fills */

/* A database of c connections with offered load a. */
static void build_mmc(struct setup *s, const double *x)
{
    double c = x[0], lambda = x[1] / x[2];
    setup_queries(s, lambda, setup_exponential(x[2]));
    s->c.database.connections = (uint64_t)c;
    setup_run(s, setup_long_enough(x[1] / c) / lambda, WINDOWS);
}

static void build_at_pool(struct setup *s, const double *x)
{
    build_mmc(s, x);
    s->c.servers.pool_size = s->c.database.connections;
    s->c.database.connections = COUNT_UNLIMITED;
}

static void build_at_workers(struct setup *s, const double *x)
{
    build_mmc(s, x);
    s->c.servers.workers = s->c.database.connections;
    s->c.database.connections = COUNT_UNLIMITED;
}

static double mmc_wait(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_mmc_wait_s(x[0], x[1], x[2]);
}

static double wait_s(const struct results *r, const double *x)
{
    (void)x;
    return measure_wait_s(r, 1);
}

static void build_little(struct setup *s, const double *x)
{
    setup_queries(s, x[1] / x[2], setup_with_cv(x[2], x[3]));
    s->c.database.connections = (uint64_t)x[0];
    setup_run(s, 200, 1);
    setup_stop_traffic(s, 100); /* so that nobody waits at the end, and the law holds to the nanosecond */
}

static double one(const struct setup *s, const double *x)
{
    (void)s, (void)x;
    return 1;
}

static double little(const struct results *r, const double *x)
{
    (void)x;
    double duration_s = seconds(r->config->run.duration_ns);
    return r->db_queue_mean * duration_s / (histogram_mean_ns(&r->db_wait) / (double)NS_PER_S * (double)r->db_wait.n);
}

static void build_mmck(struct setup *s, const double *x)
{
    build_mmc(s, (const double[]){x[0], x[2], x[3]});
    s->c.database.queue_limit = (uint64_t)(x[1] - x[0]);
}

static double mmck_loss(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_mmck_loss(x[0], x[1], x[2]);
}

static double rejected(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_DB_REJECTED, 1, WINDOWS) / measure_count(r, COUNTER_DB_QUERIES, 1, WINDOWS);
}

static void build_mg1(struct setup *s, const double *x)
{
    double lambda = x[0] / x[1];
    setup_queries(s, lambda, setup_with_cv(x[1], x[2]));
    s->c.database.connections = 1;
    setup_run(s, 2 * setup_long_enough(x[0]) / lambda, WINDOWS);
}

static double mg1_wait(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_mg1_wait_s(x[0] / x[1], x[1], x[2]);
}

/* A node of the cache is a queue with constant service. */
static void build_node(struct setup *s, const double *x)
{
    double lambda = x[0] * x[1];
    setup_plain(s);
    s->source[0].sessions_per_s = lambda;
    s->c.cache.start = CACHE_START_WARM;
    s->c.cache.node_rate_per_s = x[1];
    setup_run(s, setup_long_enough(x[0]) / lambda, WINDOWS);
}

static double node_time(const struct setup *s, const double *x)
{
    (void)s;
    return 1 / x[1] + formulas_mg1_wait_s(x[0] * x[1], 1 / x[1], 0);
}

static double read_s(const struct results *r, const double *x)
{
    (void)x;
    return measure_read_s(r, 1);
}

static const struct cases_point little_points[] = {{{10, 9, 0.01, 1}, 1e-9, true}, {{1, 0.9, 0.01, 2}, 1e-9, false}};
static const struct cases_point mmc_points[] = {{{1, 0.5, 0.01}, 0.03, false},  {{1, 0.8, 0.01}, 0.05, true},
                                                {{1, 0.95, 0.01}, 0.12, false}, {{10, 8, 0.01}, 0.1, false},
                                                {{10, 9, 0.01}, 0.08, true},    {{100, 95, 0.01}, 0.2, true}};
static const struct cases_point pool_points[] = {{{1, 0.8, 0.01}, 0.06, false}, {{10, 9, 0.01}, 0.08, true}};
static const struct cases_point workers_points[] = {{{1, 0.8, 0.01}, 0.05, false}, {{10, 9, 0.01}, 0.08, true}};
static const struct cases_point loss_points[] = {{{1, 1, 0.5, 0.01}, 0.006, false},
                                                 {{10, 10, 9, 0.01}, 0.02, true},
                                                 {{10, 15, 9, 0.01}, 0.04, false},
                                                 {{10, 20, 20, 0.01}, 0.006, true}};
static const struct cases_point mg1_points[] = {{{0.5, 0.01, 0}, 0.01, false},
                                                {{0.8, 0.01, 0}, 0.03, false},
                                                {{0.8, 0.01, 1}, 0.04, false},
                                                {{0.8, 0.01, 2}, 0.08, true},
                                                {{0.95, 0.01, 0}, 0.05, false}};
static const struct cases_point node_points[] = {
    {{0.5, 10000}, 0.004, false}, {{0.8, 10000}, 0.03, true}, {{0.95, 100000}, 0.06, false}};

static const char erlang[] = "A. K. Erlang, 1917";

static const struct cases_row rows[] = {
    {.id = "T1",
     .name = "Little's law",
     .formula = "queries waiting / (arrivals per s x mean wait) = 1",
     .source = "J. D. C. Little, 1961",
     .unit = "",
     .numbers = "c %g, a %g, S %g s, cv %g",
     .kind = CASES_SETTLED,
     .build = build_little,
     .theory = one,
     .measure = little,
     CASES_POINTS(little_points)},
    {.id = "T2",
     .name = "Erlang C: M/M/c, at the database",
     .formula = "mean wait = C S / (c - a), C = B / (1 - rho (1 - B))",
     .source = erlang,
     .unit = "s",
     .numbers = "c %g, a %g, S %g s",
     .build = build_mmc,
     .theory = mmc_wait,
     .measure = wait_s,
     CASES_POINTS(mmc_points)},
    {.id = "T2",
     .name = "Erlang C: M/M/c, at a server's pool",
     .formula = "mean wait = C S / (c - a)",
     .source = erlang,
     .unit = "s",
     .numbers = "c %g, a %g, S %g s",
     .build = build_at_pool,
     .theory = mmc_wait,
     .measure = wait_s,
     CASES_POINTS(pool_points)},
    {.id = "T2",
     .name = "Erlang C: M/M/c, at a server's workers",
     .formula = "mean wait = C S / (c - a)",
     .source = erlang,
     .unit = "s",
     .numbers = "c %g, a %g, S %g s",
     .build = build_at_workers,
     .theory = mmc_wait,
     .measure = wait_s,
     CASES_POINTS(workers_points)},
    {.id = "T3",
     .name = "loss of a bounded queue: M/M/c/K (K = c: Erlang B)",
     .formula = "share refused = pi_K, pi_n = pi_0 a^n / n! up to c, then x a / c",
     .source = erlang,
     .unit = "share",
     .numbers = "c %g, K %g, a %g, S %g s",
     .build = build_mmck,
     .theory = mmck_loss,
     .measure = rejected,
     CASES_POINTS(loss_points)},
    {.id = "T4",
     .name = "Pollaczek-Khinchine: M/G/1, at the database",
     .formula = "mean wait = lambda E[S^2] / (2 (1 - rho))",
     .source = "F. Pollaczek, 1930; A. Khinchine, 1932",
     .unit = "s",
     .numbers = "rho %g, S %g s, cv %g",
     .build = build_mg1,
     .theory = mg1_wait,
     .measure = wait_s,
     CASES_POINTS(mg1_points)},
    {.id = "T4",
     .name = "Pollaczek-Khinchine: M/D/1, at a cache node",
     .formula = "mean time of a hit = s + rho s / (2 (1 - rho)), s = 1 / rate",
     .source = "the same",
     .unit = "s",
     .numbers = "rho %g, rate %g/s",
     .build = build_node,
     .theory = node_time,
     .measure = read_s,
     CASES_POINTS(node_points)},
};

const struct cases_subject cases_queues = {"Queues", CASES_ROWS(rows)};
