/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid.h: a table of text whose columns are as wide as what stands in them.
 */
#ifndef HERDSIM_GRID_H
#define HERDSIM_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/text.h"

#define GRID_COLUMNS_MAX 12

struct grid_column {
    const char *head[2]; /* two lines */
    bool left;           /* flush left; otherwise flush right */
};

struct grid_row {
    struct text cell[GRID_COLUMNS_MAX];
    char colour[2][16]; /* of the first two cells: escape sequences, or empty */
};

/* Prints heads and rows, two spaces before every column. Where that would be too wide for a terminal of 80
 * columns, one space has to do before as many of the left ones as it takes, and if need be the middle of the first column's
 * text is cut out. */
void grid_print(FILE *out, const struct grid_column *columns, size_t columns_n, const struct grid_row *rows,
                size_t rows_n, bool colour);

#endif
