/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expected.h: what theory says of a run, instant by instant, where a closed form applies, to be drawn beside what was
 * simulated.
 *
 * Two curves, both for a database that keeps up (a miss is answered after a fetch time, and no later):
 *
 *   hit ratio   of one tier without eviction, under steady traffic: the stationary value until the cache is emptied, then
 *               sum p_i (1 - e^(-lambda_i t)) until entries begin to expire (T7), and then the stationary value again.
 *               Fetches are taken for instantaneous.
 *   herd        queries from a hot key's expiry to its fill, constant fetch time S: 1 + lambda S without coalescing (T8), 1 +
 *               (N - 1) (1 - e^(-lambda S / N)) with coalescing on each of N servers (T10).
 */
#ifndef HERDSIM_EXPECTED_H
#define HERDSIM_EXPECTED_H

#include "model/config.h"

/* Hit ratio at an instant; NAN where no formula applies. */
double expected_hit_ratio(const struct config *c, double at_s);

/* Queries of one herd on the hottest key that is asked for by name; NAN where no formula applies. */
double expected_herd(const struct config *c);

/* Load on the database in a window in which one such herd falls, queries/s. */
double expected_herd_per_s(const struct config *c);

#endif
