/* SPDX-License-Identifier: GPL-3.0-or-later */
/* condition.c: split at the operator (see condition.h). */
#include "study/condition.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/closest.h"
#include "base/printable.h"
#include "outcome/metrics.h"
#include "report/expectation_result.h"
#include "scenario/quantity.h"
#include "study/axis.h"

static bool refuse(const char *where, const char *expected, const char *got, FILE *errors)
{
    fprintf(errors, "herdsim: %s: expected %s, got '%s'\n", where, expected, printable_text(got).s);
    return false;
}

/* Copies what lies between, without blanks around it. */
static void copy_trimmed(const char *from, const char *end, char *out, size_t size)
{
    while (from < end && isspace((unsigned char)*from)) {
        from++;
    }
    while (end > from && isspace((unsigned char)end[-1])) {
        end--;
    }
    snprintf(out, size, "%.*s", (int)(end - from), from);
}

/* The operator that the text begins with, the longest that fits. */
static bool take_op(const char *text, enum report_op *op, size_t *length)
{
    *length = 0;
    for (int i = REPORT_LT; i <= REPORT_NE; i++) {
        const char *name = expectation_result_op_name((enum report_op)i);
        if (strncmp(text, name, strlen(name)) == 0 && strlen(name) > *length) {
            *op = (enum report_op)i;
            *length = strlen(name);
        }
    }
    return *length > 0;
}

static bool take_verdict(const char *value, struct condition *c)
{
    for (int i = 0; i <= VERDICT_NONE; i++) {
        if (strcmp(value, metrics_verdict_name((enum verdict_kind)i)) == 0) {
            c->word = metrics_verdict_name((enum verdict_kind)i);
        }
    }
    return c->word != NULL && (c->op == REPORT_EQ || c->op == REPORT_NE);
}

bool condition_parse(const char *text, const char *where, struct condition *out, FILE *errors)
{
    static const char *const form = "METRIC OP VALUE, as \"verdict == calm\" or \"latency.user.p99 < 500ms\"";
    *out = (struct condition){.text = ""};
    size_t at = strcspn(text, "<>=!"), op_n;
    char value[64];
    struct quantity q;
    if (strlen(text) >= sizeof out->metric || !take_op(text + at, &out->op, &op_n)) {
        return refuse(where, form, text, errors);
    }
    copy_trimmed(text, text + at, out->metric, sizeof out->metric);
    copy_trimmed(text + at + op_n, text + strlen(text), value, sizeof value);
    snprintf(out->text, sizeof out->text, "%s %s %s", out->metric, expectation_result_op_name(out->op), value);
    if (strcmp(out->metric, METRICS_VERDICT) == 0) {
        return take_verdict(value, out) ||
               refuse(where, "verdict == or != calm, degraded, collapsed, overloaded or undecided", text, errors);
    }
    if (out->metric[0] == '\0' || !quantity_parse(value, &q)) {
        return refuse(where, form, text, errors);
    }
    out->value = axis_si(&q);
    const char *unit = metrics_unit(out->metric);
    if (q.kind == QUANTITY_DURATION && unit[0] != '\0' && strcmp(unit, "s") != 0) {
        fprintf(errors, "herdsim: %s: \"%s\" is no duration\n", where, out->metric);
        return false;
    }
    return true;
}

bool condition_fits(const struct condition *c, const char *where, const struct config *config, FILE *errors)
{
    if (metrics_exists(config, c->metric)) {
        return true;
    }
    const char *names[512];
    size_t n = 0;
    for (size_t i = 0; i < metrics_n && n < sizeof names / sizeof names[0]; i++) {
        names[n++] = metrics_table[i].name;
    }
    const char *close = closest_path_of(c->metric, names, n);
    fprintf(errors, "herdsim: %s: variant %s has no metric '%s'", where, config->variant, printable_text(c->metric).s);
    if (close != NULL) {
        fprintf(errors, "; did you mean '%s'?", close);
    }
    fputs("; `herdsim metrics` names them all\n", errors);
    return false;
}

bool condition_holds(const struct condition *c, const struct results *r)
{
    double value = (double)NAN;
    if (c->word != NULL) {
        return expectation_result_compares(c->op, strcmp(metrics_verdict_name(r->verdict), c->word));
    }
    return metrics_value(r, c->metric, &value) && !isnan(value) &&
           expectation_result_compares(c->op, (value > c->value) - (value < c->value));
}
