/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_parts.h: what the files that tell an incident have in common (private to them). */
#ifndef HERDSIM_INCIDENT_PARTS_H
#define HERDSIM_INCIDENT_PARTS_H

#include "report/incident.h"

/* What is left out first where there is too much to tell. */
enum incident_weight { INCIDENT_DETAIL, INCIDENT_TURN, INCIDENT_FRAME, INCIDENT_OUTAGE, INCIDENT_VERDICT };

struct incident_teller {
    const struct results *r;
    struct incident *out;
    enum incident_weight weight[INCIDENT_LINES_MAX];
    size_t lines_most;
    double from_s; /* what was before is not told */
};

/* Puts a line behind all others of its time or earlier. */
void incident_lines_add(struct incident_teller *t, enum incident_weight weight, double at_s, struct text text);

/* What became of the users: of each of the first outages how it began, its worst window and its end; of more, how many. */
void incident_outages_tell(struct incident_teller *t);

#endif
