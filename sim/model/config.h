/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config.h: what a run is told, as plain data. The loader fills it, checked; the model only reads it.
 *
 * A scenario that the loader has accepted cannot make the model fail, except for want of memory.
 * Limits that the scenario leaves out are TIME_NEVER, COUNT_UNLIMITED or INFINITY (see base/field.h).
 * Strings and arrays belong to whoever built the config and outlive the run.
 */
#ifndef HERDSIM_CONFIG_H
#define HERDSIM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/backoff.h"
#include "base/dist.h"
#include "base/units.h"

struct protection; /* model/protection.h */

struct config_run {
    int64_t duration_ns; /* > 0 */
    int64_t window_ns;   /* of the timeline; 0 < window <= duration */
    uint64_t seed;
    uint64_t max_sessions; /* sessions in flight that the simulator makes room for */
    uint64_t max_reads;    /* reads in flight beyond their first lookup, likewise */
    int64_t warmup_ns;     /* what happens before is not measured; a whole number of windows, 0 <= warmup < duration */
};

enum popularity_kind {
    POPULARITY_UNIFORM,
    POPULARITY_EXPONENT,
    POPULARITY_TOP_SHARE,
    POPULARITY_UNIQUE,
    POPULARITY_HIT_RATIO
};

struct config_popularity {
    enum popularity_kind kind;
    double exponent;          /* of Zipf's law, solved by the loader for the last three kinds; 0 if uniform */
    double key_share;         /* TOP_SHARE: this share of the keys ... */
    double read_share;        /*            ... takes this share of the reads */
    double unique_per_second; /* UNIQUE: distinct keys among the reads of one second, as a share of them */
    double hit_ratio;         /* HIT_RATIO: in the long run, of the caches of the scenario's first variant */
};

struct config_key_name {
    const char *name;
    uint64_t rank; /* 1 = most popular */
};

struct config_keys {
    uint64_t count; /* 1 to 4e9 */
    struct config_popularity popularity;
    struct config_key_name *names;
    size_t names_n;
    double update_rate_per_s; /* how often the database replaces the value of a key; 0: never */
    uint64_t placement;       /* seed of which node and partition a key lies on; COUNT_UNLIMITED: the run's seed */
};

enum slo_rank { SLO_P50, SLO_P95, SLO_P99, SLO_P999, SLO_RANKS_N };

#define CONFIG_PATIENCE_S 10.0

struct config_slo {               /* what users are promised; held against the users who come in a window */
    double within_s[SLO_RANKS_N]; /* so large a share of them is served within this time; 0, INFINITY: not asked for */
    double success;               /* and so large a share is served at all, 0 to 1; 0: not asked for */
    double patience_s;            /* who waits longer counts as not served; 0: CONFIG_PATIENCE_S */
};

enum source_rate { SOURCE_SESSIONS_PER_S, SOURCE_DAILY, SOURCE_BURST };
enum source_arrivals { ARRIVALS_POISSON, ARRIVALS_EVEN };

struct config_shape_point { /* piecewise linear; constant before the first and after the last point */
    int64_t at_ns;
    double x;
};

struct config_retry {  /* of a user whose session failed */
    uint64_t attempts; /* 1 to 50, the first one included; 1: no retries */
    struct backoff backoff;
    double budget;             /* retries that the source's users together may make per first attempt; NAN: no limit */
    double budget_floor_per_s; /* and so many per second besides */
    int64_t budget_life_ns;    /* what is not used of the budget lapses after this time, > 0 */
};

