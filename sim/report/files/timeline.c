/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline.c: header and rows walk the same table, so that a column cannot lose its name (see timeline.h). */
#include "report/files/timeline.h"

#include <math.h>

#include "outcome/slo.h"
#include "report/files/csv.h"
#include "report/text.h"
#include "theory/stationary.h"

/* What is not promised, or has no limit, is an empty cell. */
static double promise(double value)
{
    return value > 0 && isfinite(value) ? value : (double)NAN;
}

#define COLUMN(id, name, unit, help, ...)                                                                              \
    static double column_##id(const struct results *r, const struct window *w, size_t source)                          \
    {                                                                                                                  \
        double s = (double)(w->end_ns - w->start_ns) * 1e-9;                                                           \
        (void)r;                                                                                                       \
        (void)source;                                                                                                  \
        (void)s;                                                                                                       \
        return __VA_ARGS__;                                                                                            \
    }
#define SOURCE_COLUMN(id, name, unit, help, ...)                                                                       \
    static double source_##id(const struct results *r, const struct window *of, size_t source)                         \
    {                                                                                                                  \
        double s = (double)(of->end_ns - of->start_ns) * 1e-9;                                                         \
        const struct source_window *w = &of->source[source];                                                           \
        (void)w;                                                                                                       \
        (void)r;                                                                                                       \
        (void)s;                                                                                                       \
        return __VA_ARGS__;                                                                                            \
    }
#include "report/files/timeline.def"
#undef COLUMN
#undef SOURCE_COLUMN

#define COLUMN(id, name, unit, help, ...) {name, unit, help, false, column_##id},
#define SOURCE_COLUMN(id, name, unit, help, ...) {name, unit, help, true, source_##id},

const struct timeline_column timeline_columns[] = {
#include "report/files/timeline.def"
};
const size_t timeline_columns_n = sizeof timeline_columns / sizeof timeline_columns[0];

size_t timeline_cells_n(const struct config *c)
{
    size_t n = 0;
    for (size_t i = 0; i < timeline_columns_n; i++) {
        n += timeline_columns[i].of_source ? c->sources_n : 1;
    }
    return n;
}

/* One cell of the header (w NULL) or of a row. */
static void print_cell(FILE *out, const struct timeline_column *c, const struct results *r, const struct window *w,
                       size_t source)
{
    if (c != timeline_columns) {
        fputc(',', out);
    }
    if (w != NULL) {
        csv_print_number(out, c->value(r, w, source));
    } else if (c->of_source) {
        csv_print(out, text_format("traffic.%s.%s", r->config->sources[source].name, c->name).s);
    } else {
        csv_print(out, c->name);
    }
}

/* Neighbouring columns of sources come together, source by source. */
static void print_row(FILE *out, const struct results *r, const struct window *w)
{
    for (size_t i = 0, end; i < timeline_columns_n; i = end) {
        size_t times = timeline_columns[i].of_source ? r->config->sources_n : 1;
        for (end = i + 1;
             end < timeline_columns_n && timeline_columns[i].of_source && timeline_columns[end].of_source;) {
            end++;
        }
        for (size_t source = 0; source < times; source++) {
            for (size_t k = i; k < end; k++) {
                print_cell(out, &timeline_columns[k], r, w, source);
            }
        }
    }
    fputc('\n', out);
}

bool timeline_print(FILE *out, const void *results)
{
    const struct results *r = results;
    print_row(out, r, NULL);
    for (size_t i = 0; i < r->windows_n; i++) {
        print_row(out, r, &r->windows[i]);
    }
    return true;
}
