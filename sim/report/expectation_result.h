/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectation_result.h: expectations held against results.
 *
 * An expectation about a variant that did not run, or was interrupted, is undecided. A metric without a
 * value (a recovery that never came, a ratio of nothing) meets no expectation.
 *
 * With replications the mean has to satisfy it, and a value must be there in every replication; of verdicts, that of most
 * replications.
 */
#ifndef HERDSIM_EXPECTATION_RESULT_H
#define HERDSIM_EXPECTATION_RESULT_H

#include "report/report.h"

enum expectation_result_kind { EXPECTATION_PASS, EXPECTATION_FAIL, EXPECTATION_UNDECIDED };

struct expectation_result {
    enum expectation_result_kind kind;
    const char *text;         /* actual value where the expectation is about a text; otherwise NULL */
    double value;             /* actual value where it is about a number; NAN: none */
    struct interval interval; /* with replications: of the value; of a text, n counts those that have it */
    size_t n;                 /* replications; 0: there is one run */
    bool in_doubt;            /* the interval holds the value that was expected */
};

struct expectation_result expectation_result_of(const struct report_run *run, const struct report_expectation *e);

/* "<", "<=", ">", ">=", "==", "!=". */
const char *expectation_result_op_name(enum report_op op);

/* Whether the order of actual and wanted value (below, at, above zero) satisfies the operator. */
bool expectation_result_compares(enum report_op op, int order);

/* How many of a run fail (those of variants that did not run do not count). */
size_t expectation_result_failed_n(const struct report_run *run);

#endif
