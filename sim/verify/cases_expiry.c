/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_expiry.c: keys that expire: T5 (one key), T13 (local caches only), T14 (jitter), and how old the values are that
 * hits get.
 */
#include "verify/cases_expiry.h"

#include <math.h>

#include "protections/registry.h"
#include "theory/formulas.h"
#include "verify/measure.h"

enum { READS = 300000 }; /* of a run, about */

/* One key with a TTL. */
static void build_ttl(struct setup *s, const double *x)
{
    setup_plain(s);
    s->c.keys.count = 1;
    s->source[0].sessions_per_s = x[0];
    s->c.cache.ttl_ns = setup_ns(x[1]);
    s->c.database.service = dist_constant(setup_ns(x[2]));
    setup_run(s, READS / x[0], 1);
}

static void build_ttl_last(struct setup *s, const double *x)
{
    build_ttl(s, x);
    s->c.cache.write = CACHE_WRITE_SET;
}

static double ttl(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_ttl_hit_ratio(x[0], x[1], x[2]);
}

static double ttl_last(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_ttl_last_write_hit_ratio(x[0], x[1], x[2]);
}

static void build_local_only(struct setup *s, const double *x)
{
    setup_plain(s);
    s->c.keys.count = 1;
    s->source[0].sessions_per_s = x[1];
    s->c.servers.count = (uint64_t)x[0];
    s->c.servers.local.present = true;
    s->c.servers.local.ttl_ns = setup_ns(x[2]);
    s->c.cache.present = false;
    s->c.database.service = dist_constant(setup_ns(x[3]));
    setup_protect(s, &coalesce_server_protection);
    setup_run(s, x[4], 1);
}

static double local_queries(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_local_queries(x[0], x[1], x[2], x[3], x[4]) / x[4];
}

static double queries_per_s(const struct results *r, const double *x)
{
    (void)x;
    return measure_rate_per_s(r, COUNTER_DB_QUERIES, 0, r->windows_n);
}

enum { JITTER_WINDOWS = 20 }; /* of T j / 10, from T (1 - j) to T (1 + j) */

/* K keys just filled; j < 1/3, or the first would expire again before the last has. Reads begin when they begin to expire, and each key has ten of them in a window. */
static void build_jitter(struct setup *s, const double *x)
{
    double window_s = x[1] * x[2] / 10, begin_s = x[1] * (1 - x[2]);
    setup_plain(s);
    s->c.keys.count = (uint64_t)x[0];
    s->source[0].sessions_per_s = x[0] * 10 / window_s;
    s->shape[0] = (struct config_shape_point){setup_ns(begin_s) - 1, 0};
    s->shape[1] = (struct config_shape_point){setup_ns(begin_s), 1};
    s->source[0].shape = s->shape;
    s->source[0].shape_n = 2;
    s->c.cache.ttl_ns = setup_ns(x[1]);
    s->c.cache.start = CACHE_START_PREWARMED;
    s->c.cache.prewarmed = s->c.keys.count;
    s->c.database.service = dist_constant(0);
    setup_set(setup_protect(s, &jitter_protection), &jitter_protection, "spread", x[2]);
    setup_run(s, x[1] * (1 + x[2]), (unsigned)llround((1 + x[2]) / x[2] * 10));
}

static double jitter(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_jitter_per_s(x[0], x[2], x[1]);
}

/* But for the first windows, in which what has expired waits for its next read: e^-30. */
static double plateau(const struct results *r, const double *x)
{
    (void)x;
    return measure_rate_per_s(r, COUNTER_DB_QUERIES, r->windows_n - JITTER_WINDOWS + 3, r->windows_n);
}

/* Many keys, each read often, in the stationary state. */
static void build_outdated(struct setup *s, const double *x)
{
    enum { KEYS = 1000, READS_PER_TTL = 100 };
    setup_plain(s);
    s->c.keys.count = KEYS;
    s->c.keys.update_rate_per_s = x[0];
    s->source[0].sessions_per_s = KEYS * READS_PER_TTL / x[1];
    s->c.cache.ttl_ns = setup_ns(x[1]);
    s->c.cache.start = CACHE_START_WARM;
    s->c.database.service = dist_constant(0);
    setup_run(s, 4 * x[1], 4);
}

