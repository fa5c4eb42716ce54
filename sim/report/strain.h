/* strain.h: the block of the table about what overload does, beyond waiting: users who try again, work for nobody,
 * queries and sessions turned away, stale values; and which signal came first. Only columns in which some variant has
 * something to show; no block where there is none.
 */
#ifndef HERDSIM_STRAIN_H
#define HERDSIM_STRAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "report/grid.h"
#include "report/report.h"

/* `rows` has room for a row per variant. */
void strain_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour);

#endif
