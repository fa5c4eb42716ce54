/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference_loop.h: the run loop of the reference (private to the model; see reference.h). */
#ifndef HERDSIM_REFERENCE_LOOP_H
#define HERDSIM_REFERENCE_LOOP_H

#include "model/state/state.h"

/* Takes the next event before end_ns and handles it; false if there is none. */
bool reference_loop_step(struct sim *sim, int64_t end_ns);

#endif