static double outdated(const struct setup *s, const double *x)
{
    (void)s;
    return formulas_outdated_share(x[0], x[1]);
}

/* Values of the second TTL on: those that were there at the start are not of this run. */
static double outdated_found(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_STALENESS_OUTDATED, 1, 4) / measure_count(r, COUNTER_READS_HITS, 1, 4);
}

static const struct cases_point ttl_points[] = {{{10, 0.1, 0}, 0.0015, true},
                                                {{10, 10, 1}, 0.0008, true},
                                                {{2, 1, 1}, 0.003, false},
                                                {{100, 1, 0.01}, 0.0003, false}};
static const struct cases_point ttl_last_points[] = {{{10, 10, 1}, 0.0008, false}, {{2, 1, 1}, 0.002, true}};
static const struct cases_point local_only_points[] = {{{20, 40, 10, 0.5, 5000}, 0.0008, true},
                                                       {{20, 4, 10, 0.5, 5000}, 0.006, false},
                                                       {{100, 100, 2, 0.1, 1000}, 0.003, false},
                                                       {{5, 5, 2, 1, 5000}, 0.005, false}};
static const struct cases_point jitter_points[] = {{{2000, 300, 0.1}, 0.015, true}, {{2000, 10, 0.3}, 0.015, false}};
static const struct cases_point outdated_points[] = {{{0.5, 2}, 0.03, true}, {{0.01, 300}, 0.01, false}};

static const struct cases_row rows[] = {
    {.id = "T5",
     .name = "TTL cache, one key, fetch time S",
     .formula = "hit ratio = lambda T / (1 + lambda (S + T))",
     .source = "renewal reward",
     .unit = "share",
     .numbers = "lambda %g/s, T %g s, S %g s",
     .build = build_ttl,
     .theory = ttl,
     .metric = "cache.hit_ratio",
     CASES_POINTS(ttl_points)},
    {.id = "T5",
     .name = "the same, the last write starting the TTL",
     .formula = "T longer by S - (1 - e^(-lambda S)) / lambda",
     .source = "renewal reward",
     .unit = "share",
     .numbers = "lambda %g/s, T %g s, S %g s",
     .build = build_ttl_last,
     .theory = ttl_last,
     .metric = "cache.hit_ratio",
     CASES_POINTS(ttl_last_points)},
    {.id = "T13",
     .name = "local caches only, one key, coalescing",
     .formula = "queries per s = N / (T + S + N / lambda), and the start's share",
     .source = "D. R. Cox, Renewal Theory, 1962",
     .unit = "1/s",
     .numbers = "N %g, lambda %g/s, T %g s, S %g s, for %g s",
     .build = build_local_only,
     .theory = local_queries,
     .measure = queries_per_s,
     CASES_POINTS(local_only_points)},
    {.id = "T14",
     .name = "jitter: keys filled together expire apart",
     .formula = "queries per s = K / (2 j T) from T (1 - j) to T (1 + j)",
     .source = "uniform lifetimes",
     .unit = "1/s",
     .numbers = "K %g, T %g s, j %g",
     .build = build_jitter,
     .theory = jitter,
     .measure = plateau,
     CASES_POINTS(jitter_points)},
    {.id = "ST",
     .name = "staleness: values replaced at rate u since they were cached",
     .formula = "outdated hits = 1 - (1 - e^(-u T)) / (u T)",
     .source = "Poisson updates",
     .unit = "share",
     .numbers = "u %g/s, T %g s",
     .build = build_outdated,
     .theory = outdated,
     .measure = outdated_found,
     CASES_POINTS(outdated_points)},
};

const struct cases_subject cases_expiry = {"Expiry", CASES_ROWS(rows)};
