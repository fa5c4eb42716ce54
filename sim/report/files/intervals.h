/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intervals.h: the parts of summary.json that replications add. Where one run would give a number, they give
 *
 *   {"mean": m, "ci95": [low, high], "n": how many values, "nulls": how many runs without, "values": [...]}
 *
 * with the values in the order of the replications, whose seeds are listed at the top.
 */
#ifndef HERDSIM_INTERVALS_H
#define HERDSIM_INTERVALS_H

#include <cjson/cJSON.h>

#include "report/report.h"

/* Adds "replications" and "seeds". */
void intervals_add_header(cJSON *root, const struct report_run *run);

/* Adds a metric under its dotted name. */
void intervals_add_metric(cJSON *object, const char *dotted, const struct samples *s, size_t metric);

/* Adds "verdict" (that of most replications), "verdicts" (how many have which), "verdict_reason". */
void intervals_add_verdict(cJSON *variant, const struct samples *s);

/* Adds "comparisons". */
void intervals_add_comparisons(cJSON *root, const struct report_run *run);

/* Adds "mean", "ci95" and "n". */
void intervals_add(cJSON *object, const struct interval *i);

#endif
