/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results.h: what a run found, as plain data. The model fills it; reports only read it.
 *
 * A read is accounted in the window in which its outcome is decided: a hit at its lookup, anything else
 * when its answer arrives. A session is accounted in the window in which it ends.
 */
#ifndef HERDSIM_RESULTS_H
#define HERDSIM_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/histogram.h"
#include "model/config.h"

enum counter {
#define COUNTER(id, name, unit, help) COUNTER_##id,
#include "outcome/counters.def"
#undef COUNTER
    COUNTERS_N
};

enum gauge {
#define GAUGE(id, name, unit, help) GAUGE_##id,
#include "outcome/gauges.def"
#undef GAUGE
    GAUGES_N
};

struct column_info {
    const char *name, *unit, *help;
};

extern const struct column_info results_counter_info[COUNTERS_N];
extern const struct column_info results_gauge_info[GAUGES_N];

/* Percentiles of one window, in seconds; all NAN if nothing was recorded. */
struct percentiles {
    uint64_t n;
    double mean, p50, p90, p99, p999, max;
};

struct source_window { /* one traffic source in one window */
    uint64_t sessions_started, sessions_ok, sessions_failed;
    struct percentiles session; /* successful sessions */
};

struct window {
    int64_t start_ns, end_ns; /* the last one may be shorter */
    uint64_t counter[COUNTERS_N];
    double gauge[GAUGES_N];
    struct percentiles read;      /* successful reads */
    struct percentiles session;   /* successful sessions */
    struct source_window *source; /* one per traffic source */
};

/* Latencies of the whole run, from the intended start, by outcome. */
struct latencies {
    struct histogram ok;     /* all that succeeded */
    struct histogram hit;    /* reads only: first lookup answered, in whichever cache */
    struct histogram miss;   /* reads only: fetched for themselves */
    struct histogram joined; /* reads only: waited for somebody's fetch */
    struct histogram stale;  /* reads only: got a value past its freshness */
    struct histogram failed;
};

struct source_results {
    uint64_t sessions_started, sessions_ok, sessions_failed, sessions_retried, sessions_abandoned;
    uint64_t reads_issued, reads_ok, reads_failed, reads_hits, reads_local_hits;
    struct histogram read;    /* successful */
    struct histogram session; /* successful */
};

enum verdict_kind {
    VERDICT_CALM,      /* every window after the trigger met the SLO */
    VERDICT_DEGRADED,  /* violated, then met again to the end */
    VERDICT_COLLAPSED, /* still violated at the end */
    VERDICT_NONE       /* undecided, for the reason given */
};

enum undecided_why {
    UNDECIDED_NOT,
    UNDECIDED_NO_SLO,    /* the scenario states none */
    UNDECIDED_PARTIAL,   /* the run was interrupted */
    UNDECIDED_TRIGGER,   /* violated at the end, but so was the trigger not over, or only just */
    UNDECIDED_RECOVERING /* violated at the end, but what waits grows less: a longer run would tell */
};

struct recovery {             /* seconds from the trigger; NAN: did not happen, or there was nothing to recover from */
    double trigger_s;         /* instant of the first event that is not traffic; 0 for a cold start; NAN: no trigger */
    double trigger_over_s;    /* instant at which all that was triggered is over; NAN: no trigger; INFINITY: never */
    double hit_reference;     /* hit ratio to come back to */
    double warm_s;            /* hit ratio at 99% of its reference, and staying */
    double drain_s;           /* no query waits at the database at a window's end, and so to the end */
    double slo_s;             /* SLO met, and staying */
    double first_violation_s; /* first window that violates the SLO, from the trigger; NAN: none */
    bool warm_to_reach, drain_to_reach, slo_to_reach; /* false: it never left the good state */
};

enum alert {
    ALERT_HIT_RATIO_DROP,
    ALERT_POOL_SATURATED,
    ALERT_DB_SATURATED,
    ALERT_ERROR_RATE,
    ALERT_MISS_AMPLIFICATION,
    ALERTS_N
};

struct alert_result {
    double fired_s; /* end of the first window, from the trigger on, that raised it; NAN: none did */
    double value;   /* what was measured in that window */
    double lead_s; /* from then until users first failed: positive, it was a warning; NAN: one of them did not happen */
    double for_s;  /* how long it was up, windows added up */
};

