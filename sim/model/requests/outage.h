/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outage.h: the database slow, or down, for a while (private to the model). */
#ifndef HERDSIM_OUTAGE_H
#define HERDSIM_OUTAGE_H

#include "model/state/state.h"

/* The events STATE_TRIGGER and STATE_TRIGGER_OVER of an event DB_SLOW or DB_DOWN. */
void outage_begin(struct sim *sim, uint32_t event);
void outage_end(struct sim *sim, uint32_t event);

#endif
