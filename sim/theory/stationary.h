/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stationary.h: the closed forms of a config that simulation and envelope are held against.
 *
 * All sums run over the popularity law; lambda_i is the read rate of key i, all sources together, at the
 * traffic of time 0. References: T5, T6, T7 in the project's list of closed forms (Che, Tung and Wang,
 * "Hierarchical Web Caching Systems", IEEE JSAC 20(7), 2002 for the LRU form).
 */
#ifndef HERDSIM_STATIONARY_H
#define HERDSIM_STATIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

/* Sessions/s and reads/s of all sources at an instant (bursts not included). */
double stationary_sessions_per_s(const struct config *c, int64_t at_ns);
double stationary_reads_per_s(const struct config *c, int64_t at_ns);

/* Reads/s at time 0 of the sources whose keys follow the popularity law (all but those that ask for one key). */
double stationary_popular_reads_per_s(const struct config *c);

/* Read rate of the key of that rank (1 = most popular) at time 0. */
double stationary_key_rate_per_s(const struct config *c, uint64_t rank);

/* Whether some source asks for the key of that rank and no other. */
bool stationary_asked_for(const struct config *c, uint64_t rank);

/* Hit ratio in the long run: local caches first (theory/filter.h), then the tier, of which all that follows speaks; its
 * lambda_i are what local caches let through. With a TTL: sum p_i lambda_i T / (1 + lambda_i T). With a capacity C: Che's
 * approximation for LRU, sum p_i (1 - exp(-lambda_i t)) at the t where sum 1 - exp(-lambda_i t) = C; for FIFO
 * and random eviction the same with lambda_i t / (1 + lambda_i t) as the chance of being present; for LFU the share of the C
 * most popular keys. With both, see theory/occupancy.h; with neither, 1; 0 without any cache; NAN where nothing is read at
 * time 0. */
double stationary_hit_ratio(const struct config *c);

/* Hit ratio a time after all caches were emptied, each key fetched once and no entry expiring: sum p_i (1 -
 * exp(-lambda_i t)); with local caches only, each server fetches for itself, and lambda_i is that of one. The database gets (1 - this) x reads/s. NAN where nothing is read. */
double stationary_warmup_hit_ratio(const struct config *c, double t_s);

/* Distinct keys among the reads of the first t seconds: sum 1 - exp(-lambda_i t). */
double stationary_distinct(const struct config *c, double t_s);

/* Queries/s that the database can serve (theory/capacity.h); INFINITY without a limit. */
double stationary_capacity_per_s(const struct config *c);

/* Mean time for which a missed key has a fetch under way when nothing queues: cache round trip + service, s. */
double stationary_fetch_s(const struct config *c);

/* Whether the run begins with an empty cache: the tier, or where there is none, the local caches. */
bool stationary_starts_cold(const struct config *c);

#endif
