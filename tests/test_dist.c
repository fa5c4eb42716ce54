/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_dist.c: samplers by chi-square against distribution functions, moments against those stated, extremes. */
#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/dist.h"
#include "chi_square.h"

#define DRAWS 1000000
#define BINS 200
#define TAIL_BINS 14 /* the outermost: 1/BINS halved again and again */

static struct dist_spec spec_of(enum dist_kind kind, double a, double b)
{
    return (struct dist_spec){.kind = kind, .a = a, .b = b};
}

/* A distribution with a long flat piece, an atom (a step) and a tail. */
static struct dist_spec quantiles_spec(void)
{
    struct dist_spec spec = spec_of(DIST_QUANTILES, 0, 0);
    static const struct dist_quantile points[] = {{0.0, 1e5},  {0.5, 1e6},   {0.9, 3e6},
                                                  {0.99, 9e6}, {0.999, 8e7}, {1.0, 1e9}};
    spec.quantiles_n = sizeof points / sizeof points[0];
    for (size_t i = 0; i < spec.quantiles_n; i++) {
        spec.quantile[i] = points[i];
    }
    return spec;
}

static double quantiles_cdf(const struct dist_spec *spec, double x)
{
    if (x <= spec->quantile[0].value_ns) {
        return 0.0;
    }
    for (size_t i = 1; i < spec->quantiles_n; i++) {
        const struct dist_quantile *from = &spec->quantile[i - 1], *to = &spec->quantile[i];
        if (x < to->value_ns) {
            return from->p + (to->p - from->p) * (x - from->value_ns) / (to->value_ns - from->value_ns);
        }
    }
    return 1.0;
}

/* P(draw <= x) by GSL, and its complement (each accurate in its own tail). */
static double cdf(const struct dist_spec *s, double x)
{
    if (x <= 0.0) {
        return 0.0;
    }
    switch (s->kind) {
    case DIST_EXPONENTIAL:
        return gsl_cdf_exponential_P(x, s->a);
    case DIST_LOGNORMAL:
        return gsl_cdf_lognormal_P(x, s->a, s->b);
    case DIST_UNIFORM:
        return gsl_cdf_flat_P(x, s->a, s->b);
    case DIST_ERLANG:
        return gsl_cdf_gamma_P(x, s->b, s->a / s->b);
    case DIST_PARETO:
        return x <= s->a ? 0.0 : gsl_cdf_pareto_P(x, s->b, s->a);
    case DIST_QUANTILES:
        return quantiles_cdf(s, x);
    default:
        return x >= s->a ? 1.0 : 0.0;
    }
}

/* The bin of a probability: BINS equal ones, the two outermost cut finer and finer towards 0 and 1. */
static size_t bin_of(double p)
{
    double in = p * BINS;
    if (in < 1.0) {
        int halvings = in > 0.0 ? (int)-log2(in) : TAIL_BINS;
        return (size_t)(TAIL_BINS - (halvings < TAIL_BINS ? halvings : TAIL_BINS));
    }
    if (in >= BINS - 1) {
        double left = BINS - in;
        int halvings = left > 0.0 ? (int)-log2(left) : TAIL_BINS;
        return (size_t)(TAIL_BINS + BINS - 1 + (halvings < TAIL_BINS ? halvings : TAIL_BINS));
    }
    return TAIL_BINS + (size_t)in;
}

static double bin_chance(size_t bin)
{
    size_t last = 2 * TAIL_BINS + BINS - 1;
    size_t edge = bin > last - bin ? last - bin : bin; /* distance from the nearer end */
    if (edge > TAIL_BINS) {
        return 1.0 / BINS;
    }
    return exp2(-(double)(TAIL_BINS - edge) - (edge > 0 ? 1.0 : 0.0)) / BINS;
}

/* Chi-square over 228 bins reaching down to a 3e-7 quantile at both ends; p-value at least 1e-4. */
static void check_distribution(const struct dist_spec *spec, uint64_t seed)
{
    enum { BLOCK = 1000 };
    struct dist *d = dist_new(spec);
    struct rng r = rng_seed(seed, 0, 0);
    uint64_t observed[2 * TAIL_BINS + BINS] = {0};
    double expected[2 * TAIL_BINS + BINS];
    int64_t value[BLOCK];
    for (int i = 0; i < DRAWS / BLOCK; i++) {
        dist_fill(d, &r, value, BLOCK);
        for (int k = 0; k < BLOCK; k++) {
            cr_assert_geq(value[k], 0);
            observed[bin_of(cdf(spec, (double)value[k]))]++;
        }
    }
    double total = 0.0;
    for (size_t i = 0; i < 2 * TAIL_BINS + BINS; i++) {
        expected[i] = bin_chance(i) * DRAWS;
        total += expected[i];
    }
    cr_assert_float_eq(total, DRAWS, 1e-3);
    double p = chi_square_p(expected, observed, 2 * TAIL_BINS + BINS);
    cr_assert_geq(p, CHI_SQUARE_LEAST, "kind %d a %g b %g: p %g", spec->kind, spec->a, spec->b, p);
    dist_free(d);
}

