/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bands.c: per window the replications' values are sorted, and two quantiles kept (see bands.h). */
#include "report/files/bands.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "report/files/json.h"
#include "report/text.h"

#define LOW 0.05
#define HIGH 0.95

/* Of a curve; `source` is the name of the traffic source where it is about one. */
static struct text name_of(size_t curve, const char *source)
{
    static const char *const names[SAMPLES_CURVES_N] = {
        [SAMPLES_QUERIES] = "db.queries",
        [SAMPLES_HITS] = "cache.hit_ratio",
        [SAMPLES_P99] = "latency.user.p99",
        [SAMPLES_LOST] = "users.lost_share",
    };
    return curve < SAMPLES_CURVES_N ? text_format("%s", names[curve])
                                    : text_format("traffic.%.300s.latency.user.p99", source);
}

static void print_header(FILE *out, const struct samples *s)
{
    fputs("time", out);
    for (size_t curve = 0; curve < s->curves_n; curve++) {
        struct text name =
            name_of(curve, curve < SAMPLES_CURVES_N ? NULL : s->config->sources[curve - SAMPLES_CURVES_N].name);
        static const char *const of[] = {"p5", "mean", "p95"};
        for (size_t i = 0; i < 3; i++) {
            fputc(',', out);
            csv_print(out, text_format("%.400s.%s", name.s, of[i]).s);
        }
    }
    fputc('\n', out);
}

/* Values of a curve in a window, sorted; how many replications have one. */
static size_t gather(const struct samples *s, size_t curve, size_t window, double *value)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *sample = &s->sample[i];
        float v = sample->finished ? sample->curve[curve * s->windows_n + window] : NAN;
        if (!isnan(v)) {
            value[n++] = (double)v;
        }
    }
    gsl_sort(value, 1, n);
    return n;
}

/* Of sorted values, of which the last may be infinite: between two of these gsl finds a NAN. */
static double quantile(const double *value, size_t n, double share)
{
    double q = n > 0 ? gsl_stats_quantile_from_sorted_data(value, 1, n, share) : (double)NAN;
    return n > 0 && isnan(q) ? (double)INFINITY : q;
}

bool bands_print(FILE *out, const void *context)
{
    const struct samples *s = context;
    double *value = calloc(s->n, sizeof *value);
    if (value == NULL) {
        return false;
    }
    print_header(out, s);
    for (size_t w = 0; w < s->windows_n; w++) {
        csv_print_number(out, (double)((int64_t)w * s->config->run.window_ns) / 1e9);
        for (size_t curve = 0; curve < s->curves_n; curve++) {
            size_t n = gather(s, curve, w, value);
            double low = quantile(value, n, LOW);
            double high = quantile(value, n, HIGH);
            double mean = n > 0 ? gsl_stats_mean(value, 1, n) : (double)NAN;
            fputc(',', out);
            csv_print_number(out, low);
            fputc(',', out);
            csv_print_number(out, mean);
            fputc(',', out);
            csv_print_number(out, high);
        }
        fputc('\n', out);
    }
    free(value);
    return true;
}

static double *at(const struct bands *b, size_t row, size_t column)
{
    return &b->value[row * (1 + 2 * b->curves_n) + column];
}

/* In place: of every piece the least of what is low and the most of what is high. */
static void thin(struct bands *b, size_t pieces_n)
{
    size_t rows_n = b->rows_n;
    for (size_t piece = 0; piece < pieces_n; piece++) {
        size_t first = piece * rows_n / pieces_n, end = (piece + 1) * rows_n / pieces_n;
        for (size_t column = 0; column < 1 + 2 * b->curves_n; column++) {
            double kept = *at(b, first, column);
            for (size_t row = first; row < end && column > 0; row++) {
                double v = *at(b, row, column);
                kept = column % 2 == 1 ? fmin(kept, v) : fmax(kept, v);
            }
            *at(b, piece, column) = kept;
        }
    }
    b->rows_n = pieces_n;
}

bool bands_take(struct bands *b, const struct csv *csv, size_t pieces_n, const char *const *sources, size_t sources_n)
{
    *b = (struct bands){.rows_n = csv->rows_n - 1, .curves_n = SAMPLES_CURVES_N + sources_n};
    b->value = calloc(csv->rows_n, (1 + 2 * b->curves_n) * sizeof *b->value);
    if (b->value == NULL) {
        return false;
    }
    for (size_t curve = 0; curve < b->curves_n; curve++) {
        struct text name = name_of(curve, curve < SAMPLES_CURVES_N ? NULL : sources[curve - SAMPLES_CURVES_N]);
        size_t low = csv_column(csv, text_format("%.400s.p5", name.s).s);
        size_t high = csv_column(csv, text_format("%.400s.p95", name.s).s);
        for (size_t row = 0; row < b->rows_n; row++) {
            *at(b, row, 0) = csv_number(csv, row + 1, 0);
            *at(b, row, 1 + 2 * curve) = csv_number(csv, row + 1, low);
            *at(b, row, 2 + 2 * curve) = csv_number(csv, row + 1, high);
        }
    }
    if (b->rows_n > 2 * pieces_n) {
        thin(b, pieces_n);
    }
    return true;
}

void bands_free(struct bands *b)
{
    free(b->value);
    *b = (struct bands){0};
}

double bands_least(const struct bands *b, size_t curve, double floor)
{
    double least = (double)NAN;
    for (size_t row = 0; row < b->rows_n; row++) {
        double v = *at(b, row, 1 + 2 * curve);
        least = v > floor ? fmin(least, v) : least;
    }
    return least;
}

double bands_most(const struct bands *b, size_t curve)
{
    double most = (double)NAN;
    for (size_t row = 0; row < b->rows_n; row++) {
        double v = *at(b, row, 2 + 2 * curve);
        most = isfinite(v) ? fmax(most, v) : most;
    }
    return most;
}

bool bands_draw(FILE *out, const void *context)
{
    const struct bands *b = context;
    static const char *const names[SAMPLES_CURVES_N] = {[SAMPLES_QUERIES] = "queries",
                                                        [SAMPLES_HITS] = "hit_ratio",
                                                        [SAMPLES_P99] = "p99",
                                                        [SAMPLES_LOST] = "lost_share"};
    fputs("time", out);
    for (size_t i = 0; i < b->curves_n; i++) {
        struct text name =
            i < SAMPLES_CURVES_N ? text_format("%s", names[i]) : text_format("p99_%zu", i - SAMPLES_CURVES_N + 1);
        fprintf(out, " %s_low %s_high", name.s, name.s);
    }
    fputc('\n', out);
    for (size_t row = 0; row < b->rows_n; row++) {
        for (size_t column = 0; column < 1 + 2 * b->curves_n; column++) {
            double v = *at(b, row, column);
            fprintf(out, "%s%s", column == 0 ? "" : " ", isfinite(v) ? json_number(v).s : "NaN");
        }
        fputc('\n', out);
    }
    return true;
}
