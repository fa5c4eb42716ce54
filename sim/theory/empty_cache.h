/* SPDX-License-Identifier: GPL-3.0-or-later */
/* empty_cache.h: when a config's cache stands empty while users read, and what then to expect.
 *
 * Two ways to reckon: the rule of thumb (a fifth of the reads are of distinct keys), and the law of popularity
 * (theory/stationary.h): after a time t, sum over keys of p (1 - e^(-lambda p t)) of the reads hit, and in it sum of
 * 1 - e^(-lambda p t) keys were read at least once.
 */
#ifndef HERDSIM_EMPTY_CACHE_H
#define HERDSIM_EMPTY_CACHE_H

#include <stdbool.h>

#include "model/config.h"

/* The rule of thumb's share of distinct keys among the reads of one second. */
#define EMPTY_CACHE_RULE_SHARE 0.2

/* When the cache first stands empty: a cold start, a restart, the expiry of everything, a cut-over to a new cache that
 * nothing has filled; in s. NAN: never. */
double empty_cache_begins_s(const struct config *c);

/* Whether a protection fills a new cache before traffic moves to it. */
bool empty_cache_is_prewarmed(const struct config *c);

/* The share of reads that miss beside a computed hit ratio. The ratio is a sum over all keys, so what is left of 1
 * may be nothing but rounding, on either side of 0. */
static inline double empty_cache_missed(double hit_ratio)
{
    double missed = 1 - hit_ratio;
    return missed < 1e-12 ? 0 : missed; /* NAN stays */
}

#endif
