/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_fmath.c: our logarithms and exponentials against the extended precision of the C library, and the same bits
 * everywhere.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/fmath.h"
#include "base/rng.h"

/* Largest relative error over arguments, against the extended precision of the C library. */
static double worst(double (*f)(double), long double (*truth)(long double), double low, double high, int n)
{
    struct rng r = rng_seed(1, 0, 0);
    long double most = 0.0L;
    for (int i = 0; i < n; i++) {
        double x = low + (high - low) * rng_uniform(&r);
        long double want = truth(x);
        long double error = fabsl(((long double)f(x) - want) / want);
        most = error > most ? error : most;
    }
    return (double)most;
}

static double log_of_exp2(double y)
{
    return fmath_log(exp2(y));
}

static long double log_of_exp2l(long double y)
{
    return logl((long double)exp2((double)y));
}

Test(fmath, log_is_within_an_ulp)
{
    cr_assert_lt(worst(fmath_log, logl, 1e-3, 0.999, 100000), 2.3e-16);
    cr_assert_lt(worst(fmath_log, logl, 1.001, 1e3, 100000), 2.3e-16);
    cr_assert_lt(worst(log_of_exp2, log_of_exp2l, -1074, 1023, 100000), 2.3e-16, "subnormal to huge");
    cr_assert_lt(worst(fmath_log, logl, 1.0 - 1e-9, 1.0, 10000), 2.3e-16, "next to 1 no digit is lost");
}

Test(fmath, exp_is_within_two_ulps)
{
    cr_assert_lt(worst(fmath_exp, expl, -708, 709.7, 300000), 4e-16);
    cr_assert_lt(worst(fmath_exp, expl, -1, 1, 100000), 4e-16);
}

Test(fmath, expm1_keeps_small_arguments)
{
    cr_assert_lt(worst(fmath_expm1, expm1l, -1e-12, 1e-12, 10000), 2e-15);
    cr_assert_lt(worst(fmath_expm1, expm1l, -2, 2, 100000), 2e-15);
    cr_assert_lt(worst(fmath_expm1, expm1l, -50, 50, 100000), 2e-15);
}

Test(fmath, knows_the_ends)
{
    cr_assert_eq(fmath_log(1.0), 0.0);
    cr_assert_eq(fmath_log(0.0), -INFINITY);
    cr_assert_eq(fmath_exp(0.0), 1.0);
    cr_assert_eq(fmath_exp(-INFINITY), 0.0);
    cr_assert_eq(fmath_exp(-1000.0), 0.0);
    cr_assert_eq(fmath_exp(1000.0), INFINITY);
    cr_assert(isnan(fmath_exp((double)NAN)));
    cr_assert_float_eq(fmath_exp(-740.0), exp(-740.0), 5e-324, "subnormal results too");
    cr_assert_eq(fmath_expm1(0.0), 0.0);
}

Test(fmath, pow_goes_by_log_and_exp)
{
    struct rng r = rng_seed(2, 0, 0);
    for (int i = 0; i < 10000; i++) {
        double x = exp2(32.0 * rng_uniform(&r)), y = -10.0 * rng_uniform(&r);
        double want = pow(x, y);
        double bound = (2.0 + fabs(y * log(x))) * 2e-16;
        cr_assert_leq(fabs(fmath_pow(x, y) - want), bound * want + 1e-300, "x %a y %a", x, y);
    }
    cr_assert_eq(fmath_pow(7.0, 0.0), 1.0);
    cr_assert_eq(fmath_pow(1.0, -3.0), 1.0);
}

/* The point of the module: these bits hold on every compiler and processor. */
Test(fmath, gives_the_same_bits_everywhere)
{
    struct rng r = rng_seed(3, 0, 0);
    uint64_t hash = 0;
    for (int i = 0; i < 100000; i++) {
        double x = rng_uniform_pos(&r);
        double value[] = {fmath_log(x * 1e6), fmath_exp(-40.0 * x), fmath_expm1(-x), fmath_pow(1.0 + 1e6 * x, -0.99)};
        for (size_t k = 0; k < 4; k++) {
            uint64_t bits;
            memcpy(&bits, &value[k], sizeof bits);
            hash = rng_mix(hash ^ bits);
        }
    }
    cr_assert_eq(hash, UINT64_C(0x66796191f0b0b573), "hash is 0x%016llx", (unsigned long long)hash);
}

Test(fmath, log_factorial_is_that_of_the_whole_numbers)
{
    long double sum = 0.0L; /* ln k!, term by term, in extended precision */
    for (int k = 1; k <= 200000; k++) {
        sum += logl((long double)k);
        double error = (double)fabsl((long double)fmath_log_factorial(k) - sum);
        cr_assert_leq(error, 4e-16 * (double)sum + 1e-18, "ln %d! is off by %g", k, error);
    }
    cr_assert_eq(fmath_log_factorial(0), 0.0);
}

Test(fmath, normal_cdf_is_that_of_the_error_function)
{
    for (double x = -12; x <= 12; x += 0.001) {
        double error = (double)fabsl((long double)fmath_normal_cdf(x) - erfcl(-(long double)x / sqrtl(2.0L)) / 2);
        cr_assert_leq(error, 1e-15, "at %g off by %g", x, error);
    }
    cr_assert_eq(fmath_normal_cdf(0), 0.5);
}
