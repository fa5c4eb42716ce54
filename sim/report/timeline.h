/* timeline.h: timeline.csv, one row per window; and events.csv, what happened to the system and when.
 *
 * timeline.csv: `time` (start of the window, s), then every counter as a rate per second, every gauge,
 * latencies of successful reads and sessions (s), the same per traffic source, and the limits that the
 * window is to be held against (`db.capacity`, `slo.p99`, `slo.success`). What does not exist is an empty
 * cell: a percentile of nothing, a limit that is not set.
 *
 * events.csv: `time` (s), `event` (a few words).
 */
#ifndef HERDSIM_TIMELINE_H
#define HERDSIM_TIMELINE_H

#include <stdbool.h>
#include <stdio.h>

#include "model/config.h"
#include "report/text.h"

/* Both print the file for the struct results that `results` points to; always true. */
bool timeline_print(FILE *out, const void *results);
bool timeline_print_events(FILE *out, const void *results);

/* What an event or a burst does, in a few words. */
struct text timeline_label(const struct config_event *e);
struct text timeline_burst_label(const struct config_source *s);

#endif
