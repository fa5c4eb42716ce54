/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure.h: quantities of a run that are no metric by themselves. The windows before the first `from` are left out:
 * what a formula says of the long run is not yet so while an empty system fills. */
#ifndef HERDSIM_MEASURE_H
#define HERDSIM_MEASURE_H

#include "model/results.h"

/* Mean latency of reads answered from window `from` on, s; NAN if there are none. */
double measure_read_s(const struct results *r, size_t from);

/* The same without the mean service time of the database: the mean wait. */
double measure_wait_s(const struct results *r, size_t from);

/* A counter, summed over windows from..to - 1. */
double measure_count(const struct results *r, enum counter which, size_t from, size_t to);

/* The same per second. */
double measure_rate_per_s(const struct results *r, enum counter which, size_t from, size_t to);

/* One counter of the whole run as a share of another. */
double measure_share(const struct results *r, enum counter part, enum counter whole);

#endif
