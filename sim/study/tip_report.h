/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_report.h: what a search for edges has found, on the terminal and in a folder:
 *
 *   tip.csv      a row an edge: between which values it lies, and what that rests on
 *   points.csv   a row a point that was tried: runs, those in which the condition held, interval of the share
 *   tip.json     what was asked, with the scenario, and the edges
 *   tip.svg, .png, report.html
 */
#ifndef HERDSIM_TIP_REPORT_H
#define HERDSIM_TIP_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "study/study_figure.h"
#include "study/tip.h"

/* Table and words, 80 columns. */
void tip_report_print(FILE *out, const struct tip *t);

/* The files, without figure and page. False after one line on `errors`. */
bool tip_report_write(const struct tip *t, const char *dir, FILE *errors);

/* The figure. */
enum study_figure tip_report_draw(const struct tip *t, const char *dir, const char *scripts, FILE *errors);

/* report.html, with the figure if that is there. False after one line on `errors`. */
bool tip_report_page(const struct tip *t, const char *dir, FILE *errors);

#endif
