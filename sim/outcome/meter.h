/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meter.h: counting while a run goes on: counters and latencies of the window in progress, levels
 * integrated over time, and the rows that windows leave behind.
 */
#ifndef HERDSIM_METER_H
#define HERDSIM_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/histogram.h"
#include "model/results.h"
#include "outcome/tally.h"

enum level { /* quantities that hold a value over time */
             LEVEL_DB_BUSY,
             LEVEL_DB_QUEUE,
             LEVEL_POOL_IN_USE,  /* of all servers */
             LEVEL_POOLS_FULL,   /* servers whose pool has no connection free */
             LEVEL_WORKERS_BUSY, /* of all servers */
             LEVELS_N
};

struct meter_level {
    uint64_t value, peak, run_peak;
    int64_t since_ns;
    histogram_sum area, run_area; /* value x ns */
};

struct meter_source {         /* of the window in progress */
    struct histogram hit;     /* reads answered by their first lookup, in whichever cache */
    struct histogram other;   /* reads that succeeded otherwise */
    struct histogram session; /* that succeeded */
    uint64_t sessions_started, sessions_ok, sessions_failed, sessions_retried, sessions_abandoned;
    uint64_t reads_issued, reads_failed, reads_local_hits;
    uint64_t reads_gone_hits;  /* answered by their first lookup, and by then nobody was there */
    uint64_t reads_stale_hits; /* answered by their first lookup, with a value past its freshness */
};

struct meter {
    struct results *results;
    uint64_t counter[COUNTERS_N];
    uint64_t before[COUNTERS_N]; /* counted in the warm-up, and not in the results */
    struct meter_level level[LEVELS_N];
    struct meter_source *source;
    struct tally tally;
    uint64_t pool_waiting_peak, accept_queue_peak;
    struct histogram read_sum, session_sum; /* of a window, over the sources */
    size_t window;
    int64_t window_end_ns;
    double db_share_area; /* of the database where queries share it, x ns */
    bool db_shares;
};

/* Takes the memory of meter and results for a config; *results is owned by the caller. False without memory. */
bool meter_init(struct meter *m, const struct config *c, struct results **results);
void meter_release(struct meter *m);

/* Bytes that meter_init takes. */
uint64_t meter_bytes(const struct config *c);

/* What of it stays until results_free(). */
uint64_t meter_kept_bytes(const struct config *c);

static inline void meter_level_set(struct meter *m, enum level which, int64_t now_ns, uint64_t value)
{
    struct meter_level *l = &m->level[which];
    l->area += (histogram_sum)l->value * (uint64_t)(now_ns - l->since_ns);
    l->since_ns = now_ns;
    l->value = value;
    if (value > l->peak) {
        l->peak = value;
    }
}

/* Counted since the start of the run, warm-up included. */
static inline uint64_t meter_count(const struct meter *m, enum counter c)
{
    return m->before[c] + m->results->total[c] + m->counter[c];
}

/* What only the model knows when a window ends. */
struct meter_sample {
    uint64_t sessions_in_flight;
    double db_oldest_s;
    double db_capacity_per_s; /* mean over the window; INFINITY: no limit */
    bool db_shares;           /* queries share it: how busy it is, is */
    double db_share;          /* of that, asked for; otherwise the connections in use tell */
};

/* Closes the window in progress at an instant (its end, or the end of an interrupted run). */
void meter_close_window(struct meter *m, int64_t at_ns, const struct meter_sample *sample);

/* Sums up after the last window. */
void meter_finish(struct meter *m, int64_t end_ns);

#endif
