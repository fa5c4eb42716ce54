/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_table.c: metrics by their names; how a number is written follows from its unit (see page_parts.h). */
#include <math.h>
#include <string.h>

#include "outcome/metrics.h"
#include "report/outcome_text.h"
#include "report/page/html.h"
#include "report/page/page_parts.h"
#include "report/palette.h"
#include "report/text.h"

static const struct {
    const char *head, *metric;
} columns[] = {
    {"SLO broken for", "slo.broken"},         {"users hurt", "users.hurt"},
    {"users lost", "users.lost_share"},       {"worst p99", "slo.worst_p99"},
    {"database busy", "db.utilisation.peak"}, {"peak queries/s", "db.peak_per_second"},
    {"queries per miss", "amplification"},    {"hits", "cache.hit_ratio"},
    {"warm after", "recovery.warm"},
};
#define COLUMNS_N (sizeof columns / sizeof columns[0])

static struct text value_text(double value, const char *unit)
{
    if (isnan(value)) {
        return text_format("\xe2\x80\x93");
    }
    if (isinf(value) && strcmp(unit, "s") == 0) {
        return text_format("not served");
    }
    return strcmp(unit, "s") == 0       ? text_seconds(value)
           : strcmp(unit, "share") == 0 ? text_percent(value)
                                        : text_si(value);
}

/* The run's value, or with replications their mean and half the width of its interval. */
static void print_cell(FILE *out, const struct report_run *run, size_t variant, const char *metric)
{
    size_t index;
    if (!metrics_index(run->results[variant]->config, metric, &index)) {
        html_element(out, "td", NULL, "");
        return;
    }
    const struct results *r = run->results[variant];
    bool of_cache = strcmp(metric, "cache.hit_ratio") == 0 || strcmp(metric, "amplification") == 0;
    if (of_cache && !outcome_text_has_cache(r)) {
        html_element(out, "td", NULL, value_text((double)NAN, "").s);
        return;
    }
    if (run->samples == NULL && strcmp(metric, "recovery.warm") == 0) {
        html_element(out, "td", NULL, outcome_text_warm(r).s);
        return;
    }
    if (run->samples == NULL && strcmp(metric, "slo.worst_p99") == 0) {
        html_element(out, "td", NULL, outcome_text_worst(r).s);
        return;
    }
    const char *unit = metrics_table[index].unit;
    if (run->samples == NULL) {
        html_element(out, "td", NULL, value_text(metrics_at(run->results[variant], index), unit).s);
        return;
    }
    struct interval i = samples_interval(&run->samples[variant], index);
    struct text text = value_text(i.mean, unit);
    if (i.n > 1) {
        text = text_format("%.100s \xc2\xb1 %.100s", text.s, value_text(interval_half(&i), unit).s);
    }
    html_element(out, "td", NULL, text.s);
}

static void print_verdict(FILE *out, const struct report_run *run, size_t variant)
{
    const struct results *r = run->results[variant];
    size_t of_n = 0;
    enum verdict_kind verdict = run->samples != NULL ? samples_verdict(&run->samples[variant], &of_n) : r->verdict;
    const char *name = metrics_verdict_name(verdict);
    const char *why =
        run->samples != NULL ? samples_undecided_text(&run->samples[variant]) : metrics_undecided_text(r->undecided);
    fprintf(out, "<td class=\"words\">");
    html_element(out, "span", name, name);
    if (run->samples != NULL) {
        html_text(out, text_format(" in %zu of %zu", of_n, samples_finished(&run->samples[variant])).s);
    }
    if (why != NULL) {
        html_text(out, text_format(": %s", why).s);
    }
    fputs("</td>", out);
}

void page_table_print(FILE *out, const struct report_run *run)
{
    fputs("<div class=\"scroll\"><table>\n<thead><tr><th>variant</th><th class=\"words\">verdict</th>", out);
    for (size_t k = 0; k < COLUMNS_N; k++) {
        html_element(out, "th", NULL, columns[k].head);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t i = 0; i < run->results_n; i++) {
        fprintf(out, "<tr><td><span class=\"swatch\" style=\"background:%s\"></span>", palette_hex(i));
        html_text(out, run->results[i]->config->variant);
        fputs("</td>", out);
        print_verdict(out, run, i);
        for (size_t k = 0; k < COLUMNS_N; k++) {
            print_cell(out, run, i, columns[k].metric);
        }
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
    struct text promise[OUTCOME_TEXT_PROMISES_MOST];
    size_t promises_n = outcome_text_promises(run, promise);
    for (size_t i = 0; i < promises_n; i++) {
        html_element(out, "p", NULL, promise[i].s);
    }
    fputs("<dl class=\"note\">", out);
    for (size_t k = 0; k < COLUMNS_N; k++) {
        size_t index;
        if (metrics_index(run->results[0]->config, columns[k].metric, &index)) {
            fputs("<div><b>", out);
            html_text(out, columns[k].head);
            fputs("</b> (", out);
            html_element(out, "code", NULL, columns[k].metric);
            fputs("): ", out);
            html_text(out, metrics_table[index].help);
            fputs("</div>\n", out);
        }
    }
    fputs("</dl>\n", out);
}
