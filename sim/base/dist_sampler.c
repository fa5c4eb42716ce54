/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dist_sampler.c: a stated distribution compiled to a sampler.
 *
 * Lognormal and Erlang go by strips (strips.h), the exponential by ziggurat, the others by the inverse of
 * their distribution function. A draw on a hot path is a handful of arithmetic and one table line.
 */
#include <stdlib.h>
#include <string.h>

#include "base/dist.h"
#include "base/ensure.h"
#include "base/fmath.h"
#include "base/strips.h"
#include "base/ziggurat.h"

#define DRAW_MAX 0x1p62
#define SIGMA_MIN 1e-9     /* below it a lognormal is its median, to the nanosecond for durations under a second */
#define SIGMA_STRIPS 4.0   /* above it (p99 over p50 beyond 10,000) strips near the mode get too thin for a float */
#define ERLANG_MIN_NS 1e-3 /* an Erlang mean below it never rounds to a nanosecond */

enum sampler_kind {
    SAMPLE_CONSTANT,
    SAMPLE_EXPONENTIAL,
    SAMPLE_LOGNORMAL, /* by the normal: exact for any parameters, but with an exponential in every draw */
    SAMPLE_UNIFORM,
    SAMPLE_PARETO,
    SAMPLE_QUANTILES,
    SAMPLE_STRIPS
};

struct dist {
    enum sampler_kind kind;
    double a, b;
    size_t quantiles_n;
    struct dist_quantile quantile[DIST_QUANTILES_MAX];
    struct strips strips;
};

_Static_assert(sizeof(struct dist) <= 64 * 1024, "dist.h promises at most 64 KiB");

static void compile_lognormal(struct dist *d, double mu, double sigma)
{
    ensure(sigma >= 0);
    if (sigma < SIGMA_MIN) {
        d->kind = SAMPLE_CONSTANT;
        d->a = fmath_exp(mu);
    } else if (mu < 0.0 || sigma > SIGMA_STRIPS) {
        d->kind = SAMPLE_LOGNORMAL;
    } else {
        d->kind = SAMPLE_STRIPS;
        struct strips_density density = strips_lognormal(mu, sigma);
        strips_build(&d->strips, &density);
    }
}

static void compile_erlang(struct dist *d, double mean_ns, double shape)
{
    ensure(mean_ns >= 0 && shape >= 1);
    if (shape < 2.0) {
        d->kind = SAMPLE_EXPONENTIAL;
    } else if (mean_ns < ERLANG_MIN_NS) {
        d->kind = SAMPLE_CONSTANT;
    } else {
        d->kind = SAMPLE_STRIPS;
        struct strips_density density = strips_erlang(mean_ns / shape, shape);
        strips_build(&d->strips, &density);
    }
}

static void compile_quantiles(struct dist *d, const struct dist_spec *spec)
{
    ensure(spec->quantiles_n >= 2 && spec->quantiles_n <= DIST_QUANTILES_MAX);
    ensure(spec->quantile[0].p <= 0 && spec->quantile[spec->quantiles_n - 1].p >= 1);
    for (size_t i = 1; i < spec->quantiles_n; i++) {
        ensure(spec->quantile[i].p > spec->quantile[i - 1].p &&
               spec->quantile[i].value_ns >= spec->quantile[i - 1].value_ns);
    }
    d->kind = SAMPLE_QUANTILES;
    d->quantiles_n = spec->quantiles_n;
    memcpy(d->quantile, spec->quantile, sizeof d->quantile);
}

struct dist *dist_new(const struct dist_spec *spec)
{
    struct dist *d = calloc(1, sizeof *d);
    if (d == NULL) {
        return NULL;
    }
    d->a = spec->a;
    d->b = spec->b;
    switch (spec->kind) {
    case DIST_CONSTANT:
        d->kind = SAMPLE_CONSTANT;
        break;
    case DIST_EXPONENTIAL:
        d->kind = SAMPLE_EXPONENTIAL;
        break;
    case DIST_LOGNORMAL:
        compile_lognormal(d, spec->a, spec->b);
        break;
    case DIST_UNIFORM:
        ensure(spec->a >= 0 && spec->b >= spec->a);
        d->kind = SAMPLE_UNIFORM;
        d->b = spec->b - spec->a;
        break;
    case DIST_ERLANG:
        compile_erlang(d, spec->a, spec->b);
        break;
    case DIST_PARETO:
        ensure(spec->a >= 0 && spec->b > 0);
        d->kind = SAMPLE_PARETO;
        d->b = -1.0 / spec->b;
        break;
    case DIST_QUANTILES:
        compile_quantiles(d, spec);
        break;
    }
    return d;
}

void dist_free(struct dist *d)
{
    free(d);
}

static double draw_quantiles(const struct dist *d, double p)
{
    size_t i = 1;
    while (i + 1 < d->quantiles_n && d->quantile[i].p <= p) {
        i++;
    }
    const struct dist_quantile *from = &d->quantile[i - 1], *to = &d->quantile[i];
    return from->value_ns + (to->value_ns - from->value_ns) * ((p - from->p) / (to->p - from->p));
}

static inline int64_t to_ns(double x)
{
    return (int64_t)((x < DRAW_MAX ? x : DRAW_MAX) + 0.5);
}

static inline double draw(const struct dist *d, struct rng *r)
{
    switch (d->kind) {
    case SAMPLE_CONSTANT:
        return d->a;
    case SAMPLE_EXPONENTIAL:
        return d->a * ziggurat_exponential(r);
    case SAMPLE_LOGNORMAL:
        return fmath_exp(d->a + d->b * ziggurat_normal(r));
    case SAMPLE_UNIFORM:
        return d->a + d->b * rng_uniform(r);
    case SAMPLE_PARETO:
        return d->a * fmath_pow(rng_uniform_pos(r), d->b);
    case SAMPLE_QUANTILES:
        return draw_quantiles(d, rng_uniform(r));
    case SAMPLE_STRIPS:
        return strips_draw(&d->strips, r);
    }
    return 0.0;
}

int64_t dist_draw(const struct dist *d, struct rng *r)
{
    return to_ns(draw(d, r));
}

void dist_fill(const struct dist *d, struct rng *r, int64_t *out_ns, size_t n)
{
    struct rng local = *r;
    if (d->kind == SAMPLE_STRIPS) { /* the hot one: the choice of method is taken out of the loop */
        for (size_t i = 0; i < n; i++) {
            out_ns[i] = to_ns(strips_draw(&d->strips, &local));
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            out_ns[i] = to_ns(draw(d, &local));
        }
    }
    *r = local;
}
