/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events_csv.h: events.csv, from which the figures take their marks: `time` (s), `event`. What lasts has two rows, its
 * beginning and its end.
 */
#ifndef HERDSIM_EVENTS_CSV_H
#define HERDSIM_EVENTS_CSV_H

#include <stdbool.h>
#include <stdio.h>

/* Prints the file for the struct results that `results` points to; always true. */
bool events_csv_print(FILE *out, const void *results);

#endif
