/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_variables.c: every script is told by variables what there is to draw; a script decides how (see
 * figure_variables.h).
 */
#include "report/figures/figure_variables.h"

#include <math.h>
#include <string.h>

#include "base/printable.h"
#include "report/figures/figure_marks.h"
#include "report/figures/figure_string.h"
#include "report/files/json.h"
#include "report/palette.h"
#include "report/text.h"

#define LATENCY_LEAST_S 1e-6 /* less is no time (a hit in local memory) and lies on the axis */
#define TITLE_WIDTH 80
#define NAME_WIDTH 40
#define LEGEND_WIDTH 0.87      /* as a share of the figure's width, like the next two */
#define LEGEND_SAMPLE 0.075    /* of a line of the legend without its name */
#define CHARACTER_WIDTH 0.0095 /* of the names */
#define DASHES_N 5             /* of gnuplot's dash types */
#define PANEL_ROOM 0.2         /* for an event label, as a share of the axis of a panel */
#define NARROW_RANGE 30        /* values further apart than this need a logarithmic axis */
#define ROW_HEIGHT 0.062       /* of a row of event labels, as a share of the axis */
#define ROW_HEIGHT_LOW 0.115   /* the same of a panel with others below it */
#define BLACKOUT_HEIGHT 0.03   /* of a row of crosses, likewise */

static void print_number(FILE *out, const char *name, double value)
{
    fprintf(out, "%s = %s\n", name, isfinite(value) ? json_number(value).s : "NaN");
}

/* An array of n values and, since gnuplot knows no empty array, one more that nobody asks for. */
static void begin_array(FILE *out, const char *name, size_t n)
{
    fprintf(out, "array %s[%zu] = [", name, n + 1);
}

/* Of curves that coincide all shall be seen: each that lies over earlier ones is dashed. */
static int dash_of(const struct figure_variables *p, size_t i)
{
    int below_n = 0;
    for (size_t k = 0; k < i; k++) {
        below_n += p->chosen[k] && p->chosen[i] && curves_coincide(&p->curves[k], &p->curves[i], CURVE_QUERIES);
    }
    int dash = palette_dash(i) + below_n;
    return dash < DASHES_N ? dash : DASHES_N;
}

static void print_variants(FILE *out, const struct figure_variables *p)
{
    int longest = 1, chosen_n = 0;
    fprintf(out, "variants = %zu\n", p->variants_n);
    begin_array(out, "variant_name", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        struct text name = text_clip(p->name[i], NAME_WIDTH);
        longest = p->chosen[i] && text_width(name.s) > longest ? text_width(name.s) : longest;
        chosen_n += p->chosen[i];
        figure_string_print(out, name.s);
        fputs(", ", out);
    }
    fputs("'']\n", out);
    begin_array(out, "variant_colour", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        fprintf(out, "'%s', ", palette_hex(i));
    }
    fputs("'']\n", out);
    begin_array(out, "variant_dash", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        fprintf(out, "%d, ", dash_of(p, i));
    }
    fputs("1]\n", out);
    begin_array(out, "variant_capacity", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        fprintf(out, "%s, ", isfinite(p->curves[i].capacity) ? json_number(p->curves[i].capacity).s : "NaN");
    }
    fputs("0]\n", out);
    double width = CHARACTER_WIDTH * longest + LEGEND_SAMPLE;
    int columns = (int)(LEGEND_WIDTH / width) > 1 ? (int)(LEGEND_WIDTH / width) : 1;
    print_number(out, "legend_width", width);
    fprintf(out, "legend_columns = %d\nlegend_rows = %d\n", columns, (chosen_n + columns - 1) / columns);
}

/* The variants that share a panel, and those that get one each, by their numbers from 1 on. */
static void print_choice(FILE *out, const struct figure_variables *p)
{
    static const char *const names[] = {"other", "shown"};
    for (int chosen = 1; chosen >= 0; chosen--) {
        size_t n = 0;
        for (size_t i = 0; i < p->variants_n; i++) {
            n += p->chosen[i] == (chosen == 1);
        }
        fprintf(out, "%s_n = %zu\n", names[chosen], n);
        begin_array(out, names[chosen], n);
        for (size_t i = 0; i < p->variants_n; i++) {
            if (p->chosen[i] == (chosen == 1)) {
                fprintf(out, "%zu, ", i + 1);
            }
        }
        fputs("0]\n", out);
    }
}

