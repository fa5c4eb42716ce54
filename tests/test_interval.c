/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_interval.c: Student's quantiles against published values, and how often the interval covers the truth. */
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "base/interval.h"

/* Ten values of mean 5.5 and variance 55/6; t(.975, 9) = 2.262157 and t(.9995, 9) = 4.780913 by the tables. */
Test(interval, students_t)
{
    const double v[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    struct interval i = interval_of(v, 10, 0.95);
    double se = sqrt(55.0 / 6 / 10);
    cr_assert_eq(i.n, 10);
    cr_assert_float_eq(i.mean, 5.5, 1e-12);
    cr_assert_float_eq(i.low, 5.5 - 2.262157 * se, 1e-5);
    cr_assert_float_eq(i.high, 5.5 + 2.262157 * se, 1e-5);
    i = interval_of(v, 10, 0.999);
    cr_assert_float_eq(interval_half(&i), 4.780913 * se, 1e-5);
    cr_assert(interval_contains(&i, 5.5 + 4.78 * se) && !interval_contains(&i, 5.5 + 4.79 * se));
    cr_assert(!interval_contains(&i, 5.5 - 4.79 * se) && !interval_contains(&i, NAN));
}

/* t with one degree of freedom is Cauchy's distribution: t(.975) = tan(.475 pi). */
Test(interval, of_two_values_one_and_none)
{
    const double v[] = {3, 5};
    struct interval i = interval_of(v, 2, 0.95);
    cr_assert_float_eq(i.high, 4 + tan(0.475 * M_PI), 1e-9);
    i = interval_of(v, 1, 0.95);
    cr_assert(i.mean == 3 && isnan(i.low) && isnan(i.high) && !interval_contains(&i, 3));
    i = interval_of(v, 0, 0.95);
    cr_assert(isnan(i.mean) && isnan(i.low) && i.n == 0);
    i = interval_of((const double[]){4, 4, 4}, 3, 0.95);
    cr_assert(i.low == 4 && i.high == 4 && interval_contains(&i, 4));
}

/* It covers the truth as often as it says: 20,000 samples of 5 normal values at 90% (4 standard deviations). */
Test(interval, covers_as_often_as_it_says)
{
    gsl_rng *g = gsl_rng_alloc(gsl_rng_taus2); /* seeded with 0 */
    int covered = 0;
    for (int k = 0; k < 20000; k++) {
        double v[5];
        for (int j = 0; j < 5; j++) {
            v[j] = 10 + gsl_ran_gaussian(g, 3);
        }
        struct interval i = interval_of(v, 5, 0.9);
        covered += interval_contains(&i, 10);
    }
    gsl_rng_free(g);
    cr_assert_float_eq(covered, 18000, 4 * sqrt(20000 * 0.9 * 0.1), "%d", covered);
}

Test(interval, sidak)
{
    cr_assert_eq(interval_sidak(0.95, 1), 0.95);
    cr_assert_float_eq(interval_sidak(0.95, 2), 0.974679, 1e-6);
    cr_assert_float_eq(pow(interval_sidak(0.95, 80), 80), 0.95, 1e-12);
}
