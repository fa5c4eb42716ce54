/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge.h: what a finished run amounts to, read off its windows: users against the SLO (slo.h), outages (outages.h), the
 * way back after the trigger (recovery.h), the verdict (verdict.h), and what monitoring would have seen (alerts.h).
 */
#ifndef HERDSIM_JUDGE_H
#define HERDSIM_JUDGE_H

#include "model/results.h"

/* Fills slo, outage, recovery, verdict, undecided, first_failed_s and alert of the results. */
void judge_results(struct results *r);

#endif
