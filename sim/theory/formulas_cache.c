/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formulas_cache.c: the closed forms of caches (see formulas.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "theory/formulas.h"

double formulas_ttl_hit_ratio(double lambda, double ttl_s, double fetch_s)
{
    ensure(lambda >= 0 && ttl_s >= 0 && fetch_s >= 0);
    return lambda * ttl_s / (1 + lambda * (fetch_s + ttl_s));
}

double formulas_ttl_last_write_hit_ratio(double lambda, double ttl_s, double fetch_s)
{
    ensure(lambda > 0 && ttl_s >= 0 && fetch_s >= 0);
    double last_s = fetch_s + expm1(-lambda * fetch_s) / lambda;
    return lambda * (last_s + ttl_s) / (1 + lambda * (fetch_s + last_s + ttl_s));
}

/* Adds a key that is there with probability q to the distribution of how many are there, up to `most`. */
static void add_key(double *chance, size_t most, double q)
{
    ensure(q >= 0 && q <= 1);
    for (size_t k = most; k > 0; k--) {
        chance[k] += q * (chance[k - 1] - chance[k]);
    }
    chance[0] *= 1 - q;
}

/* P(fewer than `capacity` of the keys other than i are read within t). */
static double few_others(const double *p, size_t n, size_t capacity, size_t i, double t, double *chance)
{
    memset(chance, 0, capacity * sizeof *chance);
    chance[0] = 1;
    for (size_t j = 0; j < n; j++) {
        if (j != i) {
            add_key(chance, capacity - 1, -expm1(-p[j] * t));
        }
    }
    double sum = 0;
    for (size_t k = 0; k < capacity; k++) {
        sum += chance[k];
    }
    return sum;
}

/* Simpson's rule over u = 1 - e^(-p t), the chance that i has been read within t, which is uniform at its next read. */
double formulas_lru_hit_ratio(const double *p, size_t n, size_t capacity)
{
    ensure(capacity >= 1);
    enum { STEPS = 400 };
    double *chance = memory_must(malloc(capacity * sizeof *chance)), hits = 0;
    for (size_t i = 0; i < n; i++) {
        double sum = 1; /* at u = 0 nothing else has been read; at u = 1 everything has */
        for (int step = 1; step < STEPS; step++) {
            double t = -log1p(-(double)step / STEPS) / p[i];
            sum += (step % 2 == 1 ? 4 : 2) * few_others(p, n, capacity, i, t, chance);
        }
        hits += p[i] * sum / (3 * STEPS);
    }
    free(chance);
    return hits;
}

/* Sums over all sets of up to `most` of the keys, but for one, of the products of their p. */
static void products(const double *p, size_t n, size_t most, size_t without, double *sum)
{
    memset(sum, 0, (most + 1) * sizeof *sum);
    sum[0] = 1;
    for (size_t j = 0; j < n; j++) {
        for (size_t k = most; j != without && k > 0; k--) {
            sum[k] += p[j] * sum[k - 1];
        }
    }
}

double formulas_fifo_hit_ratio(const double *p, size_t n, size_t capacity)
{
    ensure(capacity >= 1 && capacity <= n);
    double *sum = memory_must(malloc((capacity + 1) * sizeof *sum)), hits = 0;
    products(p, n, capacity, n, sum);
    double all = sum[capacity];
    for (size_t i = 0; i < n; i++) {
        products(p, n, capacity, i, sum);
        hits += p[i] * p[i] * sum[capacity - 1] / all;
    }
    free(sum);
    return hits;
}

double formulas_outdated_share(double update_rate_per_s, double ttl_s)
{
    ensure(update_rate_per_s * ttl_s > 0);
    double x = update_rate_per_s * ttl_s;
    return 1 + expm1(-x) / x;
}

double formulas_local_queries(double n, double lambda, double ttl_s, double fetch_s, double run_s)
{
    ensure(n >= 1 && lambda > 0);
    double d = n / lambda, m = d + ttl_s + fetch_s;
    return n * (run_s / m + (m * m + d * d) / (2 * m * m) - d / m);
}

double formulas_jitter_per_s(double keys_n, double spread, double ttl_s)
{
    ensure(spread > 0 && spread <= 1 && ttl_s > 0);
    return keys_n / (2 * spread * ttl_s);
}

double formulas_local_through_per_s(double n, double lambda, double ttl_s, double fetch_s)
{
    return lambda > 0 ? n / (ttl_s + fetch_s + n / lambda) : 0;
}
