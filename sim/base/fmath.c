/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fmath.c: log by the series of the inverse hyperbolic tangent, exp by Taylor's, both after reduction to
 * an interval around 0 that is small enough for the first neglected term to fall below half an ulp.
 *
 *   x = 2^k m, sqrt(1/2) <= m < sqrt(2), f = m - 1, s = f / (2 + f):
 *   log m = 2 atanh s = f - s (f - R),  R = 2 (s^2/3 + s^4/5 + ...), written as fdlibm does to keep the last bits;
 *   e^x = 2^k e^r, |r| <= ln(2)/2;
 *   ln k! by Stirling's series, from 16 on; before that k! is a whole number;
 *   the normal distribution by its series in odd powers (G. Marsaglia, "Evaluating the Normal Distribution", Journal of
 *   Statistical Software 11(4), 2004).
 */
#include "base/fmath.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts: the upper one has 21 trailing zero bits, so that its product with k is exact. */
#define LN2_HI 0x1.62e42fee00000p-1
#define LN2_LO 0x1.a39ef35793c76p-33
#define LOG2_E 0x1.71547652b82fep+0
#define ROUND_MAGIC 0x1.8p52 /* adding it leaves the nearest whole number in the low bits of the significand */

static uint64_t to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double fmath_log(double x)
{
    int64_t k = 0;
    if (x < 0x1p-1022) {
        if (x == 0.0) {
            return -INFINITY;
        }
        x *= 0x1p54;
        k = -54;
    }
    uint64_t bits = to_bits(x);
    k += (int64_t)(bits >> 52) - 1023;
    bits = (bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3ff0000000000000);
    if (bits > UINT64_C(0x3ff6a09e667f3bcd)) { /* m > sqrt 2 */
        bits -= UINT64_C(1) << 52;
        k++;
    }
    double f = from_bits(bits) - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double w = z * z;
    double even = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
    double odd = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
    double series = z * (even + z * odd);
    double half = 0.5 * f * f;
    double n = (double)k;
    return n * LN2_HI - ((half - (s * (half + series) + n * LN2_LO)) - f);
}

/* e^r - 1 for |r| <= 0.35. */
static double expm1_reduced(double r)
{
    double q = 1.0 / 39916800 + r * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
    q = 1.0 / 362880 + r * (1.0 / 3628800 + r * q);
    q = 1.0 / 5040 + r * (1.0 / 40320 + r * q);
    q = 1.0 / 120 + r * (1.0 / 720 + r * q);
    q = 1.0 / 6 + r * (1.0 / 24 + r * q);
    return r + r * r * (0.5 + r * q);
}

double fmath_exp(double x)
{
    if (!(x > -745.2)) {
        return isnan(x) ? x : 0.0;
    }
    if (x > 709.8) {
        return INFINITY;
    }
    double n = x * LOG2_E + ROUND_MAGIC - ROUND_MAGIC;
    double r = (x - n * LN2_HI) - n * LN2_LO;
    int64_t k = (int64_t)n;
    int64_t half = k / 2; /* in two steps, so that neither factor leaves the normal range */
    double scale = from_bits((uint64_t)(half + 1023) << 52);
    double rest = from_bits((uint64_t)(k - half + 1023) << 52);
    return (1.0 + expm1_reduced(r)) * scale * rest;
}

double fmath_expm1(double x)
{
    if (fabs(x) <= 0.35) {
        return expm1_reduced(x);
    }
    return fmath_exp(x) - 1.0;
}

double fmath_pow(double x, double y)
{
    return fmath_exp(y * fmath_log(x));
}

double fmath_log_factorial(double k)
{
    if (k < 16) {
        double product = 1;
        for (double i = 2; i <= k; i++) {
            product *= i;
        }
        return fmath_log(product);
    }
    const double half_log_2pi = 0.91893853320467274178;
    double r = 1 / k, r2 = r * r;
    double series = 1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 * (1.0 / 1680 - r2 * (1.0 / 1188))));
    return (k + 0.5) * fmath_log(k) - k + half_log_2pi + r * series;
}

double fmath_normal_cdf(double x)
{
    if (!(x > -9)) {
        return isnan(x) ? x : 0;
    }
    if (x > 9) {
        return 1;
    }
    const double root_2pi = 2.50662827463100050242;
    double term = x, sum = x, before = 0;
    for (double i = 3; sum != before; i += 2) {
        before = sum;
        term *= x * x / i;
        sum += term;
    }
    return 0.5 + sum * fmath_exp(-0.5 * x * x) / root_2pi;
}
