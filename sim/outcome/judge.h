/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge.h: what a finished run amounts to: recovery times, verdict and signals, read off its windows.
 *
 * The trigger is the first planned event that is not traffic (of a planned restart: the instant at which
 * traffic moves to the new cache), or the first burst if that comes earlier; without one, time 0 of a cold start;
 * without that, the first traffic event.
 *
 * Who violates the SLO to the end has collapsed, unless the end came too early to tell: the last trigger was over less
 * than 10 windows or 5% of the run before, or what waits (open sessions, queries at the database) had fallen by a fifth
 * within a tenth of the time since the trigger. Then the run is undecided.
 */
#ifndef HERDSIM_JUDGE_H
#define HERDSIM_JUDGE_H

#include "model/results.h"

/* Fills results->recovery, verdict, undecided, first_failed_s and signal. */
void judge_results(struct results *r);

/* Whether a window meets the SLO of its config: enough users succeed, of those who did or gave up in it (a session that
 * fails and is tried again is neither), and the 99th percentile of those that do is within bounds. A window in which
 * sessions are open but none ends, longer than the bound, does not. */
bool judge_window_meets_slo(const struct config *c, const struct window *w);

/* How long the SLO is violated from the trigger on, windows added up, in s; NAN: the scenario states none. */
double judge_violated_s(const struct results *r);

#endif
