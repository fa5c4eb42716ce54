/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replicated.c: the columns are metrics by name; each cell a mean and the half of its interval (see replicated.h). */
#include "report/terminal/replicated.h"

#include <math.h>
#include <string.h>

#include "outcome/metrics.h"
#include "report/compare.h"
#include "report/palette.h"

#define NAME_WIDTH 28
#define PLUS_MINUS "\xc2\xb1"

/* Where the unit begins: after the last digit. */
static size_t unit_at(const char *s)
{
    size_t n = strlen(s);
    while (n > 0 && (s[n - 1] < '0' || s[n - 1] > '9')) {
        n--;
    }
    return n;
}

struct text replicated_text(const struct interval *i, struct text (*text)(double value))
{
    struct text mean = text(i->mean);
    if (i->n < 2 || !(interval_half(i) > 0.001 * fabs(i->mean))) { /* nothing that three digits could show */
        return mean;
    }
    struct text half = text(interval_half(i));
    if (strcmp(mean.s + unit_at(mean.s), half.s + unit_at(half.s)) == 0) {
        mean.s[unit_at(mean.s)] = '\0'; /* the unit is said once */
    }
    return text_format("%.60s " PLUS_MINUS "%.60s", mean.s, half.s);
}

static struct text metric_text(const struct samples *s, const char *name, struct text (*text)(double value))
{
    size_t index;
    if (!metrics_index(s->config, name, &index)) {
        return text_format("-");
    }
    struct interval i = samples_interval(s, index);
    return replicated_text(&i, text);
}

static void name_row(struct grid_row *row, const struct samples *s, size_t v)
{
    memset(row, 0, sizeof *row);
    row->cell[0] = text_clip(s->config->variant, NAME_WIDTH);
    snprintf(row->colour[0], sizeof row->colour[0], "\033[38;5;%dm", palette_terminal(v));
}

static void print_means(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    static const struct grid_column columns[] = {
        {{"", "variant"}, true},   {{"", "verdict"}, true},    {{"db", "peak/s"}, false},      {{"per", "miss"}, false},
        {{"users", "p99"}, false}, {{"users", "lost"}, false}, {{"SLO", "broken for"}, false},
    };
    for (size_t v = 0; v < run->results_n; v++) {
        const struct samples *s = &run->samples[v];
        size_t have = 0, finished = samples_finished(s);
        enum verdict_kind verdict = samples_verdict(s, &have);
        name_row(&rows[v], s, v);
        rows[v].cell[1] = have == finished
                              ? text_format("%s", metrics_verdict_name(verdict))
                              : text_format("%s %zu of %zu", metrics_verdict_name(verdict), have, finished);
        rows[v].cell[2] = metric_text(s, "db.peak_per_second", text_si);
        rows[v].cell[3] = metric_text(s, "amplification", text_si);
        rows[v].cell[4] = metric_text(s, "latency.user.p99", compare_wait_text);
        rows[v].cell[5] = metric_text(s, "users.lost_share", text_percent);
        rows[v].cell[6] = metric_text(s, "slo.broken", text_seconds);
        snprintf(rows[v].colour[1], sizeof rows[v].colour[1], "%s", palette_verdict(verdict));
    }
    fprintf(out, "  %zu replications: means, " PLUS_MINUS " half the width of the 95%% interval\n\n",
            run->samples[0].n);
    grid_print(out, columns, sizeof columns / sizeof columns[0], rows, run->results_n, colour);
    fputs("\n  verdict: of all replications, or of so many. db peak/s: queries in the fullest\n"
          "  window. per miss: queries for each key found missing. p99: of users, from first\n"
          "  coming until served; \"lost\": in some replication more than 1% were not. lost:\n"
          "  users who gave up or were turned away. SLO broken for: windows that violate it.\n",
          out);
}

static struct text difference_text(const struct interval *i, struct text (*text)(double value))
{
    if (i->n < 2 || !isfinite(i->mean)) {
        return text_format("-");
    }
    if (!(i->mean < 0) && !(i->mean > 0) && !(interval_half(i) > 0)) {
        return text_format("the same");
    }
    if (!compare_distinguishes(i)) {
        return text_format("not distinguishable");
    }
    struct interval size = {fabs(i->mean), 0, i->high - i->low, i->n};
    return text_format("%s%.100s", i->mean < 0 ? "-" : "+", replicated_text(&size, text).s);
}

static void print_comparisons(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    struct grid_column columns[1 + COMPARE_METRICS_N] = {{{"difference", "to the first variant"}, true}};
    for (size_t m = 0; m < COMPARE_METRICS_N; m++) {
        columns[1 + m] = (struct grid_column){{compare_metrics[m].head[0], compare_metrics[m].head[1]}, false};
    }
    for (size_t v = 1; v < run->results_n; v++) {
        struct grid_row *row = &rows[v - 1];
        name_row(row, &run->samples[v], v);
        for (size_t m = 0; m < COMPARE_METRICS_N; m++) {
            struct interval i = compare_difference(run, v, m);
            row->cell[1 + m] = difference_text(&i, compare_metrics[m].text);
        }
    }
    fputc('\n', out);
    grid_print(out, columns, 1 + COMPARE_METRICS_N, rows, run->results_n - 1, colour);
    fputs("\n  Replication by replication under the same random numbers, then the mean;\n"
          "  not distinguishable: the 95% interval of the difference contains zero.\n",
          out);
}

void replicated_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    print_means(run, rows, out, colour);
    if (compare_possible(run)) {
        print_comparisons(run, rows, out, colour);
    }
}
