/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyrates.c: sums over the popularity law (see keyrates.h). */
#include "theory/keyrates.h"

#include <math.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "base/root.h"
#include "theory/rate.h"

double keyrates_source(const struct config *c, size_t source, int64_t at_ns)
{
    ensure(source < c->sources_n);
    struct rate rate;
    memory_must(rate_init(&rate, c, source) ? &rate : NULL); /* a wrong sum would not be told from a right one */
    double sessions_per_s = rate_at(&rate, seconds(at_ns));
    rate_release(&rate);
    return sessions_per_s * (double)c->sources[source].reads_per_session;
}

double keyrates_of_rank(const struct config *c, uint64_t rank)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank == rank) {
            sum += keyrates_source(c, i, 0);
        }
    }
    return sum;
}

struct zipf_law keyrates_law(const struct config *c)
{
    return zipf_law_of(c->keys.count, c->keys.popularity.exponent);
}

struct key_sum {
    double law_rate_per_s; /* L */
    keyrates_term *term;
    double time_s;
    const void *context;
};

static double term_of_mass(double p, void *context)
{
    const struct key_sum *s = context;
    return s->term(s->law_rate_per_s * p, s->time_s, s->context);
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

double keyrates_sum(const struct config *c, uint64_t first_n, keyrates_term *term, double time_s, const void *context)
{
    ensure(first_n <= c->keys.count);
    struct zipf_law law = keyrates_law(c);
    struct key_sum s = {.law_rate_per_s = keyrates_of_rank(c, 0), .term = term, .time_s = time_s, .context = context};
    double sum = s.law_rate_per_s > 0.0 ? zipf_sum(&law, 1, first_n, term_of_mass, &s) : 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        uint64_t rank = c->sources[i].key_rank;
        if (rank != 0 && rank <= first_n && !counted_before(c, i)) {
            double by_law = s.law_rate_per_s * zipf_mass(&law, rank);
            sum += term(by_law + keyrates_of_rank(c, rank), time_s, context) - term(by_law, time_s, context);
        }
    }
    return sum;
}

struct filling { /* by how much the sum at a time e^y s is above n */
    const struct config *config;
    keyrates_term *term;
    const void *context;
    double n;
};

static double excess(double log_time, void *params)
{
    const struct filling *f = params;
    return keyrates_sum(f->config, f->config->keys.count, f->term, fmath_exp(log_time), f->context) - f->n;
}

double keyrates_time_s(const struct config *c, keyrates_term *term, const void *context, double n)
{
    ensure(n > 0);
    struct filling f = {.config = c, .term = term, .context = context, .n = n};
    double low = 0.0, high = 0.0;
    while (excess(low, &f) > 0.0) {
        low -= 4.0;
    }
    while (excess(high, &f) <= 0.0) {
        high += 4.0;
        if (high > 100.0) {
            return (double)INFINITY;
        }
    }
    double log_time;
    return root_find(excess, &f, low, high, &log_time) ? fmath_exp(log_time) : (double)NAN;
}
