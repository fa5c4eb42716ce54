/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.h: what the local caches of the app servers let through (private to the model).
 *
 * Each of N servers reads key i at l = lambda_i / N. In the long run its local cache misses
 *   with a TTL T       1 / (1 + l T) of these reads (T5)
 *   with a capacity    e^{-l t} of them under lru, 1 / (1 + l t) under fifo and random, t being Che's characteristic
 *                      time (theory/stationary.h); under lfu all or none, by whether the key is among the most popular
 * and, with both, the greater share of the two; with neither, none. The tier sees N times that. To take what comes
 * through for a Poisson process is an approximation: misses of one server keep a distance of T.
 */
#ifndef HERDSIM_FILTER_H
#define HERDSIM_FILTER_H

#include "model/config.h"

struct filter {
    bool present; /* false: everything goes through */
    double servers_n;
    double ttl_s;      /* INFINITY: none */
    double fill_s;     /* characteristic time; INFINITY: everything fits */
    bool renews;       /* lru: a hit keeps an entry from being pushed out */
    double least_kept; /* lfu: keys read at this rate or above are kept; NAN: by fill_s */
};

struct filter filter_of(const struct config *c);

/* Of the reads/s of a key on all servers together, those that go on to the tier or the database. */
double filter_through(const struct filter *f, double rate_per_s);

#endif
