/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.h: what must hold whenever a window ends, in every run: nothing gets lost (private to the model). */
#ifndef HERDSIM_AUDIT_H
#define HERDSIM_AUDIT_H

#include "model/state/state.h"

/* Stops the program if sessions, workers, connections of the pools, requests or queries do not add up. To be called
 * before the counts of the window are cleared. */
void audit_window(const struct sim *sim);

#endif
