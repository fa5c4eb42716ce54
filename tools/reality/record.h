/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record.h: what became of one read in a real run. Instants are ns from the start of the run; -1: did not happen. */
#ifndef HERDSIM_REALITY_RECORD_H
#define HERDSIM_REALITY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

enum record_outcome { RECORD_HIT, RECORD_FETCHED, RECORD_JOINED };

struct record {
    int64_t at_ns; /* when its user came: latency counts from here ... */
    int64_t
        late_ns; /* ... plus this: how much later an idle thread took it up, which is the load program's own doing */
    int64_t answered_ns;
    int64_t queried_ns;   /* when its query was sent to the database */
    int64_t query_ns;     /* how long the database took */
    int64_t refreshed_ns; /* when a refresh that it gave rise to was sent */
    enum record_outcome outcome;
    bool filled; /* it wrote the value, and none was there */
};

/* Latency of the read. If all threads were busy, the wait for one is part of it, as in the model. */
static inline uint64_t record_latency_ns(const struct record *r)
{
    return (uint64_t)(r->answered_ns - r->at_ns - r->late_ns);
}

#endif
