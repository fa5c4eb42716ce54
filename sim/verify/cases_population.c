/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_population.c: hit ratios of a whole population of keys: T5 (expiry), T6 (eviction), T7 (warm-up).
 *
 * Sums over many keys are computed by theory/stationary.c, which the envelope uses too; the small eviction cases, exact,
 * by theory/formulas_cache.c.
 */
#include "verify/cases_population.h"

#include <math.h>

#include "base/zipf.h"
#include "theory/formulas.h"
#include "theory/stationary.h"
#include "verify/measure.h"

enum { READS = 300000 }; /* of a run, about */

/* A population of keys under Zipf's law, READS of them in a second. One read a session: those of one session are looked
 * up at the same instant, and would all miss a key that is not there, which no independent reads do. */
static void build_zipf(struct setup *s, double keys, double exponent)
{
    setup_plain(s);
    s->c.keys.count = (uint64_t)keys;
    s->c.keys.popularity = (struct config_popularity){.kind = POPULARITY_EXPONENT, .exponent = exponent};
    s->source[0].sessions_per_s = READS;
    s->c.database.service = dist_constant(0);
    setup_run(s, 1, 1);
}

/* A warm start is the stationary state, so the run may be shorter than the TTL. */
static void build_ttl_zipf(struct setup *s, const double *x)
{
    build_zipf(s, x[0], x[1]);
    s->c.cache.ttl_ns = setup_ns(x[2] / READS);
    s->c.cache.start = CACHE_START_WARM;
}

static double stationary(const struct setup *s, const double *x)
{
    (void)x;
    return stationary_hit_ratio(&s->c);
}

/* The same on each of several servers, which see a part of the reads each. */
static void build_ttl_local(struct setup *s, const double *x)
{
    build_zipf(s, x[1], x[2]);
    s->c.servers.count = (uint64_t)x[0];
    s->c.cache.present = false;
    s->c.servers.local.present = true;
    s->c.servers.local.ttl_ns = setup_ns(x[3] / READS);
    s->c.servers.local.start = CACHE_START_WARM;
}

/* A warm start has the most popular keys in the cache, which is not the state that the policies other than lfu come to;
 * lru has come to it when as many keys were read as it holds. That is while the first two windows last. */
enum { EVICTION_WINDOWS = 10, EVICTION_FROM = 2 };

static void build_eviction(struct setup *s, const double *x, enum eviction eviction)
{
    build_zipf(s, x[0], x[1]);
    s->c.cache.capacity = (uint64_t)x[2];
    s->c.cache.eviction = eviction;
    s->c.cache.start = CACHE_START_WARM;
    setup_run(s, fmax(1, 20 * x[2] / READS), EVICTION_WINDOWS);
}

static void build_lru(struct setup *s, const double *x)
{
    build_eviction(s, x, EVICTION_LRU);
}

static void build_fifo(struct setup *s, const double *x)
{
    build_eviction(s, x, EVICTION_FIFO);
}

static void build_random(struct setup *s, const double *x)
{
    build_eviction(s, x, EVICTION_RANDOM);
}

enum { EXACT_KEYS_MAX = 200 };

static double exact(const double *x, double (*formula)(const double *p, size_t n, size_t capacity))
{
    double p[EXACT_KEYS_MAX];
    struct zipf_law law = zipf_law_of((uint64_t)x[0], x[1]);
    for (uint64_t rank = 1; rank <= law.n; rank++) {
        p[rank - 1] = zipf_mass(&law, rank);
    }
    return formula(p, law.n, (size_t)x[2]);
}

static double lru_exact(const struct setup *s, const double *x)
{
    (void)s;
    return exact(x, formulas_lru_hit_ratio);
}

static double fifo_exact(const struct setup *s, const double *x)
{
    (void)s;
    return exact(x, formulas_fifo_hit_ratio);
}

static double hits_late(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_READS_HITS, EVICTION_FROM, EVICTION_WINDOWS) /
           measure_count(r, COUNTER_READS_ISSUED, EVICTION_FROM, EVICTION_WINDOWS);
}

/* x[2] reads of an empty cache; a run is that long, and a hundredth more to look at the hit ratio. */
static void build_warmup(struct setup *s, const double *x)
{
    build_zipf(s, x[0], x[1]);
    s->source[0].sessions_per_s = x[2];
    setup_run(s, 1.01, 101);
}

static double distinct(const struct setup *s, const double *x)
{
    (void)x;
    return stationary_distinct(&s->c, 1);
}

static double fetched(const struct results *r, const double *x)
{
    (void)x;
    return measure_count(r, COUNTER_DB_QUERIES, 0, 100);
}

/* Over the last window, exactly: what is not met for the first time. */
static double warmup_hits(const struct setup *s, const double *x)
{
    return 1 - (stationary_distinct(&s->c, 1.01) - stationary_distinct(&s->c, 1)) / (0.01 * x[2]);
}

static double hits_at_the_end(const struct results *r, const double *x)
{
    (void)x;
    return 1 - measure_count(r, COUNTER_DB_QUERIES, 100, 101) / measure_count(r, COUNTER_READS_ISSUED, 100, 101);
}

/* Local caches and no tier: every server fetches for itself. */
static void build_warmup_local(struct setup *s, const double *x)
{
    build_warmup(s, x);
    s->c.cache.present = false;
    s->c.servers.count = (uint64_t)x[3];
    s->c.servers.local.present = true;
}

static double distinct_local(const struct setup *s, const double *x)
{
    return x[3] * stationary_distinct(&s->c, 1 / x[3]);
}

