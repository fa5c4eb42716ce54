/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_database.c: the kinds of database, and users who do not wait for ever. No cache, one read a session. */
#include "verify/cases_database.h"

#include "theory/formulas.h"
#include "theory/stationary.h"
#include "verify/measure.h"

enum { WINDOWS = 10 }; /* of a run; the first is left out, in which the queue fills */

static double read_s(const struct results *r, const double *x)
{
    (void)x;
    return measure_read_s(r, 1);
}

static void build_ps(struct setup *s, const double *x)
{
    double lambda = x[0] * x[1] / x[2];
    setup_queries(s, lambda, setup_with_cv(x[2], x[3]));
    s->c.database.cores = (uint64_t)x[0];
    setup_run(s, setup_long_enough(x[1]) / lambda, WINDOWS);
}

static double ps_time(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_mg1_ps_time_s(x[1] / x[2], x[2]);
}

static void build_mmc_ps(struct setup *s, const double *x)
{
    build_ps(s, (const double[]){x[0], x[1] / x[0], x[2], 0});
    s->c.database.service = setup_exponential(x[2]);
}

static double mmc_time(const struct setup *s, const double *x)
{
    (void)s;
    return x[2] + formulas_mmc_wait_s(x[0], x[1], x[2]);
}

/* More comes than can be served, so that all connections are busy; with exponential service, what is done is then a
 * Poisson process. */
static void build_usl(struct setup *s, const double *x)
{
    double per_s = formulas_usl_per_s(x[0], x[1], x[2], x[3]);
    setup_queries(s, 1, setup_exponential(x[1]));
    s->c.database.connections = (uint64_t)x[0];
    s->c.database.contention = x[2];
    s->c.database.coherency = x[3];
    s->source[0].sessions_per_s = 1.5 * stationary_capacity_per_s(&s->c);
    setup_run(s, 30000 / per_s, WINDOWS);
}

static double usl(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_usl_per_s(x[0], x[1], x[2], x[3]);
}

static double done_per_s(const struct results *r, const double *x)
{
    (void)x;
    return measure_rate_per_s(r, COUNTER_DB_DONE, 1, WINDOWS);
}

static void build_bucket(struct setup *s, const double *x)
{
    setup_queries(s, x[0], dist_constant(10 * NS_PER_MS));
    s->source[0].arrivals = ARRIVALS_EVEN; /* at random, a full bucket would overflow now and then at first */
    s->c.keys.count = 1;
    s->c.database.kind = DATABASE_THROUGHPUT;
    s->c.database.partitions = 100;
    s->c.database.partition_rate_per_s = x[1];
    s->c.database.burst_ns = setup_ns(x[2]);
    setup_run(s, x[3], 1);
}

static double bucket(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_token_bucket(x[1], x[2], x[3]);
}

static double admitted(const struct results *r, const double *x)
{
    (void)x;
    return (double)r->total[COUNTER_DB_QUERIES] - (double)r->total[COUNTER_DB_THROTTLED];
}

static void build_impatient(struct setup *s, const double *x)
{
    setup_queries(s, x[0] / x[1], setup_exponential(x[1]));
    s->c.servers.pool_size = 1;
    s->c.servers.pool_wait_timeout_ns = setup_ns(x[2]);
    setup_run(s, setup_long_enough(x[0]) * x[1] / x[0], WINDOWS);
}

/* Users who take what waits for them along when they go: dropped when its turn comes. */
static void build_impatient_users(struct setup *s, const double *x)
{
    build_impatient(s, x);
    s->c.servers.pool_size = COUNT_UNLIMITED;
    s->c.servers.pool_wait_timeout_ns = TIME_NEVER;
    s->c.database.connections = 1;
    s->source[0].deadline_ns = setup_ns(x[2]);
    s->source[0].cancel_on_deadline = true;
}

static double impatient(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_impatient_share(x[0] / x[1], 1 / x[1], x[2]);
}

static double left_the_pool(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_POOL_TIMED_OUT, 1, WINDOWS) / measure_count(r, COUNTER_READS_ISSUED, 1, WINDOWS);
}

static double cancelled(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_DB_CANCELLED, 1, WINDOWS) / measure_count(r, COUNTER_DB_QUERIES, 1, WINDOWS);
}

/* The client gives up, the database goes on. */
static void build_late(struct setup *s, const double *x)
{
    setup_queries(s, x[0] / x[1], setup_exponential(x[1]));
    s->c.database.connections = 1;
    s->c.database.timeout_ns = setup_ns(x[2]);
    setup_run(s, setup_long_enough(x[0]) * x[1] / x[0], WINDOWS);
}

static double late(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_late_share(x[0] / x[1], 1 / x[1], x[2]);
}

