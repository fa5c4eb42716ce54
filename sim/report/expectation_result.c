/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectation_result.c: a metric is looked up by name and compared; verdicts are compared as words (see
 * expectation_result.h).
 */
#include "report/expectation_result.h"

#include <math.h>
#include <string.h>

#include "outcome/metrics.h"

const char *expectation_result_op_name(enum report_op op)
{
    static const char *const names[] = {"<", "<=", ">", ">=", "==", "!="};
    return names[op];
}

/* Index of the variant's results; results_n if it did not run. */
static size_t find(const struct report_run *run, const char *variant)
{
    size_t i = 0;
    while (i < run->results_n && strcmp(run->results[i]->config->variant, variant) != 0) {
        i++;
    }
    return i;
}

bool expectation_result_compares(enum report_op op, int order)
{
    switch (op) {
    case REPORT_LT:
        return order < 0;
    case REPORT_LE:
        return order <= 0;
    case REPORT_GT:
        return order > 0;
    case REPORT_GE:
        return order >= 0;
    case REPORT_EQ:
        return order == 0;
    case REPORT_NE:
        return order != 0;
    }
    return false;
}

/* The actual value over the replications. */
static void measure(struct expectation_result *o, const struct samples *s, const struct report_expectation *e)
{
    size_t index;
    o->n = samples_finished(s);
    if (e->text != NULL) {
        o->text = metrics_verdict_name(samples_verdict(s, &o->interval.n));
    } else if (metrics_index(s->config, e->metric, &index)) {
        o->interval = samples_interval(s, index);
        o->value = o->interval.n == o->n ? o->interval.mean : (double)NAN;
        o->in_doubt = o->interval.low < o->interval.high && interval_contains(&o->interval, e->value);
    }
}

struct expectation_result expectation_result_of(const struct report_run *run, const struct report_expectation *e)
{
    struct expectation_result o = {.kind = EXPECTATION_UNDECIDED, .value = (double)NAN};
    o.interval = (struct interval){(double)NAN, (double)NAN, (double)NAN, 0};
    size_t i = find(run, e->variant);
    if (i == run->results_n || run->results[i]->partial) {
        return o;
    }
    if (run->samples != NULL) {
        measure(&o, &run->samples[i], e);
    } else if (e->text != NULL) {
        o.text = metrics_verdict_name(run->results[i]->verdict);
    } else {
        metrics_value(run->results[i], e->metric, &o.value);
    }
    bool met = false;
    if (e->text != NULL) {
        met = expectation_result_compares(e->op, strcmp(o.text, e->text));
    } else if (!isnan(o.value)) {
        met = expectation_result_compares(e->op, (o.value > e->value) - (o.value < e->value));
    }
    o.kind = met ? EXPECTATION_PASS : EXPECTATION_FAIL;
    return o;
}

size_t expectation_result_failed_n(const struct report_run *run)
{
    size_t n = 0;
    for (size_t i = 0; i < run->expectations_n; i++) {
        n += expectation_result_of(run, &run->expectations[i]).kind == EXPECTATION_FAIL;
    }
    return n;
}
