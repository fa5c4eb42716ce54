/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.h: a run as one row of sweep.csv: its number, the point, the variant, the seed, the verdict, and every metric by
 * name. A point that cannot be simulated is a row, too: with the reason, and no metrics.
 *
 * The metrics are those of the scenario where nothing is varied, of all its variants; a cell is empty where a run has no
 * such metric or no value. No cell holds a line break, so that a line is a row.
 */
#ifndef HERDSIM_ROWS_H
#define HERDSIM_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "model/results.h"
#include "study/design.h"

struct rows {
    const struct design *design;
    char **metric; /* names of the columns */
    size_t metrics_n;
};

/* False without memory; to be freed with rows_free() even so. */
bool rows_init(struct rows *r, const struct design *d);
void rows_free(struct rows *r);

/* Print a line each, with its end. */
void rows_print_header(const struct rows *r, FILE *out);
void rows_print(const struct rows *r, size_t run, const struct results *results, FILE *out);
void rows_print_reason(const struct rows *r, size_t run, const char *reason, FILE *out);

#endif