static double abandoned(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_DB_ABANDONED, 1, WINDOWS) / measure_count(r, COUNTER_DB_DONE, 1, WINDOWS);
}

static const struct cases_point ps_points[] = {{{1, 0.5, 0.01, 0}, 0.008, false},
                                               {{1, 0.8, 0.01, 1}, 0.04, false},
                                               {{1, 0.8, 0.01, 2}, 0.06, true},
                                               {{1, 0.95, 0.01, 0}, 0.1, false}};
static const struct cases_point mmc_ps_points[] = {{{2, 1.7, 0.01}, 0.05, false}, {{10, 9, 0.01}, 0.04, true}};
static const struct cases_point usl_points[] = {{{1, 0.01, 0.02, 0.0005}, 0.01, false},
                                                {{16, 0.01, 0.02, 0.0005}, 0.008, false},
                                                {{64, 0.01, 0.02, 0.0005}, 0.008, true},
                                                {{200, 0.01, 0.02, 0.0005}, 0.01, false}};
static const struct cases_point bucket_points[] = {{{5000, 3000, 10, 60}, 2, true}, {{400, 100, 300, 200}, 2, false}};
static const struct cases_point impatient_points[] = {{{0.8, 0.01, 0.03}, 0.02, false},
                                                      {{1.5, 0.01, 0.03}, 0.01, true}};
static const struct cases_point late_points[] = {{{0.8, 0.01, 0.1}, 0.08, true}, {{0.9, 0.01, 0.2}, 0.15, false}};

static const char barrer[] = "D. Y. Barrer, Operations Research 5(5), 1957";

static const struct cases_row rows[] = {
    {.id = "PS",
     .name = "processor sharing: M/G/1-PS",
     .formula = "mean time in the system = S / (1 - rho), whatever the distribution",
     .source = "L. Kleinrock, JACM 14(2), 1967",
     .unit = "s",
     .numbers = "cores %g, rho %g, S %g s, cv %g",
     .build = build_ps,
     .theory = ps_time,
     .measure = read_s,
     CASES_POINTS(ps_points)},
    {.id = "PS",
     .name = "processor sharing: M/M/c-PS",
     .formula = "mean time in the system = S + C S / (c - a), as in M/M/c",
     .source = "states as in Erlang C",
     .unit = "s",
     .numbers = "cores %g, a %g, S %g s",
     .build = build_mmc_ps,
     .theory = mmc_time,
     .measure = read_s,
     CASES_POINTS(mmc_ps_points)},
    {.id = "USL",
     .name = "Universal Scalability Law",
     .formula = "done per s = n / (S (1 + sigma (n - 1) + kappa n (n - 1)))",
     .source = "N. J. Gunther, arXiv:0808.1431, 2008",
     .unit = "1/s",
     .numbers = "n %g, S %g s, sigma %g, kappa %g",
     .build = build_usl,
     .theory = usl,
     .measure = done_per_s,
     CASES_POINTS(usl_points)},
    {.id = "TB",
     .name = "token bucket of a partition, overloaded",
     .formula = "queries admitted = r (b + t)",
     .source = "by definition; DynamoDB keeps b = 300 s",
     .unit = "",
     .numbers = "lambda %g/s, r %g/s, b %g s, t %g s",
     .kind = CASES_SETTLED,
     .build = build_bucket,
     .theory = bucket,
     .measure = admitted,
     CASES_POINTS(bucket_points)},
    {.id = "IM",
     .name = "impatient customers: M/M/1, leaving the pool after tau",
     .formula = "share who leave = P0 a e^((lambda - mu) tau)",
     .source = barrer,
     .unit = "share",
     .numbers = "a %g, S %g s, tau %g s",
     .build = build_impatient,
     .theory = impatient,
     .measure = left_the_pool,
     CASES_POINTS(impatient_points)},
    {.id = "IM",
     .name = "the same, users gone at tau and their queries dropped",
     .formula = "share dropped = P0 a e^((lambda - mu) tau)",
     .source = barrer,
     .unit = "share",
     .numbers = "a %g, S %g s, tau %g s",
     .build = build_impatient_users,
     .theory = impatient,
     .measure = cancelled,
     CASES_POINTS(impatient_points)},
    {.id = "LT",
     .name = "M/M/1, work done for nobody after a timeout of t",
     .formula = "share abandoned = e^(-(mu - lambda) t)",
     .source = "time in M/M/1 is exponential",
     .unit = "share",
     .numbers = "a %g, S %g s, t %g s",
     .build = build_late,
     .theory = late,
     .measure = abandoned,
     CASES_POINTS(late_points)},
};

const struct cases_subject cases_database = {"Database", CASES_ROWS(rows)};
