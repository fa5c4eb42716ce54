/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visit.h: one read, from the look in the cache to the answer: cache-aside, with the protections of the model. */
#ifndef HERDSIM_REALITY_VISIT_H
#define HERDSIM_REALITY_VISIT_H

#include "asked.h"
#include "base/dist.h"
#include "dbpool.h"
#include "flights.h"
#include "record.h"
#include "schedule.h"
#include "store.h"

struct visit_server { /* what the threads of one app server share */
    const struct config *config;
    const struct asked *asked;
    const struct dist *service, *latency;
    struct dbpool *pool;
    struct flights *flights;
    int64_t start_ns; /* of the run, on the clock */
};

/* Carries the read out on this connection to the cache, and writes into `record` (all 0) what became of it. */
void visit_read(const struct visit_server *server, struct store *store, const struct scheduled *read,
                struct record *record);

/* The time to live of an entry that this read writes; number UINT64_MAX: of an entry there at the start. */
int64_t visit_ttl_ns(const struct config *c, const struct asked *asked, uint32_t key, uint64_t number);

#endif
