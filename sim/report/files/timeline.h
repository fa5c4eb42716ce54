/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline.h: timeline.csv, one row per window; its columns are the lines of timeline.def.
 *
 * `time` (start of the window, s), then every counter as a rate per second, every gauge, latencies of successful reads
 * and sessions (s), the same per traffic source, and the limits that the window is to be held against (`db.capacity`,
 * `slo.p99`, `slo.success`). What does not exist is an empty cell: a percentile of nothing, a limit that is not set.
 */
#ifndef HERDSIM_TIMELINE_H
#define HERDSIM_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "model/results.h"

struct timeline_column {
    const char *name; /* dotted path; of a source's without the "traffic.<source>." */
    const char *unit, *help;
    bool of_source; /* every traffic source has one */
    /* NAN: an empty cell. `source` is the source's index, or 0 where it does not matter. */
    double (*value)(const struct results *r, const struct window *w, size_t source);
};

/* In the order of the file. */
extern const struct timeline_column timeline_columns[];
extern const size_t timeline_columns_n;

/* Cells of a row, those of every source counted. */
size_t timeline_cells_n(const struct config *c);

/* Prints the file for the struct results that `results` points to; always true. */
bool timeline_print(FILE *out, const void *results);

#endif
