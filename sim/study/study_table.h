/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_table.h: the table of a study's answer, the same on the terminal and on its page. */
#ifndef HERDSIM_STUDY_TABLE_H
#define HERDSIM_STUDY_TABLE_H

#include <stddef.h>

#include "report/terminal/grid.h"

struct study_table {
    struct grid_column column[GRID_COLUMNS_MAX];
    size_t columns_n;
    struct grid_row *row; /* malloc'ed */
    size_t rows_n;
};

/* Frees the rows; a table of none is left. */
void study_table_free(struct study_table *t);

#endif
