/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.h: what the local caches of the app servers let through (private to the model).
 *
 * Each of N servers reads key i at l = lambda_i / N. In the long run its local cache misses what occupancy.h says, under its
 * policy, capacity and TTL; with neither capacity nor TTL, nothing. The tier sees N times that. To take what comes
 * through for a Poisson process is an approximation: misses of one server keep a distance of T.
 */
#ifndef HERDSIM_FILTER_H
#define HERDSIM_FILTER_H

#include "model/config.h"
#include "theory/occupancy.h"

struct filter {
    bool present; /* false: everything goes through */
    double servers_n;
    struct occupancy kept; /* on one server, by its rates */
};

struct filter filter_of(const struct config *c);

/* The characteristic time (s) at which so many keys have a place on a server; INFINITY if that is all of them. */
double filter_time_s(const struct config *c, const struct filter *f, double places_n);

/* Of the reads/s of a key on all servers together, those that go on to the tier or the database. */
double filter_through(const struct filter *f, double rate_per_s);

#endif
