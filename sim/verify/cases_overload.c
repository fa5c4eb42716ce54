/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_overload.c: T15 to T18 and the retry storm: a cache that is gone, backlogs, retries, fan-out. */
#include "verify/cases_overload.h"
#include "events/registry.h"

#include <math.h>

#include "theory/formulas.h"
#include "verify/measure.h"

/* Keys that are read h / (1 - h) times in a TTL; half-way, the cache is gone. */
static void build_loss(struct setup *s, const double *x)
{
    enum { KEYS = 4000, READS_PER_S = 10000 };
    setup_plain(s);
    s->c.keys.count = KEYS;
    s->source[0].sessions_per_s = READS_PER_S;
    s->c.cache.start = CACHE_START_WARM;
    s->c.cache.ttl_ns = setup_ns(x[0] / (1 - x[0]) * KEYS / READS_PER_S);
    s->c.database.service = dist_constant(0);
    setup_run(s, 20, 20);
    struct config_event *e = setup_event(s, &node_loss_event, 18);
    e->node_mode = NODE_LOSS_FAIL;
}

static double loss(const struct setup *s, const double *x)
{
    (void)s;
    return 1 / (1 - x[0]);
}

static double load_after_loss(const struct results *r, const double *x)
{
    (void)x;
    return measure_rate_per_s(r, COUNTER_DB_QUERIES, 18, 20) / measure_rate_per_s(r, COUNTER_DB_QUERIES, 0, 18);
}

/* Even arrivals and constant service: what is gathered while the database hangs drains as a fluid does. */
enum { BACKLOG_BEGIN_S = 1, BACKLOG_WINDOWS_PER_S = 50 };

static void build_backlog(struct setup *s, const double *x)
{
    setup_queries(s, x[0], dist_constant(setup_ns(1 / x[1])));
    s->source[0].arrivals = ARRIVALS_EVEN;
    s->c.database.connections = 1;
    struct config_event *e = setup_event(s, &db_down_event, BACKLOG_BEGIN_S);
    e->down_mode = DB_DOWN_HANG;
    e->for_ns = setup_ns(x[2]);
    double end_s = ceil(BACKLOG_BEGIN_S + x[2] + 1.1 * formulas_drain_s(x[0], x[1], x[2]) + 1);
    setup_run(s, end_s, (unsigned)(end_s * BACKLOG_WINDOWS_PER_S));
}

static double backlog(const struct setup *s, const double *x)
{
    (void)s;
    return x[2] + formulas_drain_s(x[0], x[1], x[2]);
}

/* From the outage's beginning to the end of the last window in which something waits. */
static double drained_s(const struct results *r, const double *x)
{
    (void)x;
    double end_s = 0;
    for (size_t i = 0; i < r->windows_n; i++) {
        if (r->windows[i].gauge[GAUGE_DB_QUEUE_PEAK] > 0) {
            end_s = (double)r->windows[i].end_ns / (double)NS_PER_S;
        }
    }
    return end_s - BACKLOG_BEGIN_S;
}

/* One connection and no queue; backoff with so much jitter that the attempts of a user are independent. */
static void build_retries(struct setup *s, const double *x)
{
    setup_queries(s, x[0] / 0.01, setup_exponential(0.01));
    s->source[0].retry.attempts = (uint64_t)x[1];
    s->source[0].retry.backoff =
        (struct backoff){.base_ns = 20 * NS_PER_S, .cap_ns = 20 * NS_PER_S, .jitter = BACKOFF_FULL};
    s->c.database.connections = 1;
    s->c.database.queue_limit = 0;
    setup_run(s, 1500, 3); /* the first third: until there are as many retries as there will be */
}

static double retries(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_attempts_of_loss(x[0], x[1]);
}

static double attempts(const struct results *r, const double *x)
{
    (void)x;
    double all = measure_count(r, COUNTER_SESSIONS_STARTED, 1, 3);
    return all / (all - measure_count(r, COUNTER_SESSIONS_RETRIED, 1, 3));
}

