/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_herd.c: T8 to T12: keys that expire under load, and how many queries each costs until it is there again.
 *
 * All K keys of a warm cache expire at one instant, each read lambda times a second: K herds at once, of which the runs
 * see the whole, from the first miss to the last answer. No TTL, so each key has one.
 */
#include "verify/cases_herd.h"
#include "events/registry.h"

#include <math.h>

#include "protections/registry.h"
#include "theory/formulas.h"
#include "verify/measure.h"

/* `last_s`: how long the slowest of the herds may take. */
static void build_herds(struct setup *s, double keys, double lambda, struct dist_spec fetch, double last_s)
{
    setup_plain(s);
    s->c.keys.count = (uint64_t)keys;
    s->source[0].sessions_per_s = keys * lambda;
    s->c.cache.start = CACHE_START_WARM;
    s->c.database.service = fetch;
    s->c.run.max_reads = 1000000;
    setup_event(s, &expire_all_event, 0);
    setup_run(s, last_s + 25 / lambda, 1); /* e^-25: no key goes without a read */
}

static void build_constant(struct setup *s, const double *x)
{
    build_herds(s, fmax(10, 20000 / (x[0] * x[1])), x[0], dist_constant(setup_ns(x[1])), 2 * x[1]);
}

static double constant(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_herd_constant(x[0] * x[1]);
}

static void build_exponential(struct setup *s, const double *x)
{
    double lambda = x[0] / x[1];
    build_herds(s, fmax(50, 20000 / x[0]), lambda, setup_exponential(x[1]), 2 * x[1]);
    s->c.run.duration_ns += setup_ns(25 * x[1] / fmax(1, x[0] / 10)); /* until somebody's fetch is done */
    s->c.run.window_ns = s->c.run.duration_ns;
}

/* Those that were sent: the slowest of a herd are answered long after its key is there again. */
static double herd_found(const struct results *r, const double *x)
{
    (void)x;
    return measure_share(r, COUNTER_DB_QUERIES, COUNTER_EPISODES);
}

static double exponential(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_herd_exponential(x[0]);
}

static void build_per_server(struct setup *s, const double *x)
{
    build_herds(s, 25, x[1], dist_constant(setup_ns(x[2])), 2 * x[2]);
    s->c.servers.count = (uint64_t)x[0];
    setup_protect(s, &coalesce_server_protection);
}

static double per_server(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_herd_per_server(x[1] * x[2], x[0]);
}

/* Numbers are lambda, S, and what the lock does: its time to live L, and how long waiters wait, W. */
static void build_lock(struct setup *s, const double *x, double lock_ttl_s, double poll_s, double wait_s)
{
    build_herds(s, 50, x[0], dist_constant(setup_ns(x[1])), 2 * x[1]);
    s->c.servers.count = 50;
    void *p = setup_protect(s, &coalesce_cluster_protection);
    setup_set(p, &coalesce_cluster_protection, "lock_ttl", lock_ttl_s * (double)NS_PER_S);
    setup_set(p, &coalesce_cluster_protection, "poll", poll_s * (double)NS_PER_S);
    setup_set(p, &coalesce_cluster_protection, "wait_limit", wait_s * (double)NS_PER_S);
}

static void build_lock_expires(struct setup *s, const double *x)
{
    build_lock(s, x, x[2], 1e-3, INFINITY);
}

static double lock_expires(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_herd_lock_expires(x[1], x[2]);
}

static void build_gives_up(struct setup *s, const double *x)
{
    build_lock(s, x, 10 * x[1], 1e-3, x[2]);
}

static double gives_up(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_herd_gives_up(x[0], x[1], x[2]);
}

static void build_polling(struct setup *s, const double *x)
{
    build_lock(s, x, 10 * x[1], x[2], INFINITY);
}

static double polls(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_lock_polls(x[0], x[1], x[2]);
}

static double polls_found(const struct results *r, const double *x)
{
    (void)x;
    return measure_share(r, COUNTER_LOCK_POLLS, COUNTER_EPISODES);
}

/* A reader comes at any time of the fetch, and learns of its end at the next poll. */
static double polling_wait(const struct setup *s, const double *x)
{
    (void)s;
    return x[1] / 2 + x[2] / 2;
}

static const struct cases_point constant_points[] = {
    {{100, 0.01}, 0.005, false}, {{1000, 0.1}, 0.01, true}, {{5000, 0.2}, 0.01, false}, {{10000, 1}, 0.004, false}};
