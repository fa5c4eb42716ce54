/* SPDX-License-Identifier: GPL-3.0-or-later */
/* failure.h: a read for which there is no value: a protection may yet have an old one, otherwise it fails (private to
 * the model). */
#ifndef HERDSIM_FAILURE_H
#define HERDSIM_FAILURE_H

#include "model/state/state.h"

/* The read fails, or gets an expired value instead. */
void failure_of_read(struct sim *sim, uint32_t request);

/* The read gets the expired value that its first lookup found in the cache. */
void failure_serve_stale(struct sim *sim, uint32_t request);

#endif
