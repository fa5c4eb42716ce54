/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident.h: a run told in words: what happened to the system, what gave way and when, who noticed, who suffered, and
 * how it ended. One line each, in order of time.
 *
 * Instants of the model (a pool is full, a session fails) are exact; what is read off windows (signals, peaks, the SLO)
 * carries the end of its window; an outage, and its worst window, the begin. What gave way is told once, the first time after the trigger; of triggers of the same
 * kind the first two are told, and how many follow.
 */
#ifndef HERDSIM_INCIDENT_H
#define HERDSIM_INCIDENT_H

#include <stdbool.h>
#include <stdio.h>

#include "model/results.h"
#include "report/text.h"

enum { INCIDENT_LINES_MAX = 25 }; /* where there is more to tell, the least important is left out */

struct incident_line {
    double at_s;
    struct text text;
};

struct incident {
    struct incident_line line[INCIDENT_LINES_MAX];
    size_t n;
};

/* Tells the run. */
void incident_tell(struct incident *i, const struct results *r);

/* The same in at most so many lines, the most important ones. */
void incident_tell_most(struct incident *i, const struct results *r, size_t lines_most);

/* Prints the file incident.txt for the struct results that `results` points to; always true. */
bool incident_print(FILE *out, const void *results);

#endif
