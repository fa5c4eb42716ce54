/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fleet.h: a real run: app servers, each a process with so many threads, and what the scenario does to them. */
#ifndef HERDSIM_REALITY_FLEET_H
#define HERDSIM_REALITY_FLEET_H

#include "asked.h"
#include "endpoints.h"
#include "record.h"
#include "schedule.h"

/* Carries the schedule out, which takes as long as it says, and returns a record for each read (to be given to
 * fleet_free). Redis is emptied first; the rows of all keys must be there. If a process fails, so does this one. */
struct record *fleet_run(const struct config *c, const struct asked *asked, const struct schedule *schedule,
                         const struct endpoints *where);
void fleet_free(struct record *records, const struct schedule *schedule);

#endif
