/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main_table.h: a line per variant: the verdict, what became of its users, how busy its database was. */
#ifndef HERDSIM_MAIN_TABLE_H
#define HERDSIM_MAIN_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"
#include "report/terminal/grid.h"

/* The table and what its columns mean; `rows` is room for a row per variant. */
void main_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour);

/* What users are promised, if all variants promise the same, in one or two lines; nothing where there is no SLO. */
void main_table_slo(const struct report_run *run, FILE *out);

#endif
