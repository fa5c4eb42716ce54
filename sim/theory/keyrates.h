/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyrates.h: how often each key is read at time 0, and sums over all keys (private to the model).
 *
 * Key i is read at lambda_i = L p_i, L being the rate of the sources that follow the popularity law, plus the rate of
 * the sources that ask for that key only. A sum over all keys is the sum over the law alone, corrected at the few keys
 * that have a source of their own.
 */
#ifndef HERDSIM_KEYRATES_H
#define HERDSIM_KEYRATES_H

#include <stdint.h>

#include "base/fmath.h"
#include "base/zipf.h"
#include "model/config.h"

/* Reads/s of one source at an instant; NAN without memory. */
double keyrates_source(const struct config *c, size_t source, int64_t at_ns);

/* Reads/s at time 0 of the sources that ask for the key of that rank only; rank 0: of those that follow the law. */
double keyrates_of_rank(const struct config *c, uint64_t rank);

struct zipf_law keyrates_law(const struct config *c);

/* What a key read at that rate adds to a sum; nothing at rate 0. */
typedef double keyrates_term(double rate_per_s, double time_s, const void *context);

/* Sum of term(lambda_i, time_s, context) over the `first_n` most popular keys. */
double keyrates_sum(const struct config *c, uint64_t first_n, keyrates_term *term, double time_s, const void *context);

/* The time (s) at which the sum over all keys is n, the term rising with time; INFINITY if it never is, NAN if that is
 * not found. */
double keyrates_time_s(const struct config *c, keyrates_term *term, const void *context, double n);

/* 1 - e^{-lambda t}: chance that a key was read within t. */
static inline double keyrates_met(double rate_per_s, double time_s)
{
    return -fmath_expm1(-rate_per_s * time_s);
}

/* lambda t / (1 + lambda t): share of the time that a key is present which stays for t after each miss. */
static inline double keyrates_present(double rate_per_s, double time_s)
{
    double a = rate_per_s * time_s;
    return a / (1.0 + a);
}

#endif
