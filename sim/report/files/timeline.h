/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline.h: timeline.csv, one row per window.
 *
 * `time` (start of the window, s), then every counter as a rate per second, every gauge, latencies of successful reads
 * and sessions (s), the same per traffic source, and the limits that the window is to be held against (`db.capacity`,
 * `slo.p99`, `slo.success`). What does not exist is an empty cell: a percentile of nothing, a limit that is not set.
 */
#ifndef HERDSIM_TIMELINE_H
#define HERDSIM_TIMELINE_H

#include <stdbool.h>
#include <stdio.h>

/* Prints the file for the struct results that `results` points to; always true. */
bool timeline_print(FILE *out, const void *results);

#endif
