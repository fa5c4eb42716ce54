#include "report/outcome.h"

#include <math.h>
#include <string.h>

#include "model/metrics.h"

const char *outcome_op_name(enum report_op op)
{
    static const char *const names[] = {"<", "<=", ">", ">=", "==", "!="};
    return names[op];
}

const struct results *outcome_results(const struct report_run *run, const char *variant)
{
    for (size_t i = 0; i < run->results_n; i++) {
        if (strcmp(run->results[i]->config->variant, variant) == 0) {
            return run->results[i];
        }
    }
    return NULL;
}

/* Whether the order of actual and wanted (-1, 0, 1) satisfies the operator. */
static bool holds(enum report_op op, int order)
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

struct outcome outcome_of(const struct report_run *run, const struct report_expectation *e)
{
    struct outcome o = {OUTCOME_UNDECIDED, NULL, NAN};
    const struct results *r = outcome_results(run, e->variant);
    if (r == NULL || r->partial) {
        return o;
    }
    bool met = false;
    if (e->text != NULL) {
        o.text = metrics_verdict_name(r->verdict);
        met = holds(e->op, strcmp(o.text, e->text));
    } else if (metrics_value(r, e->metric, &o.value) && !isnan(o.value)) {
        met = holds(e->op, (o.value > e->value) - (o.value < e->value));
    }
    o.kind = met ? OUTCOME_PASS : OUTCOME_FAIL;
    return o;
}