enum incident_kind {                        /* notable instants; each is written down once after every trigger */
                     INCIDENT_TRIGGER,      /* event number `argument` of the config takes effect */
                     INCIDENT_TRIGGER_OVER, /* what it did has an end, and this is it */
                     INCIDENT_POOL_FULL,    /* the first pool has no connection free */
                     INCIDENT_POOLS_FULL,   /* no pool has */
                     INCIDENT_DB_FULL,      /* a query waits at the database */
                     INCIDENT_DB_REJECTED,  /* the database turns a query away: its queue is full */
                     INCIDENT_DB_THROTTLED,
                     INCIDENT_DB_TIMED_OUT, /* a client gives a query up */
                     INCIDENT_POOL_TIMED_OUT,
                     INCIDENT_WORKERS_BUSY,      /* a session waits for a worker */
                     INCIDENT_SESSION_REJECTED,  /* an accept queue is full */
                     INCIDENT_SESSION_SHED,      /* a protection turns a session away */
                     INCIDENT_SESSION_TIMED_OUT, /* a user has waited past the deadline */
                     INCIDENT_SESSION_FAILED,    /* a session fails, for whatever reason */
                     INCIDENT_SESSION_RETRIED,   /* a user tries again */
                     INCIDENT_BREAKER_OPENED,
                     INCIDENT_STALE_SERVED,
                     INCIDENT_LOCK_EXPIRED,
                     INCIDENT_KINDS_N
};

struct incident_entry {
    int64_t at_ns;
    uint32_t argument; /* TRIGGER, TRIGGER_OVER: index of the event; otherwise the app server, or UINT32_MAX */
    enum incident_kind kind;
};

enum { RESULTS_INCIDENTS_MAX = 1024 }; /* later ones are only counted */

struct prewarm_results { /* of a planned restart; all 0 without */
    uint64_t loaded;     /* entries put into the new cache before traffic moved to it */
    double started_s;    /* instants in seconds; NAN: did not happen */
    double cutover_s;
};

struct engine_results { /* about the simulator, not the simulated: may differ between two runs */
    uint64_t events;    /* taken from the event queue */
    double wall_s;      /* all of it, set-up included */
    double setup_s;     /* taking memory, and what the cache holds at the start */
    uint64_t reads;
    uint64_t state_bytes; /* taken for this run */
    uint64_t key_bytes;   /* of these: arrays indexed by key */
};

struct results {
    const struct config *config;
    bool partial;   /* interrupted before run.duration */
    int64_t end_ns; /* simulated until here */
    uint64_t total[COUNTERS_N];
    struct window *windows;
    size_t windows_n;
    struct source_results *source; /* one per traffic source */
    struct latencies read;
    struct latencies session;
    struct histogram db_wait; /* time in the database's queue of queries that got service */
    struct histogram db_service;
    struct histogram pool_wait; /* time that fetches waited for a connection, those that got one */
    struct histogram age;       /* age of the values served from the cache: time since they left the database */
    double db_utilisation_mean, db_utilisation_peak; /* peak: of a window */
    double db_queue_mean;
    uint64_t db_queue_peak;
    double db_peak_per_s;        /* most queries per second over any whole window */
    uint64_t pool_in_use_peak;   /* of one server's pool */
    uint64_t pool_waiting_peak;  /* of one server's pool */
    double pool_saturated_s;     /* time without a free connection, mean over the servers */
    uint64_t sessions_in_flight; /* at the end */
    uint64_t reads_in_flight;    /* at the end, beyond their first lookup */
    struct recovery recovery;
    enum verdict_kind verdict;
    enum undecided_why undecided;
    struct alert_result alert[ALERTS_N];
    double first_failed_s; /* instant of the first failed session from the trigger on; NAN: none */
    struct incident_entry incident[RESULTS_INCIDENTS_MAX]; /* in order of time */
    size_t incidents_n;
    uint64_t incidents_lost;
    struct prewarm_results prewarm;
    struct engine_results engine;
};

void results_free(struct results *r);

#endif
