/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overload_table.h: the block of the table about what overload does, beyond waiting: users who try again, work for nobody,
 * queries and sessions turned away, stale values; and which signal came first. Only columns in which some variant has
 * something to show; no block where there is none.
 */
#ifndef HERDSIM_OVERLOAD_TABLE_H
#define HERDSIM_OVERLOAD_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"
#include "report/terminal/grid.h"

/* `rows` has room for a row per variant. */
void overload_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour);

#endif
