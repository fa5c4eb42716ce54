/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_counts.h: which keys a cache's access counters say are the most popular.
 *
 * Three states of knowledge:
 *   exact, since ever   the order of popularity itself
 *   exact, for a while  key i was counted Poisson(lambda_i x history) times
 *   logarithmic         Redis's 8-bit LFU counter, by its law in the long run (log_counter.h)
 * Counts are drawn at the address of their key. Keys of nearly equal popularity (within 0.2%, or 1% for the
 * logarithmic counter) share one law, so that drawing 100M of them takes seconds. Ties are broken by chance, never by true popularity.
 */
#ifndef HERDSIM_ACCESS_COUNTS_H
#define HERDSIM_ACCESS_COUNTS_H

#include <stdint.h>

#include "model/protection.h"

enum access_counter { ACCESS_COUNTER_EXACT, ACCESS_COUNTER_LOGARITHMIC };

enum {
    ACCESS_COUNTS_MOST = 65535, /* places of counts, less one: one each up to 32,768, then one per 0.1%, up to 2.6e18 */
    ACCESS_COUNTS_LAW = 70000   /* places that one law can reach */
};

struct access_counts_room { /* to work in; what it holds before and after means nothing */
    double sum[ACCESS_COUNTS_LAW];
    uint64_t keys_with[ACCESS_COUNTS_MOST + 1];
};

/* Writes the `top_n` keys with the highest counts to `out`, the highest first (top_n <= keys). history_ns:
 * how long exact counters have counted, TIME_NEVER for ever. */
void access_counts_top(const struct sim *sim, const struct protection_instance *g, enum access_counter counter,
                       int64_t history_ns, struct access_counts_room *room, uint32_t *out, uint64_t top_n);

#endif