static void print_bands(FILE *out, const struct figure_variables *p)
{
    size_t n = p->replications_n;
    fprintf(out, "bands = %d\n", n > 1);
    fprintf(out, "bands_text = 'line: the first, band: 5%% to 95%% of %zu replications'\n", n);
}

static bool same(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* Whether a variant's hit ratio has a theory that no earlier variant's shows already. */
static bool shows_theory(const struct figure_variables *p, size_t i)
{
    bool shown = p->curves[i].theory.rows_n > 0;
    for (size_t k = 0; k < i; k++) {
        shown = shown && !theory_curves_same(&p->curves[k].theory, &p->curves[i].theory);
    }
    return shown;
}

static bool shows_herd(const struct figure_variables *p, size_t i)
{
    bool shown = !isnan(p->curves[i].theory.herd_per_s);
    for (size_t k = 0; k < i; k++) {
        shown = shown && !same(p->curves[k].theory.herd_per_s, p->curves[i].theory.herd_per_s);
    }
    return shown;
}

static void print_theory(FILE *out, const struct figure_variables *p)
{
    size_t theories_n = 0;
    begin_array(out, "truth_shown", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        theories_n += shows_theory(p, i);
        fprintf(out, "%d, ", shows_theory(p, i));
    }
    fprintf(out, "0]\ntruths = %zu\n", theories_n);
    begin_array(out, "herd_at", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        fprintf(out, "%s, ", shows_herd(p, i) ? json_number(p->curves[i].theory.herd_per_s).s : "NaN");
    }
    fputs("0]\n", out);
    begin_array(out, "herd_text", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        fprintf(out, "'theory: a herd of %s queries', ", text_grouped(p->curves[i].theory.herd).s);
    }
    fputs("'']\n", out);
}

static double time_end_s(const struct figure_variables *p)
{
    double end_s = 0;
    for (size_t i = 0; i < p->variants_n; i++) {
        end_s = fmax(end_s, p->curves[i].end_s);
    }
    return end_s > 0 ? end_s : 1;
}

/* 1, 2 or 5 times a power of ten, so that `range` has four to eight such steps. */
static double step_of(double range)
{
    double step = pow(10, floor(log10(range / 4)));
    return range / step >= 20 ? 5 * step : range / step >= 8 ? 2 * step : step;
}

/* A step of a time axis that has at most eight of them, as clocks divide. */
static double time_step(double range)
{
    static const double steps[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] && range / steps[i] > 8) {
        i++;
    }
    return range / steps[i] > 8 ? step_of(range) : steps[i];
}

/* Of the time axis. */
static double time_unit_s(double end_s)
{
    return end_s > 3 * 3600 ? 3600 : end_s > 240 ? 60 : 1;
}

static void print_time(FILE *out, double end_s)
{
    double unit_s = time_unit_s(end_s);
    fprintf(out, "time_unit = '%s'\n", unit_s > 60 ? "hours" : unit_s > 1 ? "minutes" : "seconds");
    print_number(out, "time_divisor", unit_s);
    print_number(out, "time_end", end_s / unit_s);
    print_number(out, "time_step", time_step(end_s / unit_s));
}

/* Of a row of event labels, as a share of an axis; where there are panels below it is a short one. */
static double row_height(const struct figure_variables *p)
{
    bool all = true;
    for (size_t i = 0; i < p->variants_n; i++) {
        all = all && p->chosen[i];
    }
    return all ? ROW_HEIGHT : ROW_HEIGHT_LOW;
}

/* Shares of the axis that the event labels take. */
static double headroom(const struct figure_variables *p)
{
    return row_height(p) * p->marks->rows_n + 0.02;
}

/* The axis of stacked areas that reach up to `most`. */
static void print_stack(FILE *out, const char *name, double most)
{
    double high = most > 0 ? 1.05 * most : 1;
    fprintf(out, "%s_high = %s\n", name, json_number(high).s);
    fprintf(out, "%s_step = %s\n", name, json_number(step_of(high)).s);
}

