/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alerts.h: what a monitoring system would have seen, read off the windows of a finished run.
 *
 * A signal is up in a window when
 *
 *   hit_ratio_drop      the hit ratio lies at least so far below the mean of the windows before (up to 10 that were
 *                       judged and did not raise it, so the reference stays as it was while the signal is up), and the
 *                       rate of reads within a band around theirs (if there is one): fewer hits, and not because traffic changed.
 *                       The cold start of an empty cache has nothing before it, and raises nothing.
 *   pool_saturated      so large a share of the servers' pools had no connection free
 *   db_saturated        the database was so busy (only where it has a limit)
 *   error_rate          so large a share of the sessions that ended had failed
 *   miss_amplification  a miss episode caused so many demand queries
 *
 * Ratios of fewer than 10 reads or queries say nothing and raise nothing.
 */
#ifndef HERDSIM_ALERTS_H
#define HERDSIM_ALERTS_H

#include "model/results.h"

/* The names of the signals, as in the scenario file. */
extern const char *const alerts_name[ALERTS_N];

/* Fills results->alert from the windows that end after `from_s` (those before serve as reference), without a last one
 * that is shorter than half the others. Needs the outages. */
void alerts_judge(struct results *r, double from_s);

/* The threshold of a signal; NAN: not watched. */
double alerts_threshold(const struct config *c, enum alert s);

#endif
