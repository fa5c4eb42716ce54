/* SPDX-License-Identifier: GPL-3.0-or-later */
/* raw.h: what the tables of a scenario file are read into: the config, and what becomes part of it only
 * after a conversion.
 */
#ifndef HERDSIM_RAW_H
#define HERDSIM_RAW_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

struct raw_slo {
    int64_t within_ns[SLO_RANKS_N]; /* TIME_NEVER: not asked for */
    double success;
    int64_t patience_ns;
};

/* The same in the config's units. */
static inline struct config_slo raw_slo_settled(const struct raw_slo *d)
{
    struct config_slo slo = {.success = d->success, .patience_s = seconds(d->patience_ns)};
    for (int i = 0; i < SLO_RANKS_N; i++) {
        slo.within_s[i] = d->within_ns[i] == TIME_NEVER ? INFINITY : seconds(d->within_ns[i]);
    }
    return slo;
}

struct raw_event {
    struct config_event event;
    int kind; /* its number in the registry; -1: unknown */
};

struct raw {
    uint64_t version;
    const char *name, *title, *about;
    const char *extends; /* consumed before reading: NULL here */
    struct raw_slo slo;
    struct config config;
};

struct raw_burst {
    int64_t at_ns, over_ns;
    uint64_t sessions;
};

struct raw_database {
    struct config_database config;
    struct dist_spec latency; /* of the kind with partitions */
};

struct raw_source {
    const char *name, *key;
    double sessions_per_s;
    uint64_t daily_active;
    double peak_share;
    int64_t peak_duration_ns;
    uint64_t reads_per_session;
    int arrivals;
    struct config_shape_point *shape;
    size_t shape_n;
    struct raw_burst burst;
    bool has_burst;
    int64_t deadline_ns;
    bool cancel_on_deadline;
    struct config_retry retry;
    struct raw_slo slo;
};

#endif
