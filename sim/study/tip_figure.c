/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_figure.c: of one field the share of runs at each point; of two the edge over the second one (see tip_report.h). */
#include <math.h>

#include "report/figures/figure_string.h"
#include "report/palette.h"
#include "report/text.h"
#include "study/study_figure.h"
#include "study/tip_report.h"
#include "study/tip_words.h"

/* A block a variant and value: x share low high, where there is one field. */
static void print_points(FILE *out, const struct tip *t, const struct search *s)
{
    for (size_t k = 0; k < s->points_n; k++) {
        const struct search_point *p = &s->point[s->order[k]];
        struct share_interval i = share_interval(p->seen.held, p->seen.n, t->goal.confidence);
        study_figure_number(out, range_si(&t->range, p->x));
        study_figure_number(out, (double)p->seen.held / (double)p->seen.n);
        study_figure_number(out, i.low);
        study_figure_number(out, i.high);
        fputc('\n', out);
    }
    fputs("\n\n", out);
}

/* A line an edge: second field, low, high. */
static void print_edges(FILE *out, const struct tip *t, size_t variant)
{
    const struct axis *second = &t->design->axis[0];
    for (size_t i = 0; i < t->lanes_n; i++) {
        const struct search *s = &t->lane[i].search;
        if (t->lane[i].variant != variant) {
            continue;
        }
        for (size_t e = 0; e < s->edges_n || e == 0; e++) {
            double low = s->edges_n == 0 ? (double)NAN : range_si(&t->range, s->point[s->edge[e].low].x);
            double high = s->edges_n == 0 ? (double)NAN : range_si(&t->range, s->point[s->edge[e].high].x);
            study_figure_number(out, second->words ? (double)t->lane[i].value : second->x[t->lane[i].value]);
            study_figure_number(out, low);
            study_figure_number(out, high);
            study_figure_number(out, (low + high) / 2);
            fputc('\n', out);
        }
    }
    fputs("\n\n", out);
}

static bool print_data(FILE *out, const void *context)
{
    const struct tip *t = context;
    for (size_t v = 0; t->design->axes_n > 0 && v < t->design->base->variants_n; v++) {
        print_edges(out, t, v);
    }
    for (size_t i = 0; t->design->axes_n == 0 && i < t->lanes_n; i++) {
        print_points(out, t, &t->lane[i].search);
    }
    return true;
}

static const char *unit_of(enum quantity_kind kind)
{
    return kind == QUANTITY_DURATION ? " (s)" : kind == QUANTITY_RATE ? " (per second)" : "";
}

static void print_string(FILE *out, const char *name, const char *text)
{
    fprintf(out, "%s = ", name);
    figure_string_print(out, text);
    fputc('\n', out);
}

static void print_second(FILE *out, const struct axis *a)
{
    print_string(out, "second_text",
                 text_format("%s%s%s", a->path, a->words ? "" : unit_of(a->kind), a->log ? ", logarithmic" : "").s);
    fprintf(out, "second_words = %d\nsecond_log = %d\narray second_value[%zu] = [", a->words, a->log, a->n + 1);
    for (size_t i = 0; i < a->n; i++) {
        figure_string_print(out, a->value[i]);
        fputs(", ", out);
    }
    fputs("'']\n", out);
}

static bool print_variables(FILE *out, const void *context)
{
    const struct tip *t = context;
    bool two = t->design->axes_n > 0;
    size_t n = two ? t->design->base->variants_n : t->lanes_n;
    print_string(out, "title_text", text_format("%s: %s", t->design->base->name, t->condition.text).s);
    print_string(out, "range_text",
                 text_format("%s%s%s", t->range.path, unit_of(t->range.kind), t->range.log ? ", logarithmic" : "").s);
    fprintf(out, "fields = %d\nrange_log = %d\nshare = %.10g\nlow = %.10g\nhigh = %.10g\nlanes = %zu\n", two ? 2 : 1,
            t->range.log, t->goal.share, range_si(&t->range, t->range.low), range_si(&t->range, t->range.high), n);
    print_string(out, "share_text", text_format("asked: %s of the runs", text_percent(t->goal.share).s).s);
    fprintf(out, "array lane_name[%zu] = [", n + 1);
    for (size_t i = 0; i < n; i++) {
        figure_string_print(out, t->design->base->variants[two ? i : t->lane[i].variant].variant);
        fputs(", ", out);
    }
    fprintf(out, "'']\narray lane_colour[%zu] = [", n + 1);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "'%s', ", palette_hex(two ? i : t->lane[i].variant));
    }
    fputs("'']\n", out);
    if (two) {
        print_second(out, &t->design->axis[0]);
        return true;
    }
    size_t edge = 0;
    for (size_t i = 0; i < t->lanes_n; i++) {
        const struct search *s = &t->lane[i].search;
        for (size_t e = 0; e < s->edges_n; e++) {
            fprintf(out, "edge_low_%zu = %.10g; edge_high_%zu = %.10g; edge_lane_%zu = %zu\n", edge,
                    range_si(&t->range, s->point[s->edge[e].low].x), edge,
                    range_si(&t->range, s->point[s->edge[e].high].x), edge, i + 1);
            edge++;
        }
    }
    fprintf(out, "edges = %zu\n", edge);
    return true;
}

enum study_figure tip_report_draw(const struct tip *t, const char *dir, const char *scripts, FILE *errors)
{
    return study_figure_draw(dir, scripts, "tip", print_variables, print_data, t, errors);
}
