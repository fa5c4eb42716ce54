/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_capacity.h: what a cache tier with a capacity holds when a warm run starts (private to the model). */
#ifndef HERDSIM_WARM_CAPACITY_H
#define HERDSIM_WARM_CAPACITY_H

#include "model/state/state.h"

/* Fills it: as many entries as there is room for, of the keys, ages and ranks of the long run (theory/occupancy.h). */
/* False without memory. */
bool warm_capacity_start(struct sim *sim);

/* Bytes that it takes meanwhile. */
uint64_t warm_capacity_bytes(const struct config *c);

#endif