static void print_load(FILE *out, const struct figure_variables *p)
{
    double most = 0, least_peak = (double)INFINITY, capacity = (double)INFINITY, least = (double)INFINITY, high;
    for (size_t i = 0; i < p->variants_n; i++) {
        double peak = fmax(curves_most(&p->curves[i], CURVE_QUERIES), bands_most(&p->curves[i].bands, SAMPLES_QUERIES));
        if (peak > 0) {
            most = fmax(most, peak);
            least_peak = fmin(least_peak, peak);
            least = fmin(least, curves_least(&p->curves[i], CURVE_QUERIES, 0));
        }
        capacity = fmin(capacity, p->curves[i].capacity); /* skips NAN */
    }
    high = fmax(most > 0 ? most : 1, isfinite(capacity) ? capacity : 0);
    bool logarithmic = most > NARROW_RANGE * least_peak || (isfinite(capacity) && capacity > 4 * most && most > 0);
    double low = 0;
    if (logarithmic) {
        low = pow(10, fmax(floor(log10(least)), floor(log10(high)) - 5));
        high = low * pow(2.5 * high / low, 1 / (1 - headroom(p)));
    } else {
        high = 1.1 * high / (1 - headroom(p));
    }
    fprintf(out, "load_log = %d\n", logarithmic);
    begin_array(out, "load_most", p->variants_n);
    for (size_t i = 0; i < p->variants_n; i++) {
        fprintf(out, "%s, ", json_number(fmax(1, curves_most(&p->curves[i], CURVE_QUERIES))).s);
    }
    fputs("0]\n", out);
    print_number(out, "load_low", low);
    print_number(out, "load_high", high);
    print_number(out, "load_step", step_of(high));
    print_stack(out, "ledger", most);
}

/* Whether a curve shows anything, per curve from `first` to `end` - 1, as an array. */
static void print_parts(FILE *out, const struct figure_variables *p, const char *name, size_t first, size_t end)
{
    begin_array(out, name, end - first);
    for (size_t curve = first; curve < end; curve++) {
        double most = 0;
        for (size_t i = 0; i < p->variants_n; i++) {
            most = fmax(most, curves_most(&p->curves[i], curve));
        }
        fprintf(out, "%d, ", most > 0);
    }
    fputs("0]\n", out);
}

static void print_sessions(FILE *out, const struct figure_variables *p)
{
    double most = 0;
    bool retries = false, late = false, unserved = false;
    for (size_t i = 0; i < p->variants_n; i++) {
        const struct curves *c = &p->curves[i];
        for (size_t row = 0; row < c->rows_n; row++) {
            most = fmax(most, fmax(curves_at(c, row, CURVE_ATTEMPTS), curves_at(c, row, CURVE_KNOWN)));
            retries = retries || curves_at(c, row, CURVE_RETRIES) > 0;
            late = late || curves_at(c, row, CURVE_KNOWN) - curves_at(c, row, CURVE_IN_TIME) -
                                   curves_at(c, row, CURVE_NOT_SERVED) >
                               1e-6;
            unserved = unserved || curves_at(c, row, CURVE_NOT_SERVED) > 0;
        }
    }
    print_stack(out, "sessions", most);
    fprintf(out, "retries = %d\nlates = %d\nunserved = %d\n", retries, late, unserved);
}

static struct text promise_text(const struct curves_promise *promise)
{
    return text_format("SLO: %s %s", promise->quantile, text_seconds(promise->within_s).s);
}

/* A limit (a capacity, an SLO) is drawn once for all variants that share it. Where there are several, each is in the colour
 * of the first variant that has it, and says whose it is. */