/* A partition that has nothing to give: everything is throttled, the client library repeats it, and so does the user. */
static void build_layers(struct setup *s, const double *x)
{
    setup_queries(s, 100, dist_constant(10 * NS_PER_MS));
    setup_stop_traffic(s, 5);
    s->source[0].retry.attempts = (uint64_t)x[0];
    s->source[0].retry.backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S, .jitter = BACKOFF_EQUAL};
    s->c.keys.count = 1;
    s->c.database.kind = DATABASE_THROUGHPUT;
    s->c.database.partitions = 1;
    s->c.database.partition_rate_per_s = 1e-3;
    s->c.database.client_attempts = (uint64_t)x[1];
    s->c.database.client_backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S};
    setup_run(s, 80, 1);
}

static double layers(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_attempts(1, x[0]) * formulas_attempts(1, x[1]);
}

/* The partition's bucket holds one token at first: whoever gets it makes one query. */
static double queries_of_a_failure(const struct results *r, const double *x)
{
    (void)x;
    const uint64_t *n = r->total;
    double ok = (double)n[COUNTER_SESSIONS_OK],
           users = (double)(n[COUNTER_SESSIONS_STARTED] - n[COUNTER_SESSIONS_RETRIED]);
    return ((double)n[COUNTER_DB_QUERIES] - ok) / (users - ok);
}

/* Reads take 1 ms, or with probability p 1 s; a session is as slow as the slowest of its n. */
static void build_fan_out(struct setup *s, const double *x)
{
    setup_queries(s, fmin(20000, 40000 / x[1]),
                  (struct dist_spec){.kind = DIST_QUANTILES,
                                     .quantiles_n = 4,
                                     .quantile = {{0, 1e6}, {1 - x[0], 1e6}, {1 - x[0] + 1e-12, 1e9}, {1, 1e9}}});
    s->source[0].reads_per_session = (uint64_t)x[1];
    s->source[0].deadline_ns = 500 * NS_PER_MS;
    setup_stop_traffic(s, 8);
    setup_run(s, 10, 1);
}

static double fan_out(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_slow_share(x[0], x[1]);
}

static double too_late(const struct results *r, const double *x)
{
    (void)x;
    return measure_share(r, COUNTER_SESSIONS_TIMED_OUT, COUNTER_SESSIONS_STARTED);
}

enum {
    STORM_CAPACITY = 300,
    STORM_DOWN_S = 10,
    STORM_PATIENCE_S = 1,
    STORM_PAUSE_S = 1,
    STORM_BEGIN_S = 5,
    STORM_WINDOWS_PER_S = 10
};

/* A database that serves 300 queries a second hangs for 10 s. Users wait for a second, and try once more a second later. */
static void build_storm(struct setup *s, const double *x)
{
    setup_queries(s, x[0], dist_constant(10 * NS_PER_MS));
    s->source[0].arrivals = ARRIVALS_EVEN;
    s->source[0].deadline_ns = STORM_PATIENCE_S * NS_PER_S;
    s->source[0].retry.attempts = 2;
    s->source[0].retry.backoff =
        (struct backoff){.base_ns = STORM_PAUSE_S * NS_PER_S, .cap_ns = STORM_PAUSE_S * NS_PER_S};
    s->c.database.connections = STORM_CAPACITY / 100;
    s->c.slo.success = 0.99;
    struct config_event *e = setup_event(s, &db_down_event, STORM_BEGIN_S);
    e->down_mode = DB_DOWN_HANG;
    e->for_ns = STORM_DOWN_S * NS_PER_S;
    setup_run(s, 300, 300 * STORM_WINDOWS_PER_S);
}

/* The last to be lost tries for the second time just too early: he came so long before that. */
static double storm(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_storm_recovery_s(x[0], STORM_CAPACITY, STORM_DOWN_S, STORM_PATIENCE_S, STORM_PAUSE_S) -
           STORM_PATIENCE_S - STORM_PAUSE_S;
}

/* Never is INFINITY: nobody is served in the last third either. */
static double storm_recovery(const struct results *r, const double *x)
{
    (void)x;
    double ok = measure_count(r, COUNTER_SESSIONS_OK, r->windows_n * 2 / 3, r->windows_n);
    return isnan(r->recovery.slo_s) && ok == 0 ? INFINITY : r->recovery.slo_s;
}

static double storm_load(const struct setup *s, const double *x)
{
    (void)s;
    return 2 * x[0];
}

static double storm_load_found(const struct results *r, const double *x)
{
    (void)x;
    return measure_rate_per_s(r, COUNTER_DB_QUERIES, r->windows_n / 3, r->windows_n);
}

