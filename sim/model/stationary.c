/* stationary.c: closed forms over the popularity law (see stationary.h).
 *
 * Key i is read at lambda_i = L p_i, L being the rate of the sources that follow the popularity law, plus
 * the rate of the sources that ask for that key only. A sum over all keys is the sum over the law alone,
 * corrected at the few keys that have a source of their own.
 */
#include "model/stationary.h"

#include <math.h>

#include "base/fmath.h"
#include "base/root.h"
#include "base/zipf.h"
#include "model/rate.h"

typedef double (*key_term)(double lambda_per_s, double time_s);

struct key_sum {           /* of term(lambda_i, time) over the keys */
    double law_rate_per_s; /* L */
    key_term term;
    double time_s;
};

/* Reads/s of one source at an instant; NAN without memory. */
static double source_reads_per_s(const struct config *c, size_t source, int64_t at_ns)
{
    struct rate rate;
    if (!rate_init(&rate, c, source)) {
        return (double)NAN;
    }
    double sessions_per_s = rate_at(&rate, (double)at_ns / (double)NS_PER_S);
    rate_release(&rate);
    return sessions_per_s * (double)c->sources[source].reads_per_session;
}

double stationary_reads_per_s(const struct config *c, int64_t at_ns)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        sum += source_reads_per_s(c, i, at_ns);
    }
    return sum;
}

double stationary_sessions_per_s(const struct config *c, int64_t at_ns)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        sum += source_reads_per_s(c, i, at_ns) / (double)c->sources[i].reads_per_session;
    }
    return sum;
}

/* Reads/s at time 0 of the sources that ask for that key only; rank 0: of those that follow the law. */
static double reads_of_rank(const struct config *c, uint64_t rank)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank == rank) {
            sum += source_reads_per_s(c, i, 0);
        }
    }
    return sum;
}

double stationary_popular_reads_per_s(const struct config *c)
{
    return reads_of_rank(c, 0);
}

static struct zipf_law law_of(const struct config *c)
{
    return zipf_law_of(c->keys.count, c->keys.popularity.exponent);
}

double stationary_key_rate_per_s(const struct config *c, uint64_t rank)
{
    struct zipf_law law = law_of(c);
    return reads_of_rank(c, 0) * zipf_mass(&law, rank) + reads_of_rank(c, rank);
}

bool stationary_asked_for(const struct config *c, uint64_t rank)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank == rank) {
            return true;
        }
    }
    return false;
}

static double term_of_mass(double p, void *context)
{
    const struct key_sum *s = context;
    return s->term(s->law_rate_per_s * p, s->time_s);
}

/* Whether an earlier source already asks for the same key only. */
static bool counted_before(const struct config *c, size_t source)
{
    for (size_t i = 0; i < source; i++) {
        if (c->sources[i].key_rank == c->sources[source].key_rank) {
            return true;
        }
    }
    return false;
}

/* Sum of term(lambda_i, time_s) over the keys; term(0, .) must be 0. */
static double sum_over_keys(const struct config *c, key_term term, double time_s)
{
    struct zipf_law law = law_of(c);
    struct key_sum s = {.law_rate_per_s = reads_of_rank(c, 0), .term = term, .time_s = time_s};
    double sum = s.law_rate_per_s > 0.0 ? zipf_sum(&law, 1, law.n, term_of_mass, &s) : 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        uint64_t rank = c->sources[i].key_rank;
        if (rank != 0 && !counted_before(c, i)) {
            double by_law = s.law_rate_per_s * zipf_mass(&law, rank);
            sum += term(by_law + reads_of_rank(c, rank), time_s) - term(by_law, time_s);
        }
    }
    return sum;
}

/* 1 - e^{-lambda t}: chance that a key was read within t. */
static double met(double lambda_per_s, double time_s)
{
    return -fmath_expm1(-lambda_per_s * time_s);
}

static double reads_of_met(double lambda_per_s, double time_s)
{
    return lambda_per_s * met(lambda_per_s, time_s);
}

