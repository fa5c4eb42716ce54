/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady.h: one long run of a system in its steady state: when that begins, and how sure its means are.
 *
 * MSER-5 (K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69(6),
 * 1997; with batches of five, White, Cobb and Spratt, WSC 2000): of a series of n batches, leave out the first d for which
 *
 *   sum over i > d of (z_i - mean of those)^2 / (n - d)^2
 *
 * is least: what is left has the narrowest interval. Where that would be more than half, the run is too short to tell.
 *
 * Batch means: neighbouring windows resemble each other, so they are put together into 20 batches so long that their means
 * hardly do; Student's interval of those is that of the mean over the run. (A. M. Law, "Simulation Modeling and Analysis",
 * section 9.5.) The correlation of neighbouring batches tells whether they were long enough: above 0.4 it is hardly chance.
 */
#ifndef HERDSIM_STEADY_H
#define HERDSIM_STEADY_H

#include "base/interval.h"
#include "model/results.h"

enum { STEADY_BATCHES_N = 20, STEADY_WINDOWS_MIN = 5 * STEADY_BATCHES_N };

enum steady_metric { STEADY_SESSION, STEADY_READ, STEADY_UTILISATION, STEADY_HITS, STEADY_METRICS_N };

/* Dotted names of the metrics. */
extern const char *const steady_names[STEADY_METRICS_N];

/* The warm-up that MSER-5 recommends, in s, a whole number of windows: the longest of those for the mean latency of
 * sessions, the database's queries/s and the hit ratio. NAN: something is planned to happen, or the run is too short. */
double steady_mser5_s(const struct results *r);

/* Of a series of n values: how many to leave out, a multiple of 5. n: too short to tell (less than 50, or what is to be left
 * out reaches its middle), or a value is missing. */
typedef double steady_series(const void *context, size_t i);
size_t steady_mser5(steady_series *series, const void *context, size_t n);

/* Whether the run has a steady state to measure: nothing happens in it, it does not begin with an empty cache unless
 * that is cut off as warm-up, and has enough windows. */
bool steady_applies(const struct results *r);

struct steady_mean {
    struct interval interval; /* 95% */
    double correlation;       /* of neighbouring batches */
};

/* The mean over the run. Needs steady_applies(). */
struct steady_mean steady_mean_of(const struct results *r, enum steady_metric metric);

#endif
