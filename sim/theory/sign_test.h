/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sign_test.h: how likely it is that at least k of n fair coins fall on one side: the tail of the sign test (J. Arbuthnot,
 * 1710; W. Conover, Practical Nonparametric Statistics, 3.4).
 */
#ifndef HERDSIM_SIGN_TEST_H
#define HERDSIM_SIGN_TEST_H

#include <stdint.h>

/* P(X >= k), X binomial of n trials of probability 1/2; 0 where k > n. That at most k do is sign_test_at_least(n, n - k).
 * Takes n additions; of sums, products and quotients only, so the same bits everywhere. */
double sign_test_at_least(uint64_t n, uint64_t k);

#endif
