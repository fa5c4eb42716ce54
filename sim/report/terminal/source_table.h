/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_table.h: what the users of every traffic source saw, where there are several: the herd's own users and
 * those who have nothing to do with it but share the database, side by side.
 */
#ifndef HERDSIM_SOURCE_TABLE_H
#define HERDSIM_SOURCE_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"
#include "report/terminal/grid.h"

/* Prints a row per variant with p99 of every source's sessions, over the run and in the worst window, and the share
 * that failed where any did; nothing if no variant has two sources. `rows` has room for a row per variant. */
void source_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour);

#endif
