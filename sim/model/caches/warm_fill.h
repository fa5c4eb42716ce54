/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_fill.h: Che's characteristic time of every node of the tier (private to the model).
 *
 * The nodes hold different keys, the more popular ones by luck. So each has a time of its own, at which the keys that are
 * its own, of the most popular 20,000, and its share of all others, take up its places. (With more than 256 nodes the luck of
 * each is left out.)
 */
#ifndef HERDSIM_WARM_FILL_H
#define HERDSIM_WARM_FILL_H

#include <stdbool.h>

#include "model/caches/ring.h"
#include "model/config.h"
#include "theory/filter.h"

/* Writes the time (s) at which places_n[node] keys of the node have a place, per node; INFINITY where all have. The policy
 * must not be lfu. False without memory. */
bool warm_fill_times(const struct config *c, const struct ring *ring, const struct filter *filter,
                     const double *places_n, double *time_s);

#endif