/* Durations of milliseconds, so that rounding to ns does not show. */
Test(dist, lognormal_draws_are_lognormal)
{
    static const double sigma[] = {0.02, 0.3, 0.832554611, 1.5, 2.5, 3.9, 4.5}; /* the last one without strips */
    for (size_t i = 0; i < sizeof sigma / sizeof sigma[0]; i++) {
        struct dist_spec spec = spec_of(DIST_LOGNORMAL, 23.5, sigma[i]);
        check_distribution(&spec, 20 + i);
    }
}

Test(dist, erlang_draws_are_erlang)
{
    static const double shape[] = {1, 2, 3, 100};
    for (size_t i = 0; i < sizeof shape / sizeof shape[0]; i++) {
        struct dist_spec spec = spec_of(DIST_ERLANG, 1e10, shape[i]);
        check_distribution(&spec, 40 + i);
    }
}

Test(dist, the_other_draws_follow_their_laws)
{
    struct dist_spec specs[] = {spec_of(DIST_EXPONENTIAL, 1e10, 0), spec_of(DIST_UNIFORM, 3e9, 8e9),
                                spec_of(DIST_PARETO, 1e9, 1.2), spec_of(DIST_PARETO, 1e9, 4), quantiles_spec()};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        check_distribution(&specs[i], 60 + i);
    }
}

/* Durations of a few ns: P(k) = F(k + 1/2) - F(k - 1/2), so values are rounded to the nearest. */
Test(dist, draws_are_rounded_to_the_nearest_nanosecond)
{
    enum { TOP = 400 };
    struct dist_spec specs[] = {spec_of(DIST_LOGNORMAL, 2.0, 0.7), spec_of(DIST_LOGNORMAL, -0.5, 1.0),
                                spec_of(DIST_ERLANG, 6.0, 3), spec_of(DIST_EXPONENTIAL, 5.0, 0),
                                spec_of(DIST_UNIFORM, 2.25, 9.5)};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct dist *d = dist_new(&specs[i]);
        struct rng r = rng_seed(70 + i, 0, 0);
        uint64_t observed[TOP + 1] = {0};
        double expected[TOP + 1];
        for (int k = 0; k < DRAWS; k++) {
            int64_t value = dist_draw(d, &r);
            observed[value < TOP ? value : TOP]++;
        }
        for (int k = 0; k <= TOP; k++) {
            double above = k < TOP ? cdf(&specs[i], k + 0.5) : 1.0;
            expected[k] = (above - cdf(&specs[i], k - 0.5)) * DRAWS;
        }
        cr_assert_geq(chi_square_p(expected, observed, TOP + 1), CHI_SQUARE_LEAST, "case %zu", i);
        dist_free(d);
    }
}

/* Mean within 5 standard errors, for laws whose variance is finite. */
Test(dist, moments_are_those_stated)
{
    struct dist_spec specs[] = {dist_lognormal_mean_cv(5e6, 1.0),
                                dist_lognormal_p50_p99(3e5, 1.2e6),
                                spec_of(DIST_ERLANG, 5e6, 4),
                                spec_of(DIST_EXPONENTIAL, 5e6, 0),
                                spec_of(DIST_UNIFORM, 1e6, 2e6),
                                spec_of(DIST_PARETO, 1e6, 5.0),
                                quantiles_spec(),
                                dist_constant(1234)};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct dist *d = dist_new(&specs[i]);
        struct rng r = rng_seed(80 + i, 0, 0);
        double sum = 0.0;
        for (int k = 0; k < DRAWS; k++) {
            sum += (double)dist_draw(d, &r);
        }
        double error = sqrt(dist_variance_ns2(&specs[i]) / DRAWS);
        cr_assert_float_eq(sum / DRAWS, dist_mean_ns(&specs[i]), 5.0 * error + 0.01, "case %zu", i);
        dist_free(d);
    }
}

Test(dist, statements_give_the_parameters_they_should)
{
    struct dist_spec s = dist_lognormal_mean_cv(5e6, 0.5);
    cr_assert_float_eq(dist_mean_ns(&s), 5e6, 1e-6);
    cr_assert_float_eq(sqrt(dist_variance_ns2(&s)) / 5e6, 0.5, 1e-12);
    s = dist_lognormal_p50_p99(3e5, 1.2e6);
    cr_assert_float_eq(dist_quantile_ns(&s, 0.5), 3e5, 1e-6);
    cr_assert_float_eq(dist_quantile_ns(&s, 0.99), 1.2e6, 1e-4);
    s = spec_of(DIST_PARETO, 10.0, 1.0);
    cr_assert(isinf(dist_mean_ns(&s)));
    s.b = 1.5;
    cr_assert_eq(dist_mean_ns(&s), 30.0);
    cr_assert(isinf(dist_variance_ns2(&s)));
    s.b = 3.0;
    cr_assert_float_eq(dist_variance_ns2(&s), 75.0, 1e-9);
}

