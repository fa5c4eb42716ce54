/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warmup.h: what happens before run.warmup is simulated and shown in the timeline, but not measured.
 *
 * A run that begins empty is not what it will be for long; to measure the steady state, totals, latencies and levels begin
 * when the warm-up ends, which is the end of a window. Sessions count in the window in which they end, so those that are
 * open at that instant are measured.
 */
#ifndef HERDSIM_WARMUP_H
#define HERDSIM_WARMUP_H

#include "outcome/meter.h"

/* Begins all sums and peaks anew, at the end of a window. */
void warmup_forget(struct meter *m);

/* Where measuring begins in what was simulated, in s and as the first window that counts: all of it where the run was
 * interrupted before the end of the warm-up. */
double warmup_over_s(const struct results *r);
size_t warmup_windows_n(const struct results *r);

#endif
