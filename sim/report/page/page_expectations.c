/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_expectations.c: one row each (see page_parts.h). */
#include <math.h>

#include "report/expectation_result.h"
#include "report/page/html.h"
#include "report/page/page_parts.h"
#include "report/text.h"

static struct text found(const struct expectation_result *o)
{
    if (o->kind == EXPECTATION_UNDECIDED) {
        return text_format("not run");
    }
    if (o->text != NULL) {
        return o->n > 0 ? text_format("%s in %zu of %zu", o->text, o->interval.n, o->n) : text_format("%s", o->text);
    }
    if (isnan(o->value)) {
        return text_format("no value");
    }
    return o->n > 1 ? text_format("%.6g \xc2\xb1 %.3g%s", o->value, interval_half(&o->interval),
                                  o->in_doubt ? ", in doubt" : "")
                    : text_format("%.6g", o->value);
}

void page_expectations_print(FILE *out, const struct report_run *run)
{
    static const char *const words[] = {"pass", "fail", "undecided"};
    if (run->expectations_n == 0) {
        return;
    }
    size_t failed_n = expectation_result_failed_n(run);
    fputs("<h2 id=\"expectations\">Expectations</h2>\n", out);
    html_element(out, "p", NULL,
                 failed_n == 0 ? text_format("All %zu hold.", run->expectations_n).s
                               : text_format("%zu of %zu fail.", failed_n, run->expectations_n).s);
    fputs("\n<div class=\"scroll\"><table>\n<thead><tr><th></th><th class=\"words\">variant</th><th "
          "class=\"words\">metric</th>"
          "<th>expected</th><th>found</th></tr></thead>\n<tbody>\n",
          out);
    for (size_t i = 0; i < run->expectations_n; i++) {
        const struct report_expectation *e = &run->expectations[i];
        struct expectation_result o = expectation_result_of(run, e);
        fputs("<tr>", out);
        html_element(out, "td", words[o.kind], words[o.kind]);
        html_element(out, "td", "words", e->variant);
        html_element(out, "td", "words", e->metric);
        struct text wanted = e->text != NULL ? text_format("%s", e->text) : text_format("%.6g", e->value);
        html_element(out, "td", NULL, text_format("%s %.300s", expectation_result_op_name(e->op), wanted.s).s);
        html_element(out, "td", NULL, found(&o).s);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}