static void print_limits(FILE *out, const struct figure_variables *p, const char *name, bool capacity)
{
    double shown[8];
    size_t first[8], n = 0;
    for (size_t i = 0; i < p->variants_n && n < 8; i++) {
        double value = capacity ? p->curves[i].capacity : p->curves[i].slo.within_s;
        bool known = isnan(value) || !p->chosen[i];
        for (size_t k = 0; k < n; k++) {
            const struct curves *a = &p->curves[first[k]], *b = &p->curves[i];
            known = known || (same(shown[k], value) && (capacity ? curves_coincide(a, b, CURVE_CAPACITY)
                                                                 : strcmp(a->slo.quantile, b->slo.quantile) == 0));
        }
        if (!known) {
            first[n] = i;
            shown[n++] = value;
        }
    }
    fprintf(out, "%s_n = %zu\n", name, n);
    begin_array(out, name, n);
    for (size_t k = 0; k < n; k++) {
        fprintf(out, "%s, ", json_number(shown[k]).s);
    }
    fputs("0]\n", out);
    begin_array(out, text_format("%s_drawn", name).s, p->variants_n); /* the variant draws its own line */
    for (size_t i = 0; i < p->variants_n; i++) {
        bool own = !p->chosen[i];
        for (size_t k = 0; k < n; k++) {
            own = own || first[k] == i;
        }
        fprintf(out, "%d, ", own);
    }
    fputs("0]\n", out);
    fprintf(out, "array %s_colour[%zu] = [", name, n + 1);
    for (size_t k = 0; k < n; k++) {
        fprintf(out, "'%s', ", n > 1 ? palette_hex(first[k]) : "#222222");
    }
    fputs("'']\n", out);
    fprintf(out, "array %s_text[%zu] = [", name, n + 1);
    for (size_t k = 0; k < n; k++) {
        struct text limit = capacity ? text_format("database capacity %s/s", text_si(shown[k]).s)
                                     : promise_text(&p->curves[first[k]].slo);
        struct text whose =
            n > 1 ? text_format(": %s", text_clip(p->name[first[k]], NAME_WIDTH).s) : text_format("%s", "");
        figure_string_print(out, text_format("%.100s%.200s", limit.s, whose.s).s);
        fputs(", ", out);
    }
    fputs("'']\n", out);
}

/* A range for a logarithmic axis: from a whole decade to a bit above the most, or to the next decade where
 * that is near. `room` is the share of the axis to keep free above. */
static void print_decades(FILE *out, const char *name, double least, double most, double room)
{
    double low = pow(10, floor(log10(least > 0 ? least : 1e-4)));
    double high = fmax(most > 0 ? 1.3 * most : 1, 10 * low), decade = pow(10, ceil(log10(high)));
    high = decade < 3 * high ? 1.05 * decade : high;
    fprintf(out, "%s_low = %s\n", name, json_number(low).s);
    fprintf(out, "%s_high = %s\n", name, json_number(low * pow(high / low, 1 / (1 - room))).s);
}

/* Whether in some window of a variant the p99 falls on users who were not served. */
static bool has_blackout(const struct curves *c)
{
    for (size_t row = 0; row < c->rows_n; row++) {
        if (curves_at(c, row, CURVE_UNSERVED) > 0) {
            return true;
        }
    }
    return false;
}

static void print_latencies(FILE *out, const struct figure_variables *p)
{
    double least = (double)INFINITY, most = 0;
    bool blackouts = false;
    for (size_t i = 0; i < p->variants_n; i++) {
        double slo = p->curves[i].slo.within_s;
        least = fmin(least, curves_least(&p->curves[i], CURVE_P50, LATENCY_LEAST_S));
        most = fmax(most, curves_most(&p->curves[i], CURVE_P99));
        most = fmax(most, bands_most(&p->curves[i].bands, SAMPLES_P99));
        most = fmax(most, slo > 0 ? 1.2 * slo : 0);
        blackouts = blackouts || has_blackout(&p->curves[i]);
    }
    double room = headroom(p) + (blackouts ? BLACKOUT_HEIGHT * (double)(p->variants_n + 1) : 0);
    print_decades(out, "latency", isfinite(least) ? least : 0, most, room);
    fprintf(out, "blackouts = %d\n", blackouts);
    print_decades(out, "distribution", p->latency_least_s, p->latency_most_s, 0);
    print_number(out, "distribution_nines", p->nines_n > 1 ? p->nines_n : 1);
}