static const struct cases_point exponential_points[] = {
    {{1, 0.1}, 0.005, false}, {{10, 0.1}, 0.02, false}, {{100, 0.1}, 0.05, true}, {{1000, 0.1}, 0.1, false}};
static const struct cases_point per_server_points[] = {{{2, 100, 0.1}, 0.01, false},
                                                       {{30, 1000, 0.1}, 0.01, false},
                                                       {{100, 1000, 0.1}, 0.02, true},
                                                       {{1000, 10000, 0.1}, 0.008, true}};
static const struct cases_point one_server_points[] = {{{1, 10000, 0.1}, 0, true}};
static const struct cases_point lock_points[] = {
    {{1000, 0.1, 1}, 0, true}, {{1000, 0.1, 0.03}, 0, true}, {{3000, 0.2, 0.045}, 0, false}};
static const struct cases_point gives_up_points[] = {{{1000, 0.1, 0.06}, 0.03, true}, {{1000, 0.5, 0.05}, 0.01, false}};
static const struct cases_point polling_points[] = {{{1000, 0.1, 0.01}, 0.02, true}, {{1000, 0.1, 0.05}, 0.02, false}};

static const struct cases_row rows[] = {
    {.id = "T8",
     .name = "herd on an expiring key, constant fetch time",
     .formula = "queries = 1 + lambda S",
     .source = "Poisson reads",
     .unit = "",
     .numbers = "lambda %g/s, S %g s",
     .build = build_constant,
     .theory = constant,
     .metric = "amplification",
     CASES_POINTS(constant_points)},
    {.id = "T9",
     .name = "the same, exponential, the first to finish fills",
     .formula = "queries = sum over k of prod_(j <= k) a / (a + j)",
     .source = "birth process, killed at rate k / S",
     .unit = "",
     .numbers = "a %g, S %g s",
     .build = build_exponential,
     .theory = exponential,
     .measure = herd_found,
     CASES_POINTS(exponential_points)},
    {.id = "T10",
     .name = "coalescing on each of N servers",
     .formula = "queries = 1 + (N - 1) (1 - e^(-lambda S / N))",
     .source = "Poisson reads, thinned",
     .unit = "",
     .numbers = "N %g, lambda %g/s, S %g s",
     .build = build_per_server,
     .theory = per_server,
     .metric = "amplification",
     CASES_POINTS(per_server_points)},
    {.id = "T10",
     .name = "coalescing on the only server",
     .formula = "queries = 1",
     .source = "by definition",
     .unit = "",
     .numbers = "N %g, lambda %g/s, S %g s",
     .kind = CASES_SETTLED,
     .build = build_per_server,
     .theory = per_server,
     .metric = "amplification",
     CASES_POINTS(one_server_points)},
    {.id = "T11",
     .name = "cluster lock with a time to live of L",
     .formula = "queries = ceil(S / L): 1 if it outlives the fetch",
     .source = "Redis SET NX PX",
     .unit = "",
     .numbers = "lambda %g/s, S %g s, L %g s",
     .kind = CASES_SETTLED,
     .build = build_lock_expires,
     .theory = lock_expires,
     .metric = "amplification",
     CASES_POINTS(lock_points)},
    {.id = "T11",
     .name = "cluster lock whose waiters give up after W",
     .formula = "queries = 1 + lambda (S - W)",
     .source = "nginx proxy_cache_lock_timeout",
     .unit = "",
     .numbers = "lambda %g/s, S %g s, W %g s",
     .build = build_gives_up,
     .theory = gives_up,
     .metric = "amplification",
     CASES_POINTS(gives_up_points)},
    {.id = "T12",
     .name = "polling for the lock every p: polls",
     .formula = "polls = lambda S^2 / (2 p) + lambda S / 2 (the last one of each)",
     .source = "Poisson reads",
     .unit = "",
     .numbers = "lambda %g/s, S %g s, p %g s",
     .build = build_polling,
     .theory = polls,
     .measure = polls_found,
     CASES_POINTS(polling_points)},
    {.id = "T12",
     .name = "polling for the lock every p: delay",
     .formula = "mean latency of who waits = S / 2 + p / 2",
     .source = "Poisson reads",
     .unit = "s",
     .numbers = "lambda %g/s, S %g s, p %g s",
     .build = build_polling,
     .theory = polling_wait,
     .metric = "latency.read.joined.mean",
     CASES_POINTS(polling_points)},
};

const struct cases_subject cases_herd = {"Herd", CASES_ROWS(rows)};
