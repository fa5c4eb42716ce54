/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.h: the simulator held against the closed forms of cases.h, on demand.
 *
 * Each comparison simulates independent replications, with seeds of their own, and asks whether the theory lies in the
 * confidence interval of their mean (base/interval.h). The more comparisons, the more of them would miss by chance: so
 * that all of them together hold with 95%, each of n gets Sidak's level 0.95^(1/n).
 *
 * Running is the caller's: plan, simulate every config of `simulations` in any order and on any threads, take each
 * one's results, judge, print. The outcome depends on the seed only.
 */
#ifndef HERDSIM_VERIFY_H
#define HERDSIM_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/interval.h"
#include "model/results.h"
#include "verify/cases.h"

#define VERIFY_CONFIDENCE 0.95 /* of all comparisons together */

struct verify_options {
    const struct cases_subject *const *subjects;
    size_t subjects_n;
    const char *const *only; /* ids of the cases to run, as "T2"; or all */
    size_t only_n;
    bool quick; /* a part of the points, a quarter of the replications */
    uint64_t seed;
};

enum verify_outcome {
    VERIFY_INSIDE,
    VERIFY_OUTSIDE,
    VERIFY_TOO_WIDE /* the interval holds the theory, but would hold much else too */
};

struct verify_comparison {
    const struct cases_subject *subject;
    const struct cases_row *row;
    const struct cases_point *point;
    double theory;
    double *values; /* one per replication */
    size_t values_n;
    struct interval interval; /* SETTLED: of the values, from least to most, with the resolution on either side */
    enum verify_outcome outcome;
};

struct verify {
    struct config *simulations; /* to be run by the caller */
    size_t simulations_n;
    struct verify_comparison *comparisons;
    size_t comparisons_n;
    size_t sampled_n;  /* of the comparisons: those that chance has a part in */
    double confidence; /* of each of these */
    bool quick;
    uint64_t seed;
    struct verify_setups *setups; /* what the configs point to */
};

/* Chooses what to simulate. False without memory; nothing then needs to be freed. No comparison at all (an id that does
 * not exist) is no error here. */
bool verify_plan(struct verify *v, const struct verify_options *options);
void verify_free(struct verify *v);

/* Measures what simulation i found. May be called from several threads at once. */
void verify_take(struct verify *v, size_t i, const struct results *r);

/* When all are taken: fills interval and outcome of every comparison; returns how many are not inside. */
size_t verify_judge(struct verify *v);

/* Whether some case has that id. */
bool verify_has(const struct verify_options *options, const char *id);

#endif
