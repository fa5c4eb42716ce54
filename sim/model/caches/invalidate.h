/* SPDX-License-Identifier: GPL-3.0-or-later */
/* invalidate.h: entries deleted because the scenario says so (private to the model). */
#ifndef HERDSIM_INVALIDATE_H
#define HERDSIM_INVALIDATE_H

#include "model/state/state.h"

/* Deletes the keys of an event `invalidate`, which is event number `number` of the config, from the cache tier: the
 * most popular ones, or a share at random. Local caches are not told. */
void invalidate_keys(struct sim *sim, const struct config_event *e, uint32_t number);

#endif
