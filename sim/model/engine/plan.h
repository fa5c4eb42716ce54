/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.h: how much of everything a run needs, decided before anything is taken (private to the model).
 *
 * Records of sessions and reads in flight are bounded by what the servers admit, by what the run's traffic can
 * ever bring, and by the room that the scenario grants (run.max_sessions, run.max_reads), whichever is least.
 * They are reserved in address space and touched only as far as a run needs them.
 */
#ifndef HERDSIM_PLAN_H
#define HERDSIM_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

struct plan {
    bool per_entry_ttl; /* entries of the cache live differently long */
    bool builds;        /* a second cache is prepared beside the first */
    int64_t lead_ns;    /* longest time before a deadline at which a protection wants to see an entry */
    uint64_t sessions_n, requests_n, events_n; /* records in flight */
    uint64_t held_n, held_reads_n;             /* sessions that wait for a worker; reads that each can hold */
    uint64_t local_entries_n;                  /* per server; 0: no local caches */
    uint64_t instance_bytes[CONFIG_PROTECTIONS_MAX];
};

struct plan plan_of_config(const struct config *c, bool reference);

#endif
