/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fmath.h: logarithm, exponential and what follows from them, with the same result on every machine and compiler.
 *
 * The C library picks among variants of log and exp by processor (with and without fused multiply-add),
 * and their last bits differ. Draws must not: whatever a drawn value, or a decision on one, depends on is
 * computed here, in plain IEEE double arithmetic and a fixed order (no contraction: -ffp-contract=off).
 */
#ifndef HERDSIM_FMATH_H
#define HERDSIM_FMATH_H

/* Natural logarithm of x > 0; -INFINITY at 0. Error below 1 ulp, or 2e-16 absolute near x = 1. */
double fmath_log(double x);

/* e^x for any x; 0 below -745.2, INFINITY above 709.8. Relative error below 4e-16 for normal results. */
double fmath_exp(double x);

/* e^x - 1 without cancellation near 0. Relative error below 2e-15. */
double fmath_expm1(double x);

/* x^y for x > 0. Relative error below (2 + |y ln x|) 2e-16. */
double fmath_pow(double x, double y);

/* ln k! for a whole k >= 0. Error below 4e-16 relative (lgamma would do, but it writes to a global variable, and its
 * last bits are the C library's). */
double fmath_log_factorial(double k);

/* The standard normal distribution function. Absolute error below 1e-15. */
double fmath_normal_cdf(double x);

#endif
