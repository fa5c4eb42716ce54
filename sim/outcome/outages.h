/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outages.h: the maximal stretches of windows that violate the SLO.
 *
 * Windows that meet it, fewer than OUTAGES_GAP_N in a row, do not end an outage: it is one that flickers. A window in which
 * nobody came, or of which nothing is known yet, belongs to the outage around it if somebody still waits in it or what is
 * broken still is (a database that is down); it proves nothing. An outage is over if a window that is well follows.
 */
#ifndef HERDSIM_OUTAGES_H
#define HERDSIM_OUTAGES_H

#include "model/results.h"

enum { OUTAGES_GAP_N = 5 };

/* Fills results->outage. Needs slo_judge(). */
void outages_find(struct results *r);

/* The longest, in s; one that goes on lasts to the end. 0 without any; NAN: the scenario states no SLO. */
double outages_longest_s(const struct results *r);

#endif
