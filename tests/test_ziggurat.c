/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ziggurat.c: layers of equal area, and draws by chi-square against the densities. */
#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "base/ziggurat.h"
#include "base/ziggurat_table.h"
#include "chi_square.h"

#define DRAWS 2000000
#define BINS 200

/* Every layer has the area of the first: that and y = f(x) make a ziggurat exact. */
static void check_layers(const double *x, const double *y, double tail_area)
{
    double area = x[1] * y[1] + tail_area;
    cr_assert_float_eq(x[0] * y[1], area, 1e-15, "the base");
    for (int i = 1; i < ZIGGURAT_LAYERS; i++) {
        cr_assert_gt(x[i], x[i + 1]);
        cr_assert_float_eq(x[i] * (y[i + 1] - y[i]), area, 2e-15, "layer %d", i);
    }
    cr_assert_eq(x[ZIGGURAT_LAYERS], 0.0);
    cr_assert_eq(y[ZIGGURAT_LAYERS], 1.0);
}

Test(ziggurat, layers_have_equal_areas)
{
    const double *x = ziggurat_exponential_x, *y = ziggurat_exponential_y;
    check_layers(x, y, exp(-x[1]));
    for (int i = 1; i <= ZIGGURAT_LAYERS; i++) {
        cr_assert_float_eq(y[i], exp(-x[i]), 1e-15);
    }
    x = ziggurat_normal_x;
    y = ziggurat_normal_y;
    check_layers(x, y, sqrt(2.0 * M_PI) * gsl_cdf_ugaussian_Q(x[1]));
    for (int i = 1; i <= ZIGGURAT_LAYERS; i++) {
        cr_assert_float_eq(y[i], exp(-x[i] * x[i] / 2.0), 1e-15);
    }
}

static double exponential_cdf(double x)
{
    return gsl_cdf_exponential_P(x, 1.0);
}

/* 200 bins of equal probability, confidence 1 - 1e-4; and as many beyond `far` as a Poisson count of that mean
 * allows, 5 standard deviations to either side. */
static void check_draws(double (*draw)(struct rng *), double (*cdf)(double), double far, double far_chance)
{
    struct rng r = rng_seed(11, 0, 0);
    uint64_t observed[BINS] = {0};
    double expected[BINS];
    double sum = 0.0, squares = 0.0, beyond = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        double x = draw(&r);
        size_t bin = (size_t)(cdf(x) * BINS);
        observed[bin < BINS ? bin : BINS - 1]++;
        sum += x;
        squares += x * x;
        beyond += x > far ? 1.0 : 0.0;
    }
    for (size_t i = 0; i < BINS; i++) {
        expected[i] = (double)DRAWS / BINS;
    }
    cr_assert_geq(chi_square_p(expected, observed, BINS), CHI_SQUARE_LEAST);
    double mean = sum / DRAWS;
    cr_assert_float_eq(squares / DRAWS - mean * mean, 1.0, 5.0 * sqrt(8.0 / DRAWS), "variance");
    double want = far_chance * DRAWS;
    cr_assert_float_eq(beyond, want, 5.0 * sqrt(want), "%g beyond %g, expected %g", beyond, far, want);
}

Test(ziggurat, exponential_draws_are_exponential)
{
    check_draws(ziggurat_exponential, exponential_cdf, 9.0, exp(-9.0)); /* the base ends at 7.697 */
}

Test(ziggurat, normal_draws_are_normal)
{
    check_draws(ziggurat_normal, gsl_cdf_ugaussian_P, 3.8, gsl_cdf_ugaussian_Q(3.8)); /* the base ends at 3.654 */
}

static double negative_normal(struct rng *r)
{
    return -ziggurat_normal(r);
}

Test(ziggurat, the_lower_normal_tail_is_as_long)
{
    check_draws(negative_normal, gsl_cdf_ugaussian_P, 3.8, gsl_cdf_ugaussian_Q(3.8));
}

/* The tails alone, where other code draws: 40 bins beyond the base, and the mean excess over it, which is 1 for
 * the exponential and phi(a) / Q(a) - a, with a standard deviation about as large, for the normal. Chi-square
 * at 1e-4, means within 5 standard errors. */
Test(ziggurat, the_tails_have_the_right_shape)
{
    struct rng r = rng_seed(12, 0, 0);
    uint64_t exponential[40] = {0}, normal[40] = {0};
    double expected[40], tails[2] = {0.0, 0.0}, excess[2] = {0.0, 0.0};
    double base_e = ziggurat_exponential_x[1], base_n = ziggurat_normal_x[1];
    double beyond_n = gsl_cdf_ugaussian_Q(base_n);
    for (int i = 0; i < 16 * DRAWS; i++) {
        double x = ziggurat_exponential(&r), z = fabs(ziggurat_normal(&r));
        if (x > base_e) {
            exponential[(size_t)(40.0 * exp(base_e - x) * (1.0 - 1e-15))]++;
            tails[0]++;
            excess[0] += x - base_e;
        }
        if (z > base_n) {
            normal[(size_t)(40.0 * gsl_cdf_ugaussian_Q(z) / beyond_n * (1.0 - 1e-15))]++;
            tails[1]++;
            excess[1] += z - base_n;
        }
    }
    const uint64_t *observed[] = {exponential, normal};
    const double mean[] = {1.0, gsl_ran_ugaussian_pdf(base_n) / beyond_n - base_n};
    for (size_t k = 0; k < 2; k++) {
        cr_assert_gt(tails[k], 5000.0);
        for (size_t i = 0; i < 40; i++) {
            expected[i] = tails[k] / 40.0;
        }
        cr_assert_geq(chi_square_p(expected, observed[k], 40), CHI_SQUARE_LEAST);
        cr_assert_float_eq(excess[k] / tails[k], mean[k], 5.0 * mean[k] / sqrt(tails[k]), "tail %zu", k);
    }
}