struct config_source {
    const char *name;
    enum source_rate rate_kind;
    double sessions_per_s;    /* resolved: daily_active x peak_share / peak_duration, or as given; 0 for a burst */
    double daily_active;      /* SOURCE_DAILY */
    double peak_share;        /* SOURCE_DAILY */
    int64_t peak_duration_ns; /* SOURCE_DAILY */
    int64_t burst_at_ns;      /* SOURCE_BURST: so many sessions ... */
    uint64_t burst_sessions;  /* SOURCE_BURST */
    int64_t burst_over_ns;    /* SOURCE_BURST: ... between at and at + over, >= 0 */
    enum source_arrivals arrivals;
    struct config_shape_point *shape; /* times rising */
    size_t shape_n;                   /* 0: constant 1 */
    uint64_t reads_per_session;       /* 1 to 10,000 */
    const char *key_name;             /* as the scenario says it; NULL: keys by popularity */
    uint64_t key_rank;                /* 1 = most popular; 0: keys by popularity */
    int64_t deadline_ns;              /* a session that takes longer has failed, and its user is gone; or TIME_NEVER */
    bool cancel_on_deadline;          /* what still waits to be done for a user who is gone is dropped */
    struct config_retry retry;
    struct config_slo slo; /* of the users of this source alone; asks for nothing if the scenario states none */
};

enum balancing { BALANCING_RANDOM, BALANCING_ROUND_ROBIN };

enum eviction { EVICTION_LRU, EVICTION_LFU, EVICTION_FIFO, EVICTION_RANDOM };
enum cache_start { CACHE_START_COLD, CACHE_START_WARM, CACHE_START_PREWARMED };

struct config_local { /* a cache in the memory of every app server */
    bool present;
    uint64_t capacity; /* entries per server, or COUNT_UNLIMITED */
    enum eviction eviction;
    int64_t ttl_ns;         /* > 0, or TIME_NEVER */
    double jitter;          /* a TTL is drawn from ttl x (1 +- jitter), 0 to 0.99 */
    enum cache_start start; /* COLD or WARM */
};

struct config_servers {
    uint64_t count; /* 1 to 1e6 */
    enum balancing balancing;
    uint64_t workers;             /* sessions served at once per server, or COUNT_UNLIMITED */
    uint64_t accept_queue;        /* sessions waiting for a worker per server, or COUNT_UNLIMITED */
    uint64_t pool_size;           /* connections to the database per server, or COUNT_UNLIMITED */
    int64_t pool_wait_timeout_ns; /* or TIME_NEVER */
    struct config_local local;
};

enum cache_write { CACHE_WRITE_ADD, CACHE_WRITE_SET }; /* a fill that finds a fresh entry: leave it, or replace it */
enum cache_error { CACHE_ERROR_KEEP, CACHE_ERROR_DELETE }; /* what a failed query of a read does to the key's entry */

struct config_cache {
    bool present;      /* false: every read is a database read */
    uint64_t nodes;    /* 1 to 10,000 */
    uint64_t capacity; /* entries of all nodes together, or COUNT_UNLIMITED */
    enum eviction eviction;
    int64_t ttl_ns;           /* > 0, or TIME_NEVER */
    struct dist_spec latency; /* round trip of a lookup */
    double node_rate_per_s;   /* lookups that one node serves per second, or INFINITY */
    enum cache_start start;
    uint64_t prewarmed; /* CACHE_START_PREWARMED: the most popular keys present at the start, just loaded */
    enum cache_write write;
    enum cache_error on_db_error;
};

enum database_kind {
    DATABASE_CONNECTIONS, /* so many queries in service at once, the others wait */
    DATABASE_THROUGHPUT   /* partitions, each with a rate; what exceeds it is refused by a throttling error */
};

struct config_database {
    enum database_kind kind;
    struct dist_spec service; /* CONNECTIONS: of a query that has the database for itself; THROUGHPUT: latency */
    int64_t timeout_ns;       /* the client gives a query up after this time, or TIME_NEVER */
    bool cancel_on_timeout;   /* and the database stops it; otherwise it goes on, and keeps its connection */
    uint64_t connections;     /* CONNECTIONS: queries in service at once, or COUNT_UNLIMITED */
    uint64_t queue_limit;     /* CONNECTIONS: queries waiting, or COUNT_UNLIMITED */
    uint64_t cores;           /* CONNECTIONS: shared equally by the queries in service, or COUNT_UNLIMITED */
    double contention;        /* CONNECTIONS: sigma and ... */
    double
        coherency; /* ... kappa of the Universal Scalability Law; with cores, see model/requests/processor_sharing.h */
    uint64_t partitions;           /* THROUGHPUT: 1 to 1e7 */
    double partition_rate_per_s;   /* THROUGHPUT: reads that one partition admits in the long run */
    int64_t burst_ns;              /* THROUGHPUT: it may save what it did not use of so much time */
    uint64_t client_attempts;      /* THROUGHPUT: of the client library at a throttled query, the first one included */
    struct backoff client_backoff; /* THROUGHPUT */
};

