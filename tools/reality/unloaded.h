/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unloaded.h: service times as they are on this machine when nothing is wrong, which the simulator is told. */
#ifndef HERDSIM_REALITY_UNLOADED_H
#define HERDSIM_REALITY_UNLOADED_H

#include "base/histogram.h"
#include "endpoints.h"
#include "model/config.h"
#include "scenario/scenario.h"

struct unloaded {            /* what is added to the durations that the scenario states */
    struct histogram lookup; /* of a look in the cache: when its answer was there, beyond the round trip stated */
    struct histogram query;  /* of a query: what it takes beyond the sleep that it contains */
};

/* Measures both, and adds them to what *u holds: the config's own traffic on a cache that holds every key; queries one
 * after the other. Done before and after the real runs, because the speed of a shared machine drifts. */
void unloaded_measure(struct unloaded *u, const struct config *c, const struct endpoints *where);

/* Loads the scenario at `path` with cache.latency and database.service longer by what was measured, and writes it, with every default filled in, to the file `simulated`. Ends the process if it cannot. */
struct scenario *unloaded_scenario(const struct unloaded *u, const char *path, const char *simulated);

#endif
