/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_chart.c: database load over time in block characters, one small panel per variant.
 *
 * A column shows the largest window that falls into it: the peak is what matters; and the least capacity, which falls while
 * the database is slow or down. All panels share one scale. On a terminal that calls itself dumb the blocks are plain characters.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/differ.h"
#include "report/palette.h"
#include "report/report.h"
#include "report/text.h"
#include "theory/stationary.h"

#define GUTTER 11 /* columns left of the axis */
#define CELLS_MAX 400
#define LEVELS 8

struct chart {
    FILE *out;
    bool colour, plain;
    int cells, rows;
    double top;    /* queries/s at the upper edge */
    double span_s; /* time at the right edge */
};

static const char *block(const struct chart *c, int level)
{
    static const char *const blocks[] = {" ",
                                         "\xe2\x96\x81",
                                         "\xe2\x96\x82",
                                         "\xe2\x96\x83",
                                         "\xe2\x96\x84",
                                         "\xe2\x96\x85",
                                         "\xe2\x96\x86",
                                         "\xe2\x96\x87",
                                         "\xe2\x96\x88"};
    static const char *const plain[] = {" ", ".", ".", ":", ":", "+", "+", "#", "#"};
    return (c->plain ? plain : blocks)[level];
}

static double rate_of(const struct window *w)
{
    return (double)w->counter[COUNTER_DB_QUERIES] / ((double)(w->end_ns - w->start_ns) * 1e-9);
}

struct cell {        /* of the windows that touch it */
    double rate;     /* largest; -1 past the end of the run */
    double capacity; /* least; INFINITY: no limit */
};

static void fill_cells(const struct chart *c, const struct results *r, struct cell *cell)
{
    for (int i = 0; i < c->cells; i++) {
        cell[i] = (struct cell){-1, INFINITY};
    }
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        double per_s = (double)c->cells / c->span_s;
        int first = (int)((double)w->start_ns * 1e-9 * per_s), last = (int)ceil((double)w->end_ns * 1e-9 * per_s) - 1;
        for (int k = first; k <= last && k < c->cells; k++) {
            cell[k].rate = fmax(cell[k].rate, rate_of(w));
            cell[k].capacity = fmin(cell[k].capacity, w->gauge[GAUGE_DB_CAPACITY]); /* skips NAN */
        }
    }
}

/* The row, from 0 at the bottom, that the capacity runs through; -1 if it is above the chart. */
static int capacity_row(const struct chart *c, double capacity)
{
    return capacity < c->top ? (int)(capacity / c->top * c->rows) : -1;
}

static void print_axis_label(const struct chart *c, int row, double capacity)
{
    struct text label = {""};
    if (row == capacity_row(c, capacity)) {
        label = text_format("cap %s", text_si(capacity).s);
    } else if (row == c->rows - 1) {
        label = text_si(c->top);
    } else if (row == 0) {
        label = text_si(0);
    }
    text_right(c->out, label.s, GUTTER - 2);
    fputs(c->plain ? " |" : " \xe2\x94\x82", c->out);
}

static void print_row(const struct chart *c, const struct cell *cell, int row, double capacity)
{
    print_axis_label(c, row, capacity);
    int last = c->cells - 1;
    while (last >= 0 && cell[last].rate < 0) {
        last--;
    }
    for (int i = 0; i <= last; i++) {
        int height = cell[i].rate > 0 ? (int)ceil(cell[i].rate / c->top * c->rows * LEVELS) : 0;
        int level = height - row * LEVELS;
        level = level < 0 ? 0 : level > LEVELS ? LEVELS : level;
        if (level == 0 && row == capacity_row(c, cell[i].capacity)) {
            fputs(c->plain ? "-" : "\xe2\x95\x8c", c->out);
        } else {
            fputs(block(c, level), c->out);
        }
    }
    fputc('\n', c->out);
}