Test(dist, quantiles_invert_the_distribution_function)
{
    struct dist_spec specs[] = {spec_of(DIST_LOGNORMAL, 15.0, 0.8), spec_of(DIST_ERLANG, 5e6, 4),
                                spec_of(DIST_EXPONENTIAL, 5e6, 0),  spec_of(DIST_UNIFORM, 1e6, 2e6),
                                spec_of(DIST_PARETO, 1e6, 1.2),     quantiles_spec()};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        for (double p = 0.005; p < 1.0; p += 0.005) {
            cr_assert_float_eq(cdf(&specs[i], dist_quantile_ns(&specs[i], p)), p, 1e-9, "case %zu p %g", i, p);
        }
    }
    struct dist_spec constant = dist_constant(77);
    cr_assert_eq(dist_quantile_ns(&constant, 0.3), 77.0);
}

Test(dist, a_fill_is_repeated_draws)
{
    struct dist_spec specs[] = {dist_lognormal_mean_cv(5e6, 1.0),
                                spec_of(DIST_LOGNORMAL, 10.0, 5.0),
                                spec_of(DIST_ERLANG, 5e6, 4),
                                spec_of(DIST_EXPONENTIAL, 5e6, 0),
                                spec_of(DIST_UNIFORM, 1e6, 2e6),
                                spec_of(DIST_PARETO, 1e6, 2.5),
                                quantiles_spec(),
                                dist_constant(5)};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        enum { N = 5000 };
        struct dist *d = dist_new(&specs[i]);
        struct rng a = rng_seed(90, i, 0), b = a;
        int64_t filled[N];
        dist_fill(d, &a, filled, N);
        for (int k = 0; k < N; k++) {
            cr_assert_eq(filled[k], dist_draw(d, &b), "case %zu, draw %d", i, k);
        }
        cr_assert_arr_eq(&a, &b, sizeof a, "and leave the stream at the same place");
        dist_free(d);
    }
}

Test(dist, degenerate_and_extreme_statements_work)
{
    struct dist_spec specs[] = {dist_constant(0),
                                dist_lognormal_p50_p99(4e6, 4e6),
                                dist_lognormal_mean_cv(4e6, 0.0),
                                dist_lognormal_mean_cv(4e6, 1e-12),
                                dist_lognormal_mean_cv(0.0, 1.0),
                                spec_of(DIST_UNIFORM, 4e6, 4e6),
                                spec_of(DIST_EXPONENTIAL, 0.0, 0),
                                spec_of(DIST_ERLANG, 0.0, 5)};
    static const int64_t only[] = {0, 4000000, 4000000, 4000000, 0, 4000000, 0, 0};
    struct rng r = rng_seed(91, 0, 0);
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct dist *d = dist_new(&specs[i]);
        for (int k = 0; k < 100; k++) {
            cr_assert_eq(dist_draw(d, &r), only[i], "case %zu", i);
        }
        dist_free(d);
    }
    struct dist_spec huge = spec_of(DIST_PARETO, 1e18, 0.1); /* half of it lies beyond 2^62 */
    struct dist *d = dist_new(&huge);
    int64_t most = 0;
    for (int k = 0; k < 100; k++) {
        int64_t value = dist_draw(d, &r);
        most = value > most ? value : most;
    }
    cr_assert_eq(most, INT64_C(1) << 62);
    dist_free(d);
}

Test(dist, a_constant_takes_nothing_from_the_stream)
{
    struct dist_spec spec = dist_constant(99);
    struct dist *d = dist_new(&spec);
    struct rng r = rng_seed(92, 0, 0), before = r;
    cr_assert_eq(dist_draw(d, &r), 99);
    cr_assert_arr_eq(&r, &before, sizeof r);
    dist_free(d);
}

/* The same draws on every compiler and processor. */
Test(dist, draws_are_the_same_everywhere)
{
    struct dist_spec specs[] = {dist_lognormal_mean_cv(5e6, 1.0),
                                spec_of(DIST_LOGNORMAL, 10.0, 5.0),
                                spec_of(DIST_ERLANG, 5e6, 4),
                                spec_of(DIST_EXPONENTIAL, 5e6, 0),
                                spec_of(DIST_UNIFORM, 1e6, 2e6),
                                spec_of(DIST_PARETO, 1e6, 2.5),
                                quantiles_spec()};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct dist *d = dist_new(&specs[i]);
        struct rng r = rng_seed(93, i, 0);
        for (int k = 0; k < 100000; k++) {
            hash = rng_mix(hash ^ (uint64_t)dist_draw(d, &r));
        }
        dist_free(d);
    }
    cr_assert_eq(hash, UINT64_C(0xe3714e08392f3dda), "hash is 0x%016llx", (unsigned long long)hash);
}
