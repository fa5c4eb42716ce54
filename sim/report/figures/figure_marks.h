/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_marks.h: the events of a figure as gnuplot arrays (see figure_variables.h). */
#ifndef HERDSIM_FIGURE_MARKS_H
#define HERDSIM_FIGURE_MARKS_H

#include <stdio.h>

#include "report/figures/figure_variables.h"

/* Prints the variables that begin with mark; times in units of `unit_s`, and how much of an axis a row of labels takes. */
void figure_marks_print(FILE *out, const struct figure_variables *p, double unit_s, double row_height);

#endif
