/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dist.h: distributions of durations, as a scenario states them and as a run draws them.
 *
 * struct dist_spec is the statement (plain data, comparable, printable). struct dist is a sampler
 * compiled from it. Draws are exact (no table interpolation bends a tail) and rounded to the nearest
 * nanosecond; negative values cannot occur.
 */
#ifndef HERDSIM_DIST_H
#define HERDSIM_DIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

enum dist_kind {
    DIST_CONSTANT,    /* a: value in ns */
    DIST_EXPONENTIAL, /* a: mean in ns */
    DIST_LOGNORMAL,   /* a: mu, b: sigma of the logarithm of the duration in ns */
    DIST_UNIFORM,     /* a, b: bounds in ns */
    DIST_ERLANG,      /* a: mean in ns, b: shape k (a whole number >= 1) */
    DIST_PARETO,      /* a: minimum in ns, b: tail index alpha > 0 */
    DIST_QUANTILES    /* piecewise linear inverse of the distribution function through the points */
};

#define DIST_QUANTILES_MAX 32

struct dist_quantile {
    double p;        /* 0 <= p <= 1, strictly rising */
    double value_ns; /* not falling */
};

struct dist_spec {
    enum dist_kind kind;
    double a, b;
    size_t quantiles_n;                                /* DIST_QUANTILES only, 2 to DIST_QUANTILES_MAX */
    struct dist_quantile quantile[DIST_QUANTILES_MAX]; /* first p is 0, last p is 1 */
};

/* Lognormal from its mean (ns, > 0; 0 gives the constant 0) and coefficient of variation (>= 0). */
struct dist_spec dist_lognormal_mean_cv(double mean_ns, double cv);

/* Lognormal from its median and 99th percentile in ns, 0 < p50 <= p99. */
struct dist_spec dist_lognormal_p50_p99(double p50_ns, double p99_ns);

/* The constant. */
struct dist_spec dist_constant(int64_t value_ns);

/* Mean in ns (INFINITY for a Pareto with alpha <= 1) and variance in ns^2 (INFINITY likewise). */
double dist_mean_ns(const struct dist_spec *spec);
double dist_variance_ns2(const struct dist_spec *spec);

/* The p-quantile in ns, 0 < p < 1. */
double dist_quantile_ns(const struct dist_spec *spec, double p);

struct dist; /* a compiled sampler, at most 64 KiB; immutable, so threads may share one */

/* Compiles a sampler. Returns NULL only without memory. */
struct dist *dist_new(const struct dist_spec *spec);
void dist_free(struct dist *d);

/* One draw in ns, >= 0; capped at 2^62. */
int64_t dist_draw(const struct dist *d, struct rng *r);

/* n draws, the same values as n calls of dist_draw. */
void dist_fill(const struct dist *d, struct rng *r, int64_t *out_ns, size_t n);

#endif
