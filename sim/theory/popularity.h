/* SPDX-License-Identifier: GPL-3.0-or-later */
/* popularity.h: from a hit ratio that somebody has measured to the law of popularity behind it.
 *
 * What people know of their traffic is the hit ratio of their cache, hardly ever Zipf's exponent. The hit ratio in the
 * long run (theory/stationary.h) rises with the exponent while all else stays, so the exponent follows.
 */
#ifndef HERDSIM_POPULARITY_H
#define HERDSIM_POPULARITY_H

#include <stdbool.h>

#include "model/config.h"

#define POPULARITY_EXPONENT_MAX 10

/* The exponent, 0 to 10, at which the caches of the config reach the hit ratio in the long run. False if there is none. */
bool popularity_exponent_of(const struct config *c, double hit_ratio, double *exponent);

/* The hit ratio of the config if its exponent were that. */
double popularity_hit_ratio(const struct config *c, double exponent);

#endif
