/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.h: variants compared with the first one, pair by pair of replications.
 *
 * Replications of the same number meet the same users asking for the same keys, so what chance does to both cancels in
 * their difference, and the interval of the mean difference is much narrower than those of the two means. Where it
 * contains zero the variants are not distinguishable. Each interval is one of 95% for itself: of twenty comparisons of
 * equal things, one is expected to look like a difference.
 */
#ifndef HERDSIM_COMPARE_H
#define HERDSIM_COMPARE_H

#include "report/report.h"
#include "report/text.h"

enum { COMPARE_METRICS_N = 4 };

struct compare_metric {
    const char *name;    /* dotted */
    const char *head[2]; /* of its column */
    struct text (*text)(double value);
};

/* How long users waited; "lost" where it is infinite: the quantile falls on those who were not served. */
struct text compare_wait_text(double seconds);

extern const struct compare_metric compare_metrics[COMPARE_METRICS_N];

/* Variant `v` minus the first one; n 0 where no replication of both has a value. */
struct interval compare_difference(const struct report_run *run, size_t v, size_t metric);

/* What the same random numbers in both variants are worth: the correlation of their values over the replications, and
 * how many times as large the variance of the difference would be under independent seeds, which is how many times as many
 * replications the same interval would take then. NAN without two pairs, or where nothing varies. */
struct compare_saving {
    double correlation, variance_ratio;
};
struct compare_saving compare_saving_of(const struct report_run *run, size_t v, size_t metric);

/* Whether the variants differ for sure, as far as 95% is sure. */
bool compare_distinguishes(const struct interval *difference);

/* Whether there is anything to compare. */
bool compare_possible(const struct report_run *run);

#endif
