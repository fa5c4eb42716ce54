/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectations_table.h: what was expected beside what came out, for the terminal. */
#ifndef HERDSIM_EXPECTATIONS_TABLE_H
#define HERDSIM_EXPECTATIONS_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"

/* A line that counts them, and one for each; `brief`: only for those that do not hold. Those of a scenario that was changed on
 * the command line (run->changed) are told, not judged. */
void expectations_table_print(const struct report_run *run, FILE *out, bool brief, bool colour);

#endif
