/* judge.h: what a finished run amounts to: recovery times and verdict, read off its windows.
 *
 * The trigger is the first planned event that is not traffic (of a planned restart: the instant at which
 * traffic moves to the new cache); without one, time 0 of a cold start; without that, the first traffic event.
 */
#ifndef HERDSIM_JUDGE_H
#define HERDSIM_JUDGE_H

#include "model/results.h"

/* Fills results->recovery and results->verdict. */
void judge_results(struct results *r);

/* Whether a window meets the SLO of its config: enough sessions succeed, and the 99th percentile of those
 * that do is within bounds. A window in which sessions are open but none ends, longer than the bound,
 * does not. */
bool judge_window_meets_slo(const struct config *c, const struct window *w);

#endif
