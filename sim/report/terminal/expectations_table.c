/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectations_table.c: columns as wide as what is printed asks for (see expectations_table.h). */
#include "report/terminal/expectations_table.h"

#include <math.h>

#include "report/expectation_result.h"
#include "report/text.h"

#define NAME_WIDTH 28

struct widths {
    int variant, metric;
};

/* What was found, to the end of the line. */
static void print_actual(const struct expectation_result *o, FILE *out)
{
    if (o->kind == EXPECTATION_UNDECIDED) {
        fputs("not run\n", out);
    } else if (o->text != NULL && o->n > 0) {
        fprintf(out, "is %s in %zu of %zu\n", o->text, o->interval.n, o->n);
    } else if (o->text != NULL) {
        fprintf(out, "is %s\n", o->text);
    } else if (isnan(o->value) && o->n > 0) {
        fprintf(out, "has no value in %zu of %zu\n", o->n - o->interval.n, o->n);
    } else if (isnan(o->value)) {
        fputs("has no value\n", out);
    } else if (o->n > 1) {
        fprintf(out, "is %.6g +- %.3g%s\n", o->value, interval_half(&o->interval), o->in_doubt ? ", in doubt" : "");
    } else {
        fprintf(out, "is %.6g\n", o->value);
    }
}

static void print_one(const struct report_run *run, const struct report_expectation *e, const struct widths *width,
                      FILE *out, bool colour)
{
    static const char *const judged[] = {"pass", "FAIL", "----"}, *const told[] = {"holds", "no longer", "----"};
    static const char *const colours[] = {"\033[32m", "\033[1;31m", ""};
    struct expectation_result o = expectation_result_of(run, e);
    bool painted = colour && !run->changed && colours[o.kind][0] != '\0';
    fprintf(out, "  %s", painted ? colours[o.kind] : "");
    text_left(out, (run->changed ? told : judged)[o.kind], run->changed ? 9 : 4);
    fputs(painted ? "\033[0m  " : "  ", out);
    text_left(out, text_clip(e->variant, NAME_WIDTH).s, width->variant);
    fputs("  ", out);
    text_left(out, e->metric, width->metric);
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%.6g", e->value);
    fprintf(out, "  %2s ", expectation_result_op_name(e->op));
    text_left(out, e->text != NULL ? e->text : wanted, 9);
    fputs("  ", out);
    print_actual(&o, out);
}

static void print_count(const struct report_run *run, FILE *out)
{
    size_t failed = expectation_result_failed_n(run), n = run->expectations_n;
    if (run->changed && failed == 0) {
        fputs("\nThe scenario was changed; what its file expects still holds\n", out);
    } else if (run->changed) {
        fprintf(out, "\nThe scenario was changed: of what its file expects, %zu of %zu no longer hold%s\n", failed, n,
                failed == 1 ? "s" : "");
    } else if (failed == 0) {
        fprintf(out, "\nExpectations: %zu of %zu fail; all is as it should be\n", failed, n);
    } else {
        fprintf(out, "\nExpectations: %zu of %zu fail\n", failed, n);
    }
}

void expectations_table_print(const struct report_run *run, FILE *out, bool brief, bool colour)
{
    if (run->expectations_n == 0) {
        return;
    }
    print_count(run, out);
    struct widths width = {0, 0};
    for (size_t i = 0; i < run->expectations_n; i++) {
        const struct report_expectation *e = &run->expectations[i];
        int variant = text_width(text_clip(e->variant, NAME_WIDTH).s), metric = text_width(e->metric);
        if (brief && expectation_result_of(run, e).kind != EXPECTATION_FAIL) {
            continue;
        }
        width.variant = variant > width.variant ? variant : width.variant;
        width.metric = metric > width.metric ? metric : width.metric;
    }
    for (size_t i = 0; i < run->expectations_n; i++) {
        const struct report_expectation *e = &run->expectations[i];
        if (!brief || expectation_result_of(run, e).kind == EXPECTATION_FAIL) {
            print_one(run, e, &width, out, colour);
        }
    }
}
