/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dist_spec.c: what can be said of a stated distribution without drawing from it.
 *
 * Quantiles of the families without a closed form come from GSL (gsl_cdf_*).
 */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/dist.h"
#include "base/ensure.h"
#include "base/fmath.h"

#define NORMAL_Q99 2.3263478740408408 /* 99% quantile of the standard normal */

struct dist_spec dist_constant(int64_t value_ns)
{
    ensure(value_ns >= 0);
    return (struct dist_spec){.kind = DIST_CONSTANT, .a = (double)value_ns};
}

struct dist_spec dist_lognormal_mean_cv(double mean_ns, double cv)
{
    ensure(mean_ns >= 0 && cv >= 0);
    double variance = fmath_log(1.0 + cv * cv);
    return (struct dist_spec){.kind = DIST_LOGNORMAL, .a = fmath_log(mean_ns) - variance / 2.0, .b = sqrt(variance)};
}

struct dist_spec dist_lognormal_p50_p99(double p50_ns, double p99_ns)
{
    ensure(p50_ns > 0 && p99_ns >= p50_ns);
    double mu = fmath_log(p50_ns);
    return (struct dist_spec){.kind = DIST_LOGNORMAL, .a = mu, .b = (fmath_log(p99_ns) - mu) / NORMAL_Q99};
}

/* The k-th moment of the piecewise uniform density between the quantile points: over one piece from a to
 * b it is p times (a + b) / 2, or (a^2 + ab + b^2) / 3. */
static double quantiles_moment(const struct dist_spec *spec, int k)
{
    double sum = 0.0;
    for (size_t i = 1; i < spec->quantiles_n; i++) {
        double p = spec->quantile[i].p - spec->quantile[i - 1].p;
        double a = spec->quantile[i - 1].value_ns, b = spec->quantile[i].value_ns;
        sum += p * (k == 1 ? (a + b) / 2.0 : (a * a + a * b + b * b) / 3.0);
    }
    return sum;
}

double dist_mean_ns(const struct dist_spec *spec)
{
    switch (spec->kind) {
    case DIST_CONSTANT:
    case DIST_EXPONENTIAL:
    case DIST_ERLANG:
        return spec->a;
    case DIST_LOGNORMAL:
        return fmath_exp(spec->a + spec->b * spec->b / 2.0);
    case DIST_UNIFORM:
        return (spec->a + spec->b) / 2.0;
    case DIST_PARETO:
        return spec->b > 1.0 ? spec->a * spec->b / (spec->b - 1.0) : (double)INFINITY;
    case DIST_QUANTILES:
        return quantiles_moment(spec, 1);
    }
    return (double)NAN;
}

double dist_variance_ns2(const struct dist_spec *spec)
{
    double mean = dist_mean_ns(spec);
    switch (spec->kind) {
    case DIST_CONSTANT:
        return 0.0;
    case DIST_EXPONENTIAL:
        return mean * mean;
    case DIST_ERLANG:
        return mean * mean / spec->b;
    case DIST_LOGNORMAL:
        return fmath_expm1(spec->b * spec->b) * mean * mean;
    case DIST_UNIFORM:
        return (spec->b - spec->a) * (spec->b - spec->a) / 12.0;
    case DIST_PARETO:
        return spec->b > 2.0 ? mean * mean / (spec->b * (spec->b - 2.0)) : (double)INFINITY;
    case DIST_QUANTILES:
        return quantiles_moment(spec, 2) - mean * mean;
    }
    return (double)NAN;
}

static double quantiles_at(const struct dist_spec *spec, double p)
{
    size_t i = 1;
    while (i + 1 < spec->quantiles_n && spec->quantile[i].p < p) {
        i++;
    }
    const struct dist_quantile *from = &spec->quantile[i - 1], *to = &spec->quantile[i];
    return from->value_ns + (to->value_ns - from->value_ns) * (p - from->p) / (to->p - from->p);
}

double dist_quantile_ns(const struct dist_spec *spec, double p)
{
    ensure(p > 0 && p < 1);
    switch (spec->kind) {
    case DIST_CONSTANT:
        return spec->a;
    case DIST_EXPONENTIAL:
        return gsl_cdf_exponential_Pinv(p, spec->a);
    case DIST_ERLANG:
        return gsl_cdf_gamma_Pinv(p, spec->b, spec->a / spec->b);
    case DIST_LOGNORMAL:
        return fmath_exp(spec->a + spec->b * gsl_cdf_ugaussian_Pinv(p));
    case DIST_UNIFORM:
        return spec->a + (spec->b - spec->a) * p;
    case DIST_PARETO:
        return spec->a * fmath_pow(1.0 - p, -1.0 / spec->b);
    case DIST_QUANTILES:
        return quantiles_at(spec, p);
    }
    return (double)NAN;
}
