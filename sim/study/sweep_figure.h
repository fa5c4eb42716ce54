/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_figure.h: the figure of a sweep, from its files: sweep.svg and sweep.png.
 *
 * One field varied: a line per variant, the mean over replications with its 95% band, and below it what became of the runs.
 * Two fields: a map per variant, of the worst verdict at each point or of a metric, with the boundary of "calm" drawn. With
 * more, the first two are drawn, averaged over the others.
 */
#ifndef HERDSIM_SWEEP_FIGURE_H
#define HERDSIM_SWEEP_FIGURE_H

#include <stdbool.h>
#include <stdio.h>

#include "study/study_figure.h"

/* `metric` NULL: latency.session.p99 for lines, verdicts for a map. */
enum study_figure sweep_figure_draw(const char *dir, const char *scripts, const char *metric, FILE *errors);

#endif
