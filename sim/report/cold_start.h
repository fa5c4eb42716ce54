/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cold_start.h: the first moments of an empty cache as simulated, to stand beside the arithmetic (theory/empty_cache.h).
 */
#ifndef HERDSIM_COLD_START_H
#define HERDSIM_COLD_START_H

#include "model/results.h"

/* Database queries/s simulated from t_s to t_s + 1 s after the cache stood empty: mean over the windows
 * that begin in that second, or else of the window at its beginning. NAN if the run ended before. */
double cold_start_simulated_per_s(const struct results *r, double t_s);

#endif
