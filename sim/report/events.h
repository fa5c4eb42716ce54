/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events.h: what happened to the system, in a few words each, for figures, files and the incident. What lasts has two
 * labels, for its beginning and for its end.
 */
#ifndef HERDSIM_EVENTS_H
#define HERDSIM_EVENTS_H

#include <stdbool.h>

#include "model/results.h"
#include "report/text.h"

/* That an event takes effect, and that what it did is over (empty where that is nothing to tell). The first is that of
 * a cut-over only where nothing prepares it. */
struct text events_label(const struct config_event *e);
struct text events_over_label(const struct config_event *e);
struct text events_burst_label(const struct config_source *s);

#define EVENTS_PREPARE "pre-warm begins"

/* Whether a cut-over that was ordered at that instant began with loading the new cache. */
bool events_prepared(const struct results *r, double ordered_s);

#endif
