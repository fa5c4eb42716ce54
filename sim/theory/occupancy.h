/* SPDX-License-Identifier: GPL-3.0-or-later */
/* occupancy.h: a cache of bounded capacity in the long run: which keys have a place, which of them are fresh, since when.
 *
 * Key i is read at lambda, independently of all others. By Che's approximation whoever has a place would lose it a time t
 * after it was last used (lru), or entered (fifo), the same for all keys: t solves sum P(i has a place) = C.
 *   lru          place 1 - e^{-lambda t}: it was read within t. The age of the last read is exponential, cut at t
 *   fifo         place lambda t / (1 + lambda t). Its age is uniform on [0, t]
 *   random       the same share; its age is exponential with the mean t
 *   lfu          the C most popular keys
 * An entry that has expired keeps its place, and hits do not renew a time to live T, so places do not depend on T. An entry
 * is written by the first read that finds none fresh, and is fresh until T has passed or its place is lost:
 *   lru          E[D] / (E[D] + 1 / lambda), D being the time that it is: T if T <= t; beyond t, it was pushed out if
 *                two reads were ever t apart, which takes (e^{lambda t} - 1) / lambda on average
 *   fifo, random within a place, T and then the time to the next read, over and over: of a place's first T all, later
 *                lambda T / (1 + lambda T)
 *   lfu          lambda T / (1 + lambda T)
 *
 * H. Che, Y. Tung, Z. Wang, "Hierarchical Web Caching Systems", IEEE JSAC 20(7), 2002 (lru; R. Fagin, "Asymptotic Miss Ratios
 * over Independent References", JCSS 14(2), 1977, shows it to be exact for large caches); V. Martina, M. Garetto, E. Leonardi,
 * "A Unified Approach to the Performance Analysis of Caching Systems", INFOCOM 2014 (fifo, random); N. Choungmo Fofack et
 * al., "Performance Evaluation of Hierarchical TTL-based Cache Networks", Computer Networks 65, 2014 (times to live).
 */
#ifndef HERDSIM_OCCUPANCY_H
#define HERDSIM_OCCUPANCY_H

#include <stdbool.h>

#include "base/rng.h"
#include "model/config.h"

struct occupancy {
    enum eviction policy;
    double fill_s;     /* t; INFINITY: everything fits */
    double ttl_s;      /* T; INFINITY: never expires */
    double least_kept; /* lfu: keys read at this rate or above are kept */
};

/* Chance that a key read at this rate has a place, and that it has a fresh entry. */
double occupancy_place(const struct occupancy *o, double rate_per_s);
double occupancy_fresh(const struct occupancy *o, double rate_per_s);

/* For sums over keys: the chance of a place with a characteristic time of t, under a policy that is not lfu (but for keys
 * that lfu cannot tell apart). */
double occupancy_place_at(enum eviction policy, double rate_per_s, double t_s);

struct occupancy_entry { /* of a key that has a place */
    double rank_s;       /* what its policy goes by: time since its last read (lru), or since it entered; 0: nothing */
    double written_s;    /* how long ago it was written; fresh while less than its life */
};

/* Draws it: a time to live of life_s. `wide_s` >= fill_s: the place is one of those that a characteristic time of so much
 * gives; those beyond fill_s are to be cut off by rank. Takes a few numbers of the generator. */
struct occupancy_entry occupancy_draw(const struct occupancy *o, double wide_s, double rate_per_s, double life_s,
                                      struct rng *draw);

#endif
