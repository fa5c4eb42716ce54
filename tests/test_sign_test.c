/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tail of the sign test against counting, and against GSL's where there is too much to count. */
#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "theory/sign_test.h"

Test(sign_test, few_coins_can_be_counted)
{
    cr_assert_eq(sign_test_at_least(0, 0), 1);
    cr_assert_eq(sign_test_at_least(5, 6), 0);
    cr_assert_float_eq(sign_test_at_least(10, 8), 56.0 / 1024, 1e-15);
    cr_assert_float_eq(sign_test_at_least(10, 10), 1.0 / 1024, 1e-15);
    cr_assert_float_eq(sign_test_at_least(10, 2), 1013.0 / 1024, 1e-15);
}

Test(sign_test, many_are_as_gsl_has_them)
{
    static const uint64_t ns[] = {1, 2, 7, 64, 999, 100000};
    for (size_t i = 0; i < sizeof ns / sizeof ns[0]; i++) {
        for (uint64_t k = 1; k <= ns[i]; k += 1 + ns[i] / 50) {
            double expected = gsl_cdf_binomial_Q((unsigned)k - 1, 0.5, (unsigned)ns[i]);
            cr_assert_float_eq(sign_test_at_least(ns[i], k), expected, 1e-9, "n %lu, k %lu", ns[i], k);
        }
    }
}
