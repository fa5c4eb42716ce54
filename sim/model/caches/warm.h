/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm.h: what the cache holds when the run starts (private to the model). */
#ifndef HERDSIM_WARM_H
#define HERDSIM_WARM_H

#include "model/state/state.h"

/* Fills the cache as the config's `start` says. False without memory. */
bool warm_start(struct sim *sim);

#endif
