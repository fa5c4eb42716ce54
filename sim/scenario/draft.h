/* draft.h: what the tables of a scenario file are read into: the config, and what becomes part of it only
 * after a conversion.
 */
#ifndef HERDSIM_DRAFT_H
#define HERDSIM_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

struct draft_slo {
    int64_t p99_ns; /* TIME_NEVER: not asked for */
    double success;
};

struct draft {
    uint64_t version;
    const char *name, *title, *about;
    const char *extends; /* consumed before reading: NULL here */
    struct draft_slo slo;
    struct config config;
};

struct draft_burst {
    int64_t at_ns, over_ns;
    uint64_t sessions;
};

struct draft_database {
    struct config_database config;
    struct dist_spec latency; /* of the kind with partitions */
};

struct draft_source {
    const char *name, *key;
    double sessions_per_s;
    uint64_t daily_active;
    double peak_share;
    int64_t peak_duration_ns;
    uint64_t reads_per_session;
    int arrivals;
    struct config_shape_point *shape;
    size_t shape_n;
    struct draft_burst burst;
    bool has_burst;
    int64_t deadline_ns;
    bool cancel_on_deadline;
    struct config_retry retry;
};

#endif
