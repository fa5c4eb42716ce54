/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replicated.h: the tables of a run with replications: every variant with means and 95% intervals, then each compared with
 * the first.
 */
#ifndef HERDSIM_REPLICATED_H
#define HERDSIM_REPLICATED_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"
#include "report/terminal/grid.h"

/* `rows` has room for a row per variant. */
void replicated_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour);

/* "2.42k ±187", "511 ±13 ms": a mean and half the width of its interval, as `text` writes numbers. */
struct text replicated_text(const struct interval *i, struct text (*text)(double value));

#endif
