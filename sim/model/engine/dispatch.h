/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch.h: moving the clock and handling events, for both run loops (private to the model). */
#ifndef HERDSIM_DISPATCH_H
#define HERDSIM_DISPATCH_H

#include "model/state/state.h"

/* Moves the clock to an instant at which something happens, closing the windows that end by then. */
void dispatch_time(struct sim *sim, int64_t now_ns);

/* Closes windows up to an instant, the one in progress included if the run ends there. */
void dispatch_close(struct sim *sim, int64_t end_ns);

/* The alarm has come. */
void dispatch_alarm(struct sim *sim);

/* Handles an event of the model at the current instant. */
void dispatch_event(struct sim *sim, struct event event);

#endif
