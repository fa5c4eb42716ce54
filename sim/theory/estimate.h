/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimate.h: what one reckons on the back of an envelope about a config, before anything is simulated.
 *
 * T17: who tries n times in all, each attempt failing with probability p, tries (1 - p^n) / (1 - p) times on average:
 * n times when everything fails. A budget lets 1 + its share through. Layers that retry multiply. A database whose load,
 * so multiplied, is beyond its capacity does not recover by itself when what brought it down is over: N. Bronson,
 * A. Aghayev, A. Charapko, T. Zhu, "Metastable Failures in Distributed Systems", HotOS 2021.
 */
#ifndef HERDSIM_ESTIMATE_H
#define HERDSIM_ESTIMATE_H

#include <stdbool.h>

#include "model/config.h"

/* By how much the loss of the whole cache, or of one of N equal nodes, multiplies what the database gets while the hit
 * ratio is h < 1: 1 / (1 - h), and 1 + h / (N (1 - h)). */
double estimate_loss_factor(double hit_ratio);
double estimate_node_loss_factor(double hit_ratio, double nodes_n);

/* Queries/s in the first second of an empty cache by the rule of thumb (theory/empty_cache.h). */
double estimate_rule_per_s(double reads_per_s);

/* When the warming up of an empty cache has brought the load below the capacity, s; a fetch time at least; NAN if not
 * within a year. */
double estimate_below_capacity_s(const struct config *c, double reads_per_s, double capacity_per_s);

/* Queries for a key that is missing, read so often, without coalescing, with coalescing on each app server, and in the
 * whole cluster. `reads_n`: reads that there are at all, INFINITY for lasting traffic. */
struct estimate_herd {
    double alone, per_server, cluster;
};
struct estimate_herd estimate_herd_of(const struct config *c, double rate_per_s, double reads_n);

/* What a protection that loads a new cache does. False if there is none. */
enum estimate_limit { PRELOAD_BY_CAPACITY, PRELOAD_BY_RATE, PRELOAD_BY_PARALLEL };
struct estimate_preload {
    double keys, parallel;
    double load_per_s; /* on the database meanwhile, and what bounds it */
    enum estimate_limit limit;
    double takes_s;   /* keys / that load */
    double hit_ratio; /* at the cut-over, if all that was loaded is fresh still */
};
bool estimate_preload(const struct config *c, struct estimate_preload *out);

/* Attempts per session of a source when all fail; per read, mean over the sources that have a rate; and per query, of the
 * client library. */
double estimate_attempts(const struct config_source *s);
double estimate_mean_attempts(const struct config *c);
double estimate_client_attempts(const struct config *c);

#endif
