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

/* What became of the users who first came in one window, with all their attempts. A quantile that falls on those who were
 * not served is INFINITY; NAN: nobody came. */
struct user_window {
    uint64_t came, served;
    uint64_t lost;              /* gave up, or were turned away for good */
    uint64_t waiting;           /* neither by the end of the run */
    double p50, p90, p99, p999; /* from first coming until served, in s */
};

/* The users of a window, held against an SLO. */
enum slo_state {
    SLO_NOBODY,   /* nobody came */
    SLO_MET,      /* whatever becomes of those who still wait */
    SLO_VIOLATED, /* likewise */
    SLO_OPEN      /* that depends on users who came too shortly before the end */
};

struct source_window { /* one traffic source in one window */
    uint64_t sessions_started, sessions_ok, sessions_failed;
    struct percentiles session; /* successful sessions */
    struct user_window users;
    uint64_t *late;     /* users by coming who were served, but past a limit: one per limit (outcome/slo.h) */
    enum slo_state slo; /* by its own */
};

struct window {
    int64_t start_ns, end_ns; /* the last one may be shorter */
    uint64_t counter[COUNTERS_N];
    double gauge[GAUGES_N];
    struct percentiles read;      /* successful reads */
    struct percentiles session;   /* successful sessions */
    struct source_window *source; /* one per traffic source */
    struct user_window users;     /* of all sources */
    enum slo_state slo;           /* by the scenario's SLO and those of the sources: violated if one of them is */
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
    struct user_window users; /* of all windows that are measured */
};

/* What may have caused something: what the scenario plans, or what the windows show. */
enum cause_kind {
    CAUSE_NONE,
    CAUSE_COLD_START, /* the run begins with an empty cache */
    CAUSE_EVENT,      /* index: of the config's events */
    CAUSE_BURST,      /* index: of the source */
    CAUSE_SHAPE,      /* index: of the source whose rate rises */
    CAUSE_EXPIRY,     /* many keys went missing, and nothing of the above */
    CAUSE_HERD        /* keys went missing that many ask for at once */
};

struct cause {
    enum cause_kind kind;
    size_t index;
    double at_s;   /* when it began */
    double over_s; /* when it was over; INFINITY: never */
};

/* A stretch of windows that violate the SLO, with short gaps between them (outcome/outages.h). */
struct outage {
    double begin_s, end_s; /* start of its first window, end of its last one */
    bool over;             /* false: it went on when the run ended */
    uint64_t came;         /* users who came in it, */
    uint64_t hurt;         /* of these: not served within the SLO's longest time; */
    uint64_t lost;         /* of the hurt: gave up, or were turned away for good, */
    uint64_t waiting;      /* or still waited when the run ended */
    double violated_s;     /* windows that violate, added up */
    size_t worst;          /* window with the largest share of hurt users */
    double p99_s;          /* worst of any of its windows; INFINITY: more than 1% were not served */
    struct cause cause;
};

enum { RESULTS_OUTAGES_MAX = 1024 }; /* later ones are only counted */

enum verdict_kind {
    VERDICT_CALM,       /* no outage */
    VERDICT_DEGRADED,   /* outages, all over */
    VERDICT_COLLAPSED,  /* one that goes on at the end, long after its cause was over */
    VERDICT_OVERLOADED, /* violated most of the time, without a cause */
    VERDICT_NONE        /* undecided, for the reason given */
};

enum undecided_why {
    UNDECIDED_NOT,
    UNDECIDED_NO_SLO,     /* the scenario states none */
    UNDECIDED_PARTIAL,    /* the run was interrupted */
    UNDECIDED_NOBODY,     /* no window has users of whom it is known what became of them */
    UNDECIDED_TRIGGER,    /* violated at the end, but so was the trigger not over, or only just */
    UNDECIDED_RECOVERING, /* violated at the end, but what waits grows less: a longer run would tell */
    UNDECIDED_NEAR        /* steady, and too near to its SLO to be told from it */
};

/* How the whole measured run stands to the SLO. */
struct slo_results {
    size_t met_n, violated_n, open_n, nobody_n; /* windows */
    double violated_s;                          /* those that violate, added up */
    double budget; /* users not served well, as a multiple of those whom the SLO allows; NAN: no SLO, nobody came */
    double worst_p99_s;    /* of users by coming, of the windows that are not open; NAN: none */
    uint64_t worst_window; /* where that was */
};

struct recovery {     /* seconds from the trigger; 0: never left the good state; NAN: not by the end, or no trigger */
    double trigger_s; /* instant of the first event that is not traffic; 0 for a cold start; NAN: no trigger */
    double trigger_over_s;    /* instant at which all that was triggered is over; NAN: no trigger; INFINITY: never */
    double hit_reference;     /* hit ratio to come back to */
    double warm_s;            /* hit ratio at 99% of its reference for RECOVERY_STAYS_N windows */
    double drain_s;           /* nobody waits longer at the database than before, likewise */
    double slo_s;             /* the last outage that a trigger caused is over */
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
    double lead_s;  /* from then until the first outage: positive, it was a warning; NAN: one of them did not happen */
    double for_s;   /* how long it was up, windows added up */
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
    int64_t quiet_ns; /* for how long it had not happened before; 0: it never had */
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
    double db_busy_mean;        /* queries in service */
    double db_utilisation_mean, db_utilisation_peak; /* peak: of a window; NAN: no limit */
    double db_queue_mean;
    uint64_t db_queue_peak;
    double db_peak_per_s;        /* most queries per second over any whole window */
    uint64_t pool_in_use_peak;   /* of one server's pool */
    uint64_t pool_waiting_peak;  /* of one server's pool */
    double pool_saturated_s;     /* time without a free connection, mean over the servers */
    uint64_t sessions_in_flight; /* at the end */
    uint64_t reads_in_flight;    /* at the end, beyond their first lookup */
    struct user_window users;    /* of all measured windows */
    uint64_t users_hurt;         /* of these: not served within the SLO's longest time */
    double users_longest_s;      /* longest time known that a user waited, served or not; NAN: nobody came */
    struct slo_results slo;
    struct outage outage[RESULTS_OUTAGES_MAX]; /* in order of time */
    size_t outages_n;
    uint64_t outages_lost; /* for which there was no room */
    struct recovery recovery;
    enum verdict_kind verdict;
    enum undecided_why undecided;
    double verdict_since_s; /* collapsed: when all that caused it was over; overloaded: since when; otherwise NAN */
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
