#include "report/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"

static bool is_ledger(enum curve curve)
{
    return curve >= CURVE_FIRST;
}

static void read_rows(struct curves *c, const struct csv *t)
{
    static const char *const names[CURVES_N] = {
        [CURVE_TIME] = "time",
        [CURVE_QUERIES] = "db.queries",
        [CURVE_HITS] = "cache.hit_ratio",
        [CURVE_P50] = "latency.session.p50",
        [CURVE_P99] = "latency.session.p99",
        [CURVE_FAILED] = "sessions.failed",
        [CURVE_FIRST] = "db.first",
        [CURVE_DUPLICATE] = "db.duplicate",
        [CURVE_REFRESH] = "db.refresh",
        [CURVE_PREWARM] = "db.prewarm",
    };
    size_t column[CURVES_N], ok = csv_column(t, "sessions.ok");
    for (size_t i = 0; i < CURVES_N; i++) {
        column[i] = csv_column(t, names[i]);
    }
    for (size_t row = 0; row < c->rows_n; row++) {
        double *to = &c->value[row * CURVES_N];
        for (size_t i = 0; i < CURVES_N; i++) {
            to[i] = csv_number(t, row + 1, column[i]);
        }
        to[CURVE_FAILED] /= to[CURVE_FAILED] + csv_number(t, row + 1, ok); /* none ended: 0 / 0 is NAN */
    }
}

/* Smallest and largest of a curve within rows first to end - 1, in the order in which they come. */
static void keep_extremes(const struct curves *c, enum curve curve, size_t first, size_t end, double kept[2])
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

static double mean_of(const struct curves *c, enum curve curve, size_t first, size_t end)
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
        double kept[CURVES_N][2];
        for (enum curve i = 0; i < CURVES_N; i++) {
            if (is_ledger(i)) {
                kept[i][0] = kept[i][1] = mean_of(c, i, first, end);
            } else {
                keep_extremes(c, i, first, end, kept[i]);
            }
        }
        kept[CURVE_TIME][0] = curves_at(c, first, CURVE_TIME);
        kept[CURVE_TIME][1] = curves_at(c, (first + end) / 2, CURVE_TIME);
        for (size_t i = 0; i < CURVES_N; i++) {
            c->value[2 * piece * CURVES_N + i] = kept[i][0];
            c->value[(2 * piece + 1) * CURVES_N + i] = kept[i][1];
        }
    }
    c->rows_n = 2 * pieces_n;
}

bool curves_take(struct curves *c, const struct csv *timeline, size_t pieces_n)
{
    size_t rows_n = timeline->rows_n - 1;
    *c = (struct curves){calloc(rows_n + 1, CURVES_N * sizeof *c->value), rows_n, 0, NAN, NAN};
    if (c->value == NULL) {
        return false;
    }
    read_rows(c, timeline);
    if (rows_n > 0) {
        double last = curves_at(c, rows_n - 1, CURVE_TIME);
        c->end_s = rows_n > 1 ? 2 * last - curves_at(c, rows_n - 2, CURVE_TIME) : last;
        c->capacity = csv_number(timeline, 1, csv_column(timeline, "db.capacity"));
        c->slo_p99_s = csv_number(timeline, 1, csv_column(timeline, "slo.p99"));
    }
    if (rows_n > 2 * pieces_n) {
        thin(c, pieces_n);
    }
    return true;
}

void curves_free(struct curves *c)
{
    free(c->value);
    c->value = NULL;
}

double curves_least(const struct curves *c, enum curve curve, double floor)
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

double curves_most(const struct curves *c, enum curve curve)
{
    double most = (double)NAN;
    for (size_t row = 0; row < c->rows_n; row++) {
        most = fmax(most, curves_at(c, row, curve));
    }
    return most;
}

bool curves_print(FILE *out, const void *context)
{
    const struct curves *c = context;
    fputs("# time_s queries_per_s hit_ratio p50_s p99_s failed_share first duplicate refresh prewarm\n", out);
    for (size_t row = 0; row < c->rows_n; row++) {
        for (size_t i = 0; i < CURVES_N; i++) {
            double v = curves_at(c, row, (enum curve)i);
            fprintf(out, "%s%s", i == 0 ? "" : " ", isfinite(v) ? json_number(v).s : "NaN");
        }
        fputc('\n', out);
    }
    return true;
}
