/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory_curves.h: what theory says of a run, where a closed form applies, to be drawn beside what was simulated.
 *
 * Two curves, both for a database that keeps up (a miss is answered after a fetch time, and no later):
 *
 *   hit ratio   of one tier without eviction, under steady traffic: the stationary value until the cache is emptied, then
 *               sum p_i (1 - e^(-lambda_i t)) until entries begin to expire (T7), and then the stationary value again.
 *               Fetches are taken for instantaneous.
 *   herd        queries from a hot key's expiry to its fill, constant fetch time S: 1 + lambda S without coalescing (T8), 1 +
 *               (N - 1) (1 - e^(-lambda S / N)) with coalescing on each of N servers (T10).
 *
 * theory.csv holds them per variant, empty where none applies.
 */
#ifndef HERDSIM_THEORY_CURVES_H
#define HERDSIM_THEORY_CURVES_H

#include <stdbool.h>
#include <stdio.h>

#include "model/results.h"
#include "report/files/csv.h"

/* Expected hit ratio at an instant; NAN where no formula applies. */
double theory_curves_hit_ratio(const struct config *c, double at_s);

/* Expected queries of one herd on the hottest key that is asked for by name; NAN where no formula applies. */
double theory_curves_herd(const struct config *c);

/* Load on the database in a window in which one such herd falls, queries/s. */
double theory_curves_herd_per_s(const struct config *c);

/* Prints theory.csv for struct results. Always true. */
bool theory_curves_print(FILE *out, const void *results);

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
bool theory_curves_draw(FILE *out, const void *truth);

#endif