static const struct cases_point ttl_zipf_points[] = {
    {{1e5, 0.9, 1e5}, 0.0015, true}, {{1e6, 0.99, 1e7}, 0.0008, false}, {{1e4, 0, 1e5}, 0.0004, false}};
static const struct cases_point ttl_local_points[] = {{{5, 1e4, 0.9, 1e5}, 0.0008, true}};
static const struct cases_point exact_points[] = {{{100, 0.8, 10}, 0.005, true}, {{200, 1.2, 40}, 0.002, false}};
static const struct cases_point che_points[] = {
    {{1e4, 0.8, 1000}, 0.004, false}, {{1e6, 0.99, 1e4}, 0.003, true}, {{1e6, 0.99, 1e5}, 0.0006, false}};
static const struct cases_point distinct_points[] = {{{1e6, 0.99, 1e4}, 0.02, false},
                                                     {{1e6, 0.99, 1e5}, 0.008, true},
                                                     {{1e6, 0.99, 1e6}, 0.002, true},
                                                     {{1e6, 0.99, 1e7}, 0.0006, false}};
static const struct cases_point warmup_points[] = {
    {{1e6, 0.99, 1e5}, 0.03, true}, {{1e6, 0.99, 1e6}, 0.008, true}, {{1e6, 0.99, 1e7}, 0.0008, false}};
static const struct cases_point warmup_local_points[] = {{{2e4, 0.9, 2e5, 20}, 0.004, true}};

static const char che[] = "H. Che, Y. Tung, Z. Wang, IEEE JSAC 20(7), 2002";
static const char independent[] = "sum of independent reads, exact";

static const struct cases_row rows[] = {
    {.id = "T5",
     .name = "TTL cache, Zipf's law, from a warm start on",
     .formula = "hit ratio = sum p_i lambda_i T / (1 + lambda_i T)",
     .source = independent,
     .unit = "share",
     .numbers = "keys %g, exponent %g, reads in T %g",
     .build = build_ttl_zipf,
     .theory = stationary,
     .metric = "cache.hit_ratio",
     CASES_POINTS(ttl_zipf_points)},
    {.id = "T5",
     .name = "the same on every server, local caches only",
     .formula = "hit ratio = sum p_i l T / (1 + l T), l = lambda_i / N",
     .source = independent,
     .unit = "share",
     .numbers = "N %g, keys %g, exponent %g, reads in T %g",
     .build = build_ttl_local,
     .theory = stationary,
     .metric = "cache.hit_ratio",
     CASES_POINTS(ttl_local_points)},
    {.id = "T6",
     .name = "LRU, small enough to be exact",
     .formula = "hit ratio = sum p_i P(fewer than C others read since)",
     .source = "W. F. King, IFIP Congress 1971",
     .unit = "share",
     .numbers = "keys %g, exponent %g, C %g",
     .build = build_lru,
     .theory = lru_exact,
     .measure = hits_late,
     CASES_POINTS(exact_points)},
    {.id = "T6",
     .name = "LRU, Che's approximation",
     .formula = "hit ratio = sum p_i (1 - e^(-p_i t)), t: sum (1 - e^(-p_i t)) = C",
     .source = che,
     .unit = "share",
     .numbers = "keys %g, exponent %g, C %g",
     .build = build_lru,
     .theory = stationary,
     .measure = hits_late,
     CASES_POINTS(che_points)},
    {.id = "T6",
     .name = "FIFO, exact",
     .formula = "hit ratio = sum p_i P(i cached), P(set) ~ product of p",
     .source = "E. Gelenbe, IEEE Trans. Computers C-22(6), 1973",
     .unit = "share",
     .numbers = "keys %g, exponent %g, C %g",
     .build = build_fifo,
     .theory = fifo_exact,
     .measure = hits_late,
     CASES_POINTS(exact_points)},
    {.id = "T6",
     .name = "random eviction, exact",
     .formula = "the same as FIFO",
     .source = "E. Gelenbe, 1973",
     .unit = "share",
     .numbers = "keys %g, exponent %g, C %g",
     .build = build_random,
     .theory = fifo_exact,
     .measure = hits_late,
     CASES_POINTS(exact_points)},
    {.id = "T7",
     .name = "warm-up of an empty cache: what the database gets",
     .formula = "queries = distinct keys = sum (1 - e^(-n p_i))",
     .source = independent,
     .unit = "",
     .numbers = "keys %g, exponent %g, reads n %g",
     .build = build_warmup,
     .theory = distinct,
     .measure = fetched,
     CASES_POINTS(distinct_points)},
    {.id = "T7",
     .name = "warm-up of an empty cache: hit ratio after n reads",
     .formula = "hit ratio = sum p_i (1 - e^(-n p_i))",
     .source = independent,
     .unit = "share",
     .numbers = "keys %g, exponent %g, reads n %g",
     .build = build_warmup,
     .theory = warmup_hits,
     .measure = hits_at_the_end,
     CASES_POINTS(warmup_points)},
    {.id = "T7",
     .name = "the same with local caches only",
     .formula = "queries = N sum (1 - e^(-n p_i / N))",
     .source = independent,
     .unit = "",
     .numbers = "keys %g, exponent %g, reads n %g, N %g",
     .build = build_warmup_local,
     .theory = distinct_local,
     .measure = fetched,
     CASES_POINTS(warmup_local_points)},
};

const struct cases_subject cases_population = {"Population of keys", CASES_ROWS(rows)};