static void print_shares(FILE *out, const struct figure_variables *p)
{
    double hits = 1, lost = 0;
    for (size_t i = 0; i < p->variants_n; i++) {
        hits = fmin(hits, curves_least(&p->curves[i], CURVE_HITS, -1));
        hits = fmin(hits, bands_least(&p->curves[i].bands, SAMPLES_HITS, -1));
        lost = fmax(lost, curves_most(&p->curves[i], CURVE_LOST_SHARE));
        lost = fmax(lost, bands_most(&p->curves[i].bands, SAMPLES_LOST));
    }
    double low = hits > 0.99 ? 0.99 : hits > 0.9 ? 0.9 : hits > 0.5 ? 0.5 : 0;
    static const double highs[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};
    size_t high = 0;
    while (high + 1 < sizeof highs / sizeof highs[0] && lost > highs[high]) {
        high++;
    }
    print_number(out, "hits_low", low);
    print_number(out, "hits_step", (1 - low) / 5);
    print_number(out, "lost_high", highs[high]);
    fprintf(out, "losses = %d\n", lost > 0);
    print_number(out, "headroom", headroom(p));
}

/* What each source is promised by the first variant in which it is promised anything. Returns how far an axis must reach
 * for it, s. */
static double print_source_promises(FILE *out, const struct figure_variables *p)
{
    const struct curves_promise *of[CURVES_SOURCES_MAX];
    double most = 0;
    begin_array(out, "source_slo", p->sources_n);
    for (size_t s = 0; s < p->sources_n; s++) {
        size_t i = 0;
        while (i + 1 < p->variants_n && isnan(p->curves[i].source_slo[s].within_s)) {
            i++;
        }
        of[s] = &p->curves[i].source_slo[s];
        double within_s = of[s]->within_s;
        most = fmax(most, within_s > 0 ? 1.2 * within_s : 0);
        fprintf(out, "%s, ", isfinite(within_s) ? json_number(within_s).s : "NaN");
    }
    fputs("0]\n", out);
    begin_array(out, "source_slo_text", p->sources_n);
    for (size_t s = 0; s < p->sources_n; s++) {
        figure_string_print(out, promise_text(of[s]).s);
        fputs(", ", out);
    }
    fputs("'']\n", out);
    return most;
}

static void print_sources(FILE *out, const struct figure_variables *p)
{
    fprintf(out, "sources = %zu\n", p->sources_n);
    begin_array(out, "source_name", p->sources_n);
    for (size_t s = 0; s < p->sources_n; s++) {
        figure_string_print(out, text_clip(p->source[s], NAME_WIDTH).s);
        fputs(", ", out);
    }
    fputs("'']\n", out);
    double least = (double)INFINITY, most = print_source_promises(out, p);
    for (size_t i = 0; i < p->variants_n; i++) {
        double slo = p->curves[i].slo.within_s;
        least = fmin(least, curves_least(&p->curves[i], CURVE_P99, LATENCY_LEAST_S));
        most = fmax(most, fmax(curves_most(&p->curves[i], CURVE_P99), slo > 0 ? 1.2 * slo : 0));
        for (size_t s = CURVES_N; s < p->curves[i].columns_n; s++) {
            least = fmin(least, curves_least(&p->curves[i], s, LATENCY_LEAST_S));
            size_t band = SAMPLES_CURVES_N + (s - CURVES_N);
            most = fmax(most, curves_most(&p->curves[i], s));
            most = fmax(most, bands_most(&p->curves[i].bands, band));
        }
    }
    print_decades(out, "sources", isfinite(least) ? least : 0, most, PANEL_ROOM);
}

bool figure_variables_print(FILE *out, const void *context)
{
    const struct figure_variables *p = context;
    fputs("# What the scripts of the figures are told. Written by herdsim plot.\n", out);
    fputs("title_text = ", out);
    figure_string_print(out, text_clip(p->title, TITLE_WIDTH).s);
    fputc('\n', out);
    print_variants(out, p);
    print_choice(out, p);
    print_bands(out, p);
    print_theory(out, p);
    print_time(out, time_end_s(p));
    print_load(out, p);
    print_parts(out, p, "ledger_part", CURVE_FIRST, CURVE_ABANDONED + 1);
    print_sessions(out, p);
    double served = 0;
    for (size_t i = 0; i < p->variants_n; i++) {
        served = fmax(served, curves_most(&p->curves[i], CURVE_SERVED)); /* skips NAN */
    }
    fprintf(out, "queues = %d\n", served > 0);
    print_limits(out, p, "capacity", true);
    print_limits(out, p, "slo", false);
    print_latencies(out, p);
    print_sources(out, p);
    print_shares(out, p);
    figure_marks_print(out, p, time_unit_s(time_end_s(p)), row_height(p));
    return true;
}
