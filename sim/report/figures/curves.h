/* SPDX-License-Identifier: GPL-3.0-or-later */
/* curves.h: what the figures show of one timeline, cut down to what a figure's pixels can show.
 *
 * A timeline with more windows than a figure has pixels is cut into pieces, and of every piece the smallest
 * and the largest value are kept, in their order: every spike stays, and gnuplot (whose lines get slow when
 * they are long and noisy) stays fast. What is stacked, and what is drawn into a stack, keeps its means.
 */
#ifndef HERDSIM_CURVES_H
#define HERDSIM_CURVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/figures/theory_curves.h"
#include "report/files/bands.h"
#include "report/files/csv.h"

/* The columns of a variant's data file (see curves.def). After them comes the p99 of the users of every traffic source,
 * in s, where there are several: "p99_1", "p99_2", ... */
enum curve {
#define CURVE(id, name, kept, value) CURVE_##id,
#include "report/figures/curves.def"
#undef CURVE
    CURVES_N
};

enum { CURVES_SOURCES_MAX = 6 }; /* that are drawn */

/* The latency that users are promised, as far as one line can say it: that of the p99, which is drawn, or of the nearest
 * quantile for which there is a promise. */
struct curves_promise {
    double within_s;      /* NAN: none */
    const char *quantile; /* "p99" */
};

struct curves {
    double *value; /* row by row */
    size_t rows_n, columns_n;
    double end_s;                                         /* of the last window */
    double capacity;                                      /* of the database at its best, queries/s; NAN: unlimited */
    struct curves_promise slo;                            /* to all users together */
    struct curves_promise source_slo[CURVES_SOURCES_MAX]; /* of the traffic sources that have one of their own */
    struct bands bands;
    struct theory_curves theory;
};

/* Takes the curves from a timeline, in at most 2 x `pieces_n` rows, with those of the traffic sources that are named.
 * False without memory. */
bool curves_take(struct curves *c, const struct csv *timeline, size_t pieces_n, const char *const *sources,
                 size_t sources_n);
void curves_free(struct curves *c);

static inline double curves_at(const struct curves *c, size_t row, size_t curve)
{
    return c->value[row * c->columns_n + curve];
}

/* Least and largest finite value of a curve, the least above `floor`; NAN if there is none. */
double curves_least(const struct curves *c, size_t curve, double floor);
double curves_most(const struct curves *c, size_t curve);

/* Whether one curve would hide the other: in all but one of 250 rows they differ by less than a tenth of the most. */
bool curves_coincide(const struct curves *a, const struct curves *b, size_t curve);

/* Prints a row of names and rows of values for gnuplot, NaN where there is no value. Always true. */
bool curves_print(FILE *out, const void *curves);

#endif
