/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demand.h: what a scenario asks of its database before anything happens, by arithmetic. */
#ifndef HERDSIM_DEMAND_H
#define HERDSIM_DEMAND_H

#include "model/config.h"

/* Queries/s that reach the database in the long run at the traffic of an instant, (1 - hit ratio) x reads/s, as a share of
 * what it can serve; 0 where it has no limit or nothing is read. Above 1 no queue is long enough. What protections save is
 * left out: only a single key's herd or its refreshing is theirs to change. */
double demand_share_at(const struct config *c, int64_t at_ns);

/* At time 0. */
double demand_share(const struct config *c);

#endif