struct config_protection {
    const struct protection *kind;
    void *params; /* of the type that the protection declares */
};

struct event_type; /* model/event.h */

enum node_loss_mode {
    NODE_LOSS_REHASH, /* the other nodes take its keys over */
    NODE_LOSS_FAIL    /* lookups of its keys fail, and nothing is written for them, until it is back */
};
enum db_down_mode {
    DB_DOWN_REFUSE, /* queries in service and waiting fail at once, new ones are refused */
    DB_DOWN_HANG    /* nothing is finished, everybody waits */
};

struct config_event {
    int64_t at_ns;
    const struct event_type *type;
    const char *key_name; /* EXPIRE_KEY, LOCK_HOLDER_CRASH; NODE_LOSS and _RETURN: of the node that holds it, or NULL */
    uint64_t key_rank;    /* the same: 1 = most popular; 0: none */
    const char *source;   /* TRAFFIC: name of one source, or NULL for all */
    double x;             /* TRAFFIC: multiplier from then on, >= 0 */
    int64_t ramp_ns;      /* TRAFFIC: reached linearly over this time */
    uint64_t batch;       /* DEPLOY: app servers restarted at once, or COUNT_UNLIMITED */
    int64_t every_ns;     /* DEPLOY: time between two batches */
    int64_t downtime_ns;  /* DEPLOY: each takes no sessions for this time */
    uint64_t node;        /* NODE_LOSS, NODE_RETURN: from 0; if it is given by a key, the loader has found it */
    enum node_loss_mode node_mode; /* NODE_LOSS */
    int64_t lookup_timeout_ns; /* NODE_LOSS, fail: when a lookup of its keys is known to have failed; 0: a round trip */
    double share;              /* INVALIDATE: of the keys, at random; NAN: the most popular ones */
    uint64_t top;              /* INVALIDATE: so many of the most popular ones, or COUNT_UNLIMITED: by share */
    double factor;             /* DB_SLOW: service takes so many times as long */
    int64_t for_ns;            /* DB_SLOW, DB_DOWN: how long it lasts */
    enum db_down_mode down_mode; /* DB_DOWN */
};

struct config_alerts {     /* what a monitoring system would raise an alarm at; NAN: not watched */
    double hit_ratio_drop; /* the hit ratio of a window lies so far (absolute) below the mean of the ones before ... */
    double traffic_band;   /* ... while their rates of reads differ by no more than this share; NAN: by however much */
    double pool_saturated; /* share of the servers' pools that are full, mean over a window */
    double db_saturated;   /* utilisation of the database over a window */
    double error_rate;     /* share of the sessions ending in a window that fail */
    double miss_amplification; /* demand queries per miss episode of a window */
};

#define CONFIG_PROTECTIONS_MAX 16

struct config {
    const char *variant; /* its name; "base" where the scenario has no variants */
    struct config_run run;
    struct config_keys keys;
    struct config_source *sources;
    size_t sources_n;
    struct config_servers servers;
    struct config_cache cache;
    struct config_database database;
    struct config_protection protections[CONFIG_PROTECTIONS_MAX]; /* in the registry's order */
    size_t protections_n;
    struct config_event *events; /* by time */
    size_t events_n;
    struct config_slo slo;
    struct config_alerts signals;
};

/* What decides where keys lie: common to all variants, and another in every replication unless the scenario holds it. */
static inline uint64_t config_placement(const struct config *c)
{
    return c->keys.placement != COUNT_UNLIMITED ? c->keys.placement : c->run.seed;
}

#endif
