/* SPDX-License-Identifier: GPL-3.0-or-later */
/* differ.h: which variants to show where there is room for a few: those that differ most. */
#ifndef HERDSIM_DIFFER_H
#define HERDSIM_DIFFER_H

#include <stddef.h>

#include "report/report.h"

enum { DIFFER_MOST = 16 };

/* Picks at most `most` (up to DIFFER_MOST) variants by the load on their databases: the first one, then again and again the
 * one that is furthest from the nearest of those picked, by the mean over the windows of |log((a + 1) / (b + 1))|. Their
 * places in run->results, rising; returns how many. */
size_t differ_pick(const struct report_run *run, size_t most, size_t picked[DIFFER_MOST]);

#endif
