/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deadline.h: users who wait so long and no longer (private to the model).
 *
 * All sessions of a source have the same patience, so the one that opened first is the next to lose it: one pending
 * event per source is enough, and a session that ends in time costs no event.
 */
#ifndef HERDSIM_DEADLINE_H
#define HERDSIM_DEADLINE_H

#include "model/state/state.h"

/* A session has opened: if its source has a deadline, it is watched until deadline_unwatch. */
void deadline_watch(struct sim *sim, uint32_t session);
void deadline_unwatch(struct sim *sim, uint32_t session);

/* After the event STATE_DEADLINE of a source: takes out a session that has missed its deadline, the oldest first, or gives
 * SLOT_NONE; when there is none left, deadline_go_on sets the next event. */
uint32_t deadline_overdue(struct sim *sim, uint32_t source);
void deadline_go_on(struct sim *sim, uint32_t source);

#endif
