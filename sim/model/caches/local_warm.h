/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_warm.h: what the local caches hold when the run starts (private to the model). */
#ifndef HERDSIM_LOCAL_WARM_H
#define HERDSIM_LOCAL_WARM_H

#include "model/state/state.h"

/* Fills the local caches as their `start` says. */
void local_warm_start(struct sim *sim);

#endif
