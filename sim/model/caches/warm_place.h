/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_place.h: what warm starts of the cache tier, with a capacity or without, have in common (private to the model). */
#ifndef HERDSIM_WARM_PLACE_H
#define HERDSIM_WARM_PLACE_H

#include "model/state/state.h"

/* Enters an entry written age_ns ago, to be fresh for ttl_ns from then. */
void warm_place(struct sim *sim, uint32_t key, int64_t age_ns, int64_t ttl_ns);

/* The lifetime of an entry that is met at a random instant. Where lifetimes differ, longer ones are met more often, in
 * proportion to their length. */
int64_t warm_lifetime_ns(struct sim *sim, uint32_t key);

#endif
