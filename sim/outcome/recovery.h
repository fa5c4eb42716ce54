/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery.h: how long it took after the trigger until the system was what it had been.
 *
 * The trigger is the first planned event that is not traffic (of a planned restart: the instant at which
 * traffic moves to the new cache), or the first burst if that comes earlier; without one, time 0 of a cold start;
 * without that, the first traffic event. Scenarios without any of these have nothing to recover from.
 *
 * The system is back where it is well in a window and in the mean of RECOVERY_STAYS_N windows that begin with it. A run
 * that ends before these are over does not say: so no answer depends on how long the run goes on, what happens long after
 * is an outage of its own, and what always came every few windows does not put it off.
 *
 *   warm   the hit ratio is at 99% of what it was before the trigger, but for what the number of reads leaves to chance.
 *          A run that began with an empty cache, and its hit ratio with it, has no such reference: there it is the hit
 *          ratio in the long run by its closed form
 *   drain  whoever waits at the database has waited no longer than a query takes, or than somebody did before the trigger
 *   slo    the last of the outages that a planned cause began is over, or the SLO was not violated
 */
#ifndef HERDSIM_RECOVERY_H
#define HERDSIM_RECOVERY_H

#include "model/results.h"

enum { RECOVERY_STAYS_N = 10 };

/* Fills results->recovery. Needs the outages. */
void recovery_find(struct results *r);

/* When the trigger was planned, which may be before it took effect; 0 without one. */
double recovery_watched_s(const struct results *r);

/* How long the SLO is violated from the trigger on, windows added up, in s; NAN: the scenario states none. */
double recovery_violated_s(const struct results *r);

#endif
