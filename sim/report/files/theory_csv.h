/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory_csv.h: theory.csv: `time` (s), expected hit ratio, and queries of an expected herd and load in its window; empty
 * where no formula applies (theory/expected.h).
 */
#ifndef HERDSIM_THEORY_CSV_H
#define HERDSIM_THEORY_CSV_H

#include <stdbool.h>
#include <stdio.h>

/* Prints the file for the struct results that `results` points to; always true. */
bool theory_csv_print(FILE *out, const void *results);

#endif
