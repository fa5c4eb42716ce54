/* SPDX-License-Identifier: GPL-3.0-or-later */
/* curves.c: a timeline is read back from its CSV file, so that `plot` draws the same as `run`, and thinned to what
 * pixels can show (see curves.h).
 */
#include "report/figures/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/files/json.h"
#include "report/text.h"

enum kept { EXTREMES, MEANS };

static const struct {
    const char *name;
    enum kept kept;
} columns[] = {
#define CURVE(id, name, kept, value) {name, kept},
#include "report/figures/curves.def"
#undef CURVE
};

/* Where a curve finds what it is computed from: names are looked up once, not in every row. */
struct lookup {
    const struct csv *t;
    size_t row, n;
    const char *name[4];
    size_t column[4];
};

static double look_up(struct lookup *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++) {
        if (strcmp(l->name[i], name) == 0) {
            return csv_number(l->t, l->row, l->column[i]);
        }
    }
    size_t column = csv_column(l->t, name);
    if (l->n < sizeof l->name / sizeof l->name[0]) {
        l->name[l->n] = name;
        l->column[l->n++] = column;
    }
    return csv_number(l->t, l->row, column);
}

#define at(name) look_up(l, name)
#define CURVE(id, name, kept, value)                                                                                   \
    static double of_##id(struct lookup *l)                                                                            \
    {                                                                                                                  \
        return value;                                                                                                  \
    }
#include "report/figures/curves.def"
#undef CURVE
#undef at

/* From the columns slo.p50 to slo.p999 behind a prefix, which are the same in every row. */
static struct curves_promise promise_of(const struct csv *t, const char *prefix)
{
    static const char *const nearest[] = {"p99", "p999", "p95", "p50"}; /* to the p99 that is drawn */
    struct curves_promise promise = {.within_s = (double)NAN, .quantile = nearest[0]};
    for (size_t i = 0; i < sizeof nearest / sizeof nearest[0] && isnan(promise.within_s) && t->rows_n > 1; i++) {
        promise.quantile = nearest[i];
        promise.within_s = csv_number(t, 1, csv_column(t, text_format("%sslo.%s", prefix, nearest[i]).s));
    }
    return promise;
}

static void read_sources(struct curves *c, const struct csv *t, const char *const *sources)
{
    for (size_t s = CURVES_N; s < c->columns_n; s++) {
        size_t column = csv_column(t, text_format("traffic.%s.latency.user.p99", sources[s - CURVES_N]).s);
        for (size_t row = 0; row < c->rows_n; row++) {
            c->value[row * c->columns_n + s] = csv_number(t, row + 1, column);
        }
        c->source_slo[s - CURVES_N] = promise_of(t, text_format("traffic.%s.", sources[s - CURVES_N]).s);
    }
}

static void read_rows(struct curves *c, const struct csv *t)
{
    static double (*const value[])(struct lookup *) = {
#define CURVE(id, name, kept, value) of_##id,
#include "report/figures/curves.def"
#undef CURVE
    };
    for (size_t i = 0; i < CURVES_N; i++) {
        struct lookup l = {.t = t};
        for (l.row = 1; l.row <= c->rows_n; l.row++) {
            c->value[(l.row - 1) * c->columns_n + i] = value[i](&l);
        }
    }
}

/* Smallest and largest of a curve within rows first to end - 1, in the order in which they come. */
static void keep_extremes(const struct curves *c, size_t curve, size_t first, size_t end, double kept[2])
{
    size_t least = first, most = first;
    for (size_t row = first; row < end; row++) {
        double v = curves_at(c, row, curve);
        least = v < curves_at(c, least, curve) || isnan(curves_at(c, least, curve)) ? row : least;
        most = v > curves_at(c, most, curve) || isnan(curves_at(c, most, curve)) ? row : most;
    }
    kept[0] = curves_at(c, least < most ? least : most, curve);
    kept[1] = curves_at(c, least < most ? most : least, curve);
}

static double mean_of(const struct curves *c, size_t curve, size_t first, size_t end)
{
    double sum = 0;
    for (size_t row = first; row < end; row++) {
        sum += curves_at(c, row, curve);
    }
    return sum / (double)(end - first);
}

