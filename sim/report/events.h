/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events.h: what happened to the system and when, in a few words each: events.csv, from which the figures take their
 * marks, and the words for others. What lasts has two entries, its beginning and its end.
 *
 * events.csv: `time` (s), `event`.
 */
#ifndef HERDSIM_EVENTS_H
#define HERDSIM_EVENTS_H

#include <stdbool.h>
#include <stdio.h>

#include "model/results.h"
#include "report/text.h"

/* Prints the file for the struct results that `results` points to; always true. */
bool events_print(FILE *out, const void *results);

/* That an event takes effect, and that what it did is over (empty where that is nothing to tell). The first is that of
 * a cut-over only where nothing prepares it. */
struct text events_label(const struct config_event *e);
struct text events_over_label(const struct config_event *e);
struct text events_burst_label(const struct config_source *s);

#define EVENTS_PREPARE "pre-warm begins"

/* Whether a cut-over that was ordered at that instant began with loading the new cache. */
bool events_prepared(const struct results *r, double ordered_s);

#endif
