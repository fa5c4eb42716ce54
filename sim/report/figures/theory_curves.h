/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory_curves.h: what theory says of a variant, as theory.csv holds it (report/files/theory_csv.h), for the thin lines of
 * the figures.
 */
#ifndef HERDSIM_THEORY_CURVES_H
#define HERDSIM_THEORY_CURVES_H

#include <stdbool.h>
#include <stdio.h>

#include "report/files/csv.h"

struct theory_curves { /* for the figures, of one variant */
    double *value;     /* pairs of time (s) and hit ratio */
    size_t rows_n;
    double herd, herd_per_s; /* NAN: none */
};

/* Reads it back from theory.csv. False without memory. */
bool theory_curves_take(struct theory_curves *t, const struct csv *csv);
void theory_curves_free(struct theory_curves *t);

/* Whether two variants have the same expected hit ratio. */
bool theory_curves_same(const struct theory_curves *a, const struct theory_curves *b);

/* Prints the pairs for gnuplot. Always true. */
bool theory_curves_draw(FILE *out, const void *theory);

#endif