static void print_panel(const struct chart *c, const struct results *r, size_t variant)
{
    struct cell cell[CELLS_MAX];
    double capacity = stationary_capacity_per_s(r->config);
    fill_cells(c, r, cell);
    char hue[16] = "";
    if (c->colour) {
        snprintf(hue, sizeof hue, "\033[38;5;%dm", palette_terminal(variant));
    }
    fprintf(c->out, "  %s%s%s  peak %s/s", hue, text_clip(r->config->variant, 40).s, c->colour ? "\033[0m" : "",
            text_si(r->db_peak_per_s).s);
    if (isfinite(capacity) && capacity_row(c, capacity) < 0) {
        fprintf(c->out, ", capacity %s/s is above the chart", text_si(capacity).s);
    }
    fputc('\n', c->out);
    for (int row = c->rows - 1; row >= 0; row--) {
        fputs(hue, c->out);
        print_row(c, cell, row, capacity);
        fputs(c->colour ? "\033[0m" : "", c->out);
    }
}

static void print_time_axis(const struct chart *c, double trigger_s)
{
    int at = trigger_s > 0 && trigger_s <= c->span_s ? (int)(trigger_s / c->span_s * c->cells) : -1;
    fprintf(c->out, "%*s%s", GUTTER - 1, "", c->plain ? "+" : "\xe2\x94\x94");
    for (int i = 0; i < c->cells; i++) {
        const char *mark = i == at ? (c->plain ? "^" : "\xe2\x96\xb2") : c->plain ? "-" : "\xe2\x94\x80";
        fputs(mark, c->out);
    }
    struct text half = text_seconds(c->span_s / 2), end = text_seconds(c->span_s);
    fprintf(c->out, "\n%*s0 s", GUTTER, "");
    text_right(c->out, half.s, c->cells / 2 - 3 + text_width(half.s) / 2);
    text_right(c->out, end.s, c->cells - c->cells / 2 - text_width(half.s) / 2);
    fputc('\n', c->out);
    if (at >= 0) {
        fprintf(c->out, "%*s%s trigger at %s\n", GUTTER, "", c->plain ? "^" : "\xe2\x96\xb2",
                text_seconds(trigger_s).s);
    }
}

void report_chart(const struct report_run *run, FILE *out, int width, size_t variants_most, bool colour)
{
    size_t picked[DIFFER_MOST], n = run->results_n;
    for (size_t i = 0; i < n && i < DIFFER_MOST; i++) {
        picked[i] = i;
    }
    bool few = variants_most < n, few_lines = variants_most <= DIFFER_MOST;
    n = few ? differ_pick(run, variants_most, picked) : n;
    const char *terminal = getenv("TERM");
    int cells = width - GUTTER;
    struct chart c = {.out = out,
                      .colour = colour,
                      .plain = terminal != NULL && strcmp(terminal, "dumb") == 0,
                      .cells = cells < 20          ? 20
                               : cells > CELLS_MAX ? CELLS_MAX
                                                   : cells,
                      .rows = n == 1      ? 5
                              : few_lines ? 2
                              : n <= 3    ? 5
                              : n <= 6    ? 3
                                          : 2};
    double highest = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        highest = fmax(highest, r->db_peak_per_s);
        c.span_s = fmax(c.span_s, (double)r->end_ns * 1e-9);
    }
    if (run->results_n == 0 || !(highest > 0) || !(c.span_s > 0)) {
        return; /* nothing reached the database */
    }
    c.top = highest;
    for (size_t i = 0; i < run->results_n; i++) {
        double capacity = stationary_capacity_per_s(run->results[i]->config);
        if (capacity < 3 * highest) {
            c.top = fmax(c.top, capacity * 1.05);
        }
    }
    fprintf(out, "\n  Database queries/s, the largest of each column%s\n",
            few ? "; the variants that differ most" : "");
    for (size_t i = 0; i < n; i++) {
        size_t v = few ? picked[i] : i;
        print_panel(&c, run->results[v], v);
    }
    print_time_axis(&c, run->results[0]->recovery.trigger_s);
}
