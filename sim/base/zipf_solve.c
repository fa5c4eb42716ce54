/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zipf_solve.c: the exponent that fits what people know about their traffic, by Brent's method.
 *
 * Both statements are monotone in the exponent, so a change of sign over [0, 10] is a unique root.
 */
#include <math.h>

#include "base/fmath.h"
#include "base/root.h"
#include "base/zipf.h"

#define EXPONENT_MAX 10.0

struct statement {
    uint64_t n;
    double keys;  /* top share: number of most popular keys */
    double share; /* of the reads, or of distinct keys among them */
    double reads;
};

static double top_share_excess(double exponent, void *params)
{
    const struct statement *st = params;
    struct zipf_law law = zipf_law_of(st->n, exponent);
    return zipf_top_share(&law, (uint64_t)st->keys) - st->share;
}

static double chance_met(double p, void *context)
{
    const double *reads = context;
    return -fmath_expm1(-*reads * p);
}

static double distinct_excess(double exponent, void *params)
{
    struct statement *st = params;
    struct zipf_law law = zipf_law_of(st->n, exponent);
    return zipf_sum(&law, 1, st->n, chance_met, &st->reads) / st->reads - st->share;
}

bool zipf_solve_top_share(uint64_t n, double key_share, double read_share, double *exponent)
{
    double keys = fmax(1.0, round(key_share * (double)n));
    struct statement st = {.n = n, .keys = keys, .share = read_share, .reads = 0.0};
    return root_find(top_share_excess, &st, 0.0, EXPONENT_MAX, exponent);
}

bool zipf_solve_distinct(uint64_t n, double reads, double distinct_share, double *exponent)
{
    struct statement st = {.n = n, .keys = 0.0, .share = distinct_share, .reads = reads};
    return root_find(distinct_excess, &st, 0.0, EXPONENT_MAX, exponent);
}
