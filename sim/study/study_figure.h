/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_figure.h: has a study's figure drawn: `name`.svg and .png in `dir`, by the script `name`.gp after data/figure.gp. */
#ifndef HERDSIM_STUDY_FIGURE_H
#define HERDSIM_STUDY_FIGURE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/files/file.h"

enum study_figure {
    STUDY_FIGURE_DONE,
    STUDY_FIGURE_MISSING, /* there is no gnuplot; one line says so */
    STUDY_FIGURE_FAILED /* after one line, unless a signal was the reason that the caller holds back; no figure is left */
};

/* Writes DIR/data/figure.gp and DIR/data/points.dat and draws, in place of an earlier figure. `scripts` is the folder of the
 * scripts. */
enum study_figure study_figure_draw(const char *dir, const char *scripts, const char *name, file_compose variables,
                                    file_compose data, const void *context, FILE *errors);

/* Prints a number for gnuplot, with a blank before it; NaN for what is not finite. */
void study_figure_number(FILE *out, double value);

#endif
