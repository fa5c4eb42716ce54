/* sim_dispatch.h: moving the clock and handling events, for both run loops (private to the model). */
#ifndef HERDSIM_SIM_DISPATCH_H
#define HERDSIM_SIM_DISPATCH_H

#include "model/state.h"

/* Moves the clock to an instant at which something happens, closing the windows that end by then. */
void sim_dispatch_time(struct sim *sim, int64_t now_ns);

/* Closes windows up to an instant, the one in progress included if the run ends there. */
void sim_dispatch_close(struct sim *sim, int64_t end_ns);

/* The alarm has come. */
void sim_dispatch_alarm(struct sim *sim);

/* Handles an event of the model at the current instant. */
void sim_dispatch_event(struct sim *sim, struct event event);

#endif
