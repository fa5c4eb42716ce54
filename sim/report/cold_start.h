/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cold_start.h: the first moments of an empty cache, as arithmetic and as simulated, for the same config.
 *
 * Arithmetic, two ways: the rule of thumb (a fifth of the reads are of distinct keys), and the law of
 * popularity: after a time t, sum over keys of p (1 - e^(-lambda p t)) of the reads hit, and in it
 * sum of 1 - e^(-lambda p t) keys were read at least once.
 */
#ifndef HERDSIM_COLD_START_H
#define HERDSIM_COLD_START_H

#include <stdbool.h>

#include "model/results.h"

/* The rule of thumb's share of distinct keys among the reads of one second. */
#define COLD_START_RULE_SHARE 0.2

/* When the config's cache first stands empty while users read: a cold start, a restart, the expiry of
 * everything, a cut-over to a new cache that nothing has filled. NAN: never. */
double cold_start_begins_s(const struct config *c);

/* Whether a protection fills a new cache before traffic moves to it. */
bool cold_start_is_prewarmed(const struct config *c);

/* Database queries/s simulated from t_s to t_s + 1 s after the cache stood empty: mean over the windows
 * that begin in that second, or else of the window at its beginning. NAN if the run ended before. */
double cold_start_simulated_per_s(const struct results *r, double t_s);

/* The share of reads that miss beside a computed hit ratio. The ratio is a sum over all keys, so what is left of 1
 * may be nothing but rounding, on either side of 0. */
static inline double cold_start_missed(double hit_ratio)
{
    double missed = 1 - hit_ratio;
    return missed < 1e-12 ? 0 : missed; /* NAN stays */
}

#endif