/* lambda t / (1 + lambda t): share of the time that a key is present which stays for t after each miss. */
static double present(double lambda_per_s, double time_s)
{
    double a = lambda_per_s * time_s;
    return a / (1.0 + a);
}

static double reads_of_present(double lambda_per_s, double time_s)
{
    return lambda_per_s * present(lambda_per_s, time_s);
}

struct filling { /* how many keys are present for a characteristic time e^y s, above the capacity */
    const struct config *config;
    key_term presence;
};

static double excess_keys(double log_time, void *params)
{
    const struct filling *f = params;
    return sum_over_keys(f->config, f->presence, fmath_exp(log_time)) - (double)f->config->cache.capacity;
}

/* The time for which the keys present fill the capacity, s; INFINITY if they never do, NAN if not found. */
static double characteristic_time_s(const struct config *c, key_term presence)
{
    struct filling f = {.config = c, .presence = presence};
    double low = 0.0, high = 0.0;
    while (excess_keys(low, &f) > 0.0) {
        low -= 4.0;
    }
    while (excess_keys(high, &f) <= 0.0) {
        high += 4.0;
        if (high > 100.0) {
            return (double)INFINITY;
        }
    }
    double log_time;
    return root_find(excess_keys, &f, low, high, &log_time) ? fmath_exp(log_time) : (double)NAN;
}

/* Reads/s of the C most popular keys: what a cache that keeps exactly these would answer. */
static double reads_of_top(const struct config *c)
{
    struct zipf_law law = law_of(c);
    double sum = reads_of_rank(c, 0) * zipf_top_share(&law, c->cache.capacity);
    for (size_t i = 0; i < c->sources_n; i++) {
        uint64_t rank = c->sources[i].key_rank;
        if (rank != 0 && rank <= c->cache.capacity) {
            sum += source_reads_per_s(c, i, 0);
        }
    }
    return sum;
}

static double capacity_hits_per_s(const struct config *c)
{
    if (c->cache.capacity >= c->keys.count) {
        return stationary_reads_per_s(c, 0);
    }
    if (c->cache.eviction == EVICTION_LFU) {
        return reads_of_top(c);
    }
    bool lru = c->cache.eviction == EVICTION_LRU;
    double time_s = characteristic_time_s(c, lru ? met : present);
    if (isinf(time_s)) {
        return stationary_reads_per_s(c, 0);
    }
    return sum_over_keys(c, lru ? reads_of_met : reads_of_present, time_s);
}

double stationary_hit_ratio(const struct config *c)
{
    if (!c->cache.present) {
        return 0.0;
    }
    double reads_per_s = stationary_reads_per_s(c, 0);
    double hits_per_s = capacity_hits_per_s(c);
    if (c->cache.ttl_ns != TIME_NEVER) {
        double ttl_s = (double)c->cache.ttl_ns / (double)NS_PER_S;
        hits_per_s = fmin(hits_per_s, sum_over_keys(c, reads_of_present, ttl_s));
    }
    return hits_per_s / reads_per_s;
}

double stationary_warmup_hit_ratio(const struct config *c, double t_s)
{
    return c->cache.present ? sum_over_keys(c, reads_of_met, t_s) / stationary_reads_per_s(c, 0) : 0.0;
}

double stationary_distinct(const struct config *c, double t_s)
{
    return sum_over_keys(c, met, t_s);
}

double stationary_capacity_per_s(const struct config *c)
{
    double mean_ns = dist_mean_ns(&c->database.service);
    if (c->database.connections == COUNT_UNLIMITED || mean_ns <= 0.0) {
        return (double)INFINITY;
    }
    return (double)c->database.connections * (double)NS_PER_S / mean_ns;
}

double stationary_fetch_s(const struct config *c)
{
    double lookup_ns = c->cache.present ? dist_mean_ns(&c->cache.latency) : 0.0;
    return (lookup_ns + dist_mean_ns(&c->database.service)) / (double)NS_PER_S;
}
