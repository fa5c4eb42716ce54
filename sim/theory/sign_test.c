/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sign_test.c: terms of the binomial law as multiples of the one at k, summed both ways from it (see sign_test.h).
 *
 * On the side that holds the middle they may grow beyond all bounds; the other side is nothing beside it, then.
 */
#include "theory/sign_test.h"

#include <math.h>

/* Sum of the terms at k, k + 1, ... up to n, in units of the first. */
static double upwards(uint64_t n, uint64_t k)
{
    double term = 1, sum = 0;
    for (uint64_t i = k; i <= n; i++) {
        sum += term;
        term *= (double)(n - i) / (double)(i + 1);
    }
    return sum;
}

double sign_test_at_least(uint64_t n, uint64_t k)
{
    if (k == 0 || k > n) {
        return k == 0;
    }
    /* The term at k - 1 is k / (n - k + 1) of that at k; what lies below k is what lies above n - k, seen from there. */
    double above = upwards(n, k), below = upwards(n, n - k + 1) * ((double)k / (double)(n - k + 1));
    return isinf(above) ? 1 : above / (above + below);
}
