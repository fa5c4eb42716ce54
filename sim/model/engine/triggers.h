/* SPDX-License-Identifier: GPL-3.0-or-later */
/* triggers.h: the events that a scenario plans (private to the model). */
#ifndef HERDSIM_TRIGGERS_H
#define HERDSIM_TRIGGERS_H

#include "model/state/state.h"

/* Enters them into the queue, before anything else. */
void triggers_enter(struct sim *sim);

/* The event STATE_TRIGGER. */
void triggers_do(struct sim *sim, uint32_t event);

/* The event STATE_TRIGGER_OVER: what an event did comes to its end. */
void triggers_end(struct sim *sim, uint32_t number);

#endif
