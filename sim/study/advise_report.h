/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_report.h: a selection on the terminal and in a folder:
 *
 *   advise.csv    a row a set that was settled or tried: options, cost, runs, those in which it held, interval of the share,
 *                 what follows, means of the effects
 *   advise.json   the answer, what is claimed, what was asked, with the scenario
 *   advise.svg, .png, report.html
 */
#ifndef HERDSIM_ADVISE_REPORT_H
#define HERDSIM_ADVISE_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "study/advise.h"
#include "study/study_figure.h"

void advise_report_print(FILE *out, const struct advise *a);

/* The files, without figure and page; the figure; the page, with the figure if that is there. False after one line on
 * `errors`. */
bool advise_report_write(const struct advise *a, const char *dir, FILE *errors);
enum study_figure advise_report_draw(const struct advise *a, const char *dir, const char *scripts, FILE *errors);
bool advise_report_page(const struct advise *a, const char *dir, FILE *errors);

#endif
