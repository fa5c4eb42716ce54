/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_variables.h: what a figure's script is told: names, colours, ranges, events, as gnuplot variables.
 *
 * All text of users that gnuplot ever sees is in here, in single quotes, between which it expands nothing.
 * Single quotes in the text become typographic ones (doubling them, as gnuplot's manual says, goes wrong at
 * the start of a string: gnuplot 5.4 reads an empty string there, and the rest as commands). What must not be
 * shown (base/printable.h) becomes spaces, and "]]>" is broken up: gnuplot's SVG holds texts as CDATA, which that ends.
 */
#ifndef HERDSIM_FIGURE_VARIABLES_H
#define HERDSIM_FIGURE_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/figures/curves.h"
#include "report/figures/marks.h"

struct figure_variables {
    const char *title;
    const char *const *name;     /* of the variants */
    const struct curves *curves; /* of the variants */
    const bool *chosen;          /* of the variants: they share a panel */
    size_t variants_n;
    size_t replications_n;     /* from 2 on the curves have bands */
    const char *const *source; /* names of the traffic sources that have curves of their own */
    size_t sources_n;          /* 0 where one stands for all */
    const struct marks *marks;
    double latency_least_s, latency_most_s; /* of the distributions; NAN: no session */
    double nines_n;                         /* to which the distributions reach: 3 is 99.9% */
};

/* Prints figures.gp for the struct figure_variables that `variables` points to. Always true. */
bool figure_variables_print(FILE *out, const void *variables);

#endif
