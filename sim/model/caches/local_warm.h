/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_warm.h: what the local caches hold when the run starts (private to the model). */
#ifndef HERDSIM_LOCAL_WARM_H
#define HERDSIM_LOCAL_WARM_H

#include "model/state/state.h"

/* Fills the local caches as their `start` says. False without memory. */
bool local_warm_start(struct sim *sim);

/* Bytes that it takes meanwhile. */
uint64_t local_warm_bytes(const struct config *c);

#endif
