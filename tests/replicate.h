/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replicate.h: a simulated mean held against a formula: independent replications, Student's t interval.
 *
 * Confidence is 99.9% per comparison; seeds are fixed, so an outcome is a matter of the code. The interval must also
 * be narrow (relative half width at most `precision`), or the comparison would prove nothing.
 */
#ifndef HERDSIM_TESTS_REPLICATE_H
#define HERDSIM_TESTS_REPLICATE_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

#include "fixture.h"

enum { REPLICATIONS_MAX = 40 };

/* The mean of n values against theory. */
static inline void replicate_judge(const double *value, size_t n, const char *what, double theory, double precision)
{
    double mean = gsl_stats_mean(value, 1, n);
    double half = gsl_cdf_tdist_Pinv(0.9995, (double)n - 1) * gsl_stats_sd(value, 1, n) / sqrt((double)n);
    cr_assert_lt(half, precision * theory, "%s: the interval %g +- %g is too wide to tell", what, mean, half);
    cr_assert_lt(fabs(mean - theory), half + 1e-9 * theory, "%s: theory %g, simulated %g +- %g", what, theory, mean,
                 half);
}

/* A metric, by its name. */
static inline void replicate_compare(struct config *c, size_t n, const char *metric, double theory, double precision)
{
    double value[REPLICATIONS_MAX];
    for (size_t i = 0; i < n; i++) {
        c->run.seed = 1000 + i;
        struct results *r = fixture_run(c, false, false);
        value[i] = fixture_metric(r, metric);
        results_free(r);
    }
    replicate_judge(value, n, metric, theory, precision);
}

/* What `measure` makes of the results. */
static inline void replicate_compare_by(struct config *c, size_t n, double (*measure)(const struct results *r),
                                        const char *what, double theory, double precision)
{
    double value[REPLICATIONS_MAX];
    for (size_t i = 0; i < n; i++) {
        c->run.seed = 1000 + i;
        struct results *r = fixture_run(c, false, false);
        value[i] = measure(r);
        results_free(r);
    }
    replicate_judge(value, n, what, theory, precision);
}

#endif