static const struct cases_point loss_points[] = {{{0.5}, 0.01, false}, {{0.9}, 0.01, true}, {{0.99}, 0.03, true}};
static const struct cases_point backlog_points[] = {
    {{500, 1000, 5}, 0.03, true}, {{800, 1000, 5}, 0.03, false}, {{950, 1000, 3}, 0.06, true}};
static const struct cases_point retries_points[] = {
    {{0.2, 2}, 0.004, false}, {{0.2, 4}, 0.006, false}, {{0.7, 2}, 0.003, false}, {{0.7, 4}, 0.006, true}};
static const struct cases_point layers_points[] = {{{4, 1}, 0, true}, {{4, 3}, 0, true}, {{2, 5}, 0, false}};
static const struct cases_point fan_out_points[] = {
    {{0.01, 1}, 0.04, true}, {{0.01, 10}, 0.03, false}, {{0.01, 100}, 0.02, true}, {{0.001, 1000}, 0.05, false}};
static const struct cases_point storm_points[] = {
    {{100}, 0.2, true}, {{130}, 0.3, false}, {{145}, 1, false}, {{151}, 0, false}, {{280}, 0, true}};
static const struct cases_point storm_load_points[] = {{{151}, 1, false}, {{280}, 1, true}};

static const char metastable[] = "N. Bronson et al., HotOS 2021";

static const struct cases_row rows[] = {
    {.id = "T15",
     .name = "loss of a cache with hit ratio h",
     .formula = "load on the database after / before = 1 / (1 - h)",
     .source = "by definition; h by T5",
     .unit = "",
     .numbers = "h %g",
     .build = build_loss,
     .theory = loss,
     .measure = load_after_loss,
     CASES_POINTS(loss_points)},
    {.id = "T16",
     .name = "a backlog drains",
     .formula = "from the outage's beginning: D + lambda D / (C - lambda)",
     .source = "fluid limit",
     .unit = "s",
     .numbers = "lambda %g/s, C %g/s, D %g s",
     .kind = CASES_SETTLED,
     .build = build_backlog,
     .theory = backlog,
     .measure = drained_s,
     CASES_POINTS(backlog_points)},
    {.id = "T17",
     .name = "retries that cause their own failures: M/M/1/1, n attempts",
     .formula = "attempts = (1 - p^n) / (1 - p), p = a' / (1 + a'), a' = a x attempts",
     .source = "Erlang B and its fixed point",
     .unit = "",
     .numbers = "a %g, n %g",
     .build = build_retries,
     .theory = retries,
     .measure = attempts,
     CASES_POINTS(retries_points)},
    {.id = "T17",
     .name = "retries of two layers multiply: n of the user, m of the client",
     .formula = "queries per user where all fail = n m",
     .source = "by definition",
     .unit = "",
     .numbers = "n %g, m %g",
     .kind = CASES_SETTLED,
     .build = build_layers,
     .theory = layers,
     .measure = queries_of_a_failure,
     CASES_POINTS(layers_points)},
    {.id = "T18",
     .name = "fan-out: a session of n reads",
     .formula = "share of slow sessions = 1 - (1 - p)^n",
     .source = "J. Dean, L. A. Barroso, CACM 56(2), 2013",
     .unit = "share",
     .numbers = "p %g, n %g",
     .build = build_fan_out,
     .theory = fan_out,
     .measure = too_late,
     CASES_POINTS(fan_out_points)},
    {.id = "RS",
     .name = "retry storm: a database for 300/s hangs for 10 s",
     .formula = "who comes is served again after (C (D - W) - lambda (W + R)) / (C - 2 lambda) - W - R",
     .source = metastable,
     .unit = "s",
     .numbers = "lambda %g/s",
     .kind = CASES_SETTLED,
     .build = build_storm,
     .theory = storm,
     .measure = storm_recovery,
     CASES_POINTS(storm_points)},
    {.id = "RS",
     .name = "the storm itself, from 150/s on for ever",
     .formula = "queries per s = 2 lambda",
     .source = metastable,
     .unit = "1/s",
     .numbers = "lambda %g/s",
     .kind = CASES_SETTLED,
     .build = build_storm,
     .theory = storm_load,
     .measure = storm_load_found,
     CASES_POINTS(storm_load_points)},
};

const struct cases_subject cases_overload = {"Overload", CASES_ROWS(rows)};