/* In place: what is written lies never behind what is read next. */
static void thin(struct curves *c, size_t pieces_n)
{
    size_t rows_n = c->rows_n;
    for (size_t piece = 0; piece < pieces_n; piece++) {
        size_t first = piece * rows_n / pieces_n, end = (piece + 1) * rows_n / pieces_n;
        double kept[CURVES_N + CURVES_SOURCES_MAX][2];
        for (size_t i = 0; i < c->columns_n; i++) {
            if (i < CURVES_N && columns[i].kept == MEANS) {
                kept[i][0] = kept[i][1] = mean_of(c, i, first, end);
            } else {
                keep_extremes(c, i, first, end, kept[i]);
            }
        }
        kept[CURVE_TIME][0] = curves_at(c, first, CURVE_TIME);
        kept[CURVE_TIME][1] = curves_at(c, (first + end) / 2, CURVE_TIME);
        for (size_t i = 0; i < c->columns_n; i++) {
            c->value[2 * piece * c->columns_n + i] = kept[i][0];
            c->value[(2 * piece + 1) * c->columns_n + i] = kept[i][1];
        }
    }
    c->rows_n = 2 * pieces_n;
}

bool curves_take(struct curves *c, const struct csv *timeline, size_t pieces_n, const char *const *sources,
                 size_t sources_n)
{
    size_t rows_n = timeline->rows_n - 1;
    *c = (struct curves){.rows_n = rows_n, .columns_n = CURVES_N, .capacity = (double)NAN};
    if (sources_n > 1) {
        c->columns_n += sources_n < CURVES_SOURCES_MAX ? sources_n : CURVES_SOURCES_MAX;
    }
    c->value = calloc(rows_n + 1, c->columns_n * sizeof *c->value);
    if (c->value == NULL) {
        return false;
    }
    read_rows(c, timeline);
    read_sources(c, timeline, sources);
    c->slo = promise_of(timeline, "");
    if (rows_n > 0) {
        double last = curves_at(c, rows_n - 1, CURVE_TIME);
        c->end_s = rows_n > 1 ? 2 * last - curves_at(c, rows_n - 2, CURVE_TIME) : last;
        c->capacity = curves_most(c, CURVE_CAPACITY);
    }
    if (rows_n > 2 * pieces_n) {
        thin(c, pieces_n);
    }
    return true;
}

void curves_free(struct curves *c)
{
    bands_free(&c->bands);
    theory_curves_free(&c->theory);
    free(c->value);
    c->value = NULL;
}

double curves_least(const struct curves *c, size_t curve, double floor)
{
    double least = (double)NAN;
    for (size_t row = 0; row < c->rows_n; row++) {
        double v = curves_at(c, row, curve);
        if (v > floor && !(v >= least)) {
            least = v;
        }
    }
    return least;
}

double curves_most(const struct curves *c, size_t curve)
{
    double most = (double)NAN;
    for (size_t row = 0; row < c->rows_n; row++) {
        double v = curves_at(c, row, curve);
        most = isfinite(v) ? fmax(most, v) : most;
    }
    return most;
}

bool curves_coincide(const struct curves *a, const struct curves *b, size_t curve)
{
    if (a->rows_n != b->rows_n) {
        return false;
    }
    double near = 0.1 * fmax(curves_most(a, curve), curves_most(b, curve));
    size_t apart_n = 0;
    for (size_t row = 0; row < a->rows_n; row++) {
        apart_n += fabs(curves_at(a, row, curve) - curves_at(b, row, curve)) > near;
    }
    return 250 * apart_n <= a->rows_n;
}

bool curves_print(FILE *out, const void *context)
{
    const struct curves *c = context;
    for (size_t i = 0; i < c->columns_n; i++) {
        const char *name = i < CURVES_N ? columns[i].name : text_format("p99_%zu", i - CURVES_N + 1).s;
        fprintf(out, "%s%s", i == 0 ? "" : " ", name);
    }
    for (size_t i = CURVES_N; i < c->columns_n; i++) {
        fprintf(out, " unserved_%zu", i - CURVES_N + 1);
    }
    fputc('\n', out);
    for (size_t row = 0; row < c->rows_n; row++) {
        for (size_t i = 0; i < c->columns_n; i++) {
            double v = curves_at(c, row, i);
            fprintf(out, "%s%s", i == 0 ? "" : " ", isfinite(v) ? json_number(v).s : "NaN");
        }
        for (size_t i = CURVES_N; i < c->columns_n; i++) { /* their p99 falls on those who were not served */
            fprintf(out, " %d", isinf(curves_at(c, row, i)));
        }
        fputc('\n', out);
    }
    return true;
}
