/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chi_square.h: the test that all sampler tests use. Seeds are fixed, so an outcome is not a matter of luck
 * but of the code; a sampler of the right distribution fails a bound of 1e-4 for one seed in 10,000. */
#ifndef HERDSIM_TESTS_CHI_SQUARE_H
#define HERDSIM_TESTS_CHI_SQUARE_H

#include <gsl/gsl_cdf.h>
#include <stddef.h>
#include <stdint.h>

#define CHI_SQUARE_LEAST 1e-4  /* p-value that every test demands */
#define CHI_SQUARE_EXPECTED 10 /* neighbouring bins are joined until this many are expected in each */

/* p-value of Pearson's statistic for counts against expected counts of the same total. */
static inline double chi_square_p(const double *expected, const uint64_t *observed, size_t bins_n)
{
    double statistic = 0.0, want = 0.0, have = 0.0, last_want = 0.0, last_have = 0.0;
    size_t joined_n = 0;
    for (size_t i = 0; i < bins_n; i++) {
        want += expected[i];
        have += (double)observed[i];
        if (want >= CHI_SQUARE_EXPECTED) {
            statistic += (have - want) * (have - want) / want;
            last_want = want;
            last_have = have;
            want = have = 0.0;
            joined_n++;
        }
    }
    if (want + have > 0.0) { /* what is left over goes to the last bin */
        statistic -= (last_have - last_want) * (last_have - last_want) / last_want;
        last_want += want;
        last_have += have;
        statistic += (last_have - last_want) * (last_have - last_want) / last_want;
    }
    return joined_n < 2 ? 0.0 : gsl_cdf_chisq_Q(statistic, (double)joined_n - 1.0);
}

#endif
