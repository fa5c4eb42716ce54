/* shape_parts.h: what the files that make up the tables have in common (private to them). */
#ifndef HERDSIM_SHAPE_PARTS_H
#define HERDSIM_SHAPE_PARTS_H

#include <stddef.h>

#include "base/units.h"
#include "scenario/draft.h"
#include "scenario/read_parts.h"
#include "scenario/shape_tables.h"

/* Longest time that a scenario may speak of; far below what int64_t nanoseconds hold, so sums cannot overflow. */
#define SHAPE_YEAR_NS (365.0 * 86400e9)
#define SHAPE_COUNT_MOST 1e9
#define SHAPE_KEYS_MOST 4e9

#define SHAPE_END                                                                                                      \
    {                                                                                                                  \
        .type = FIELD_END                                                                                              \
    }

extern const struct shape_object shape_keys_object;
extern const struct shape_object shape_traffic_source;
extern const struct shape_object shape_servers_object;
extern const struct shape_object shape_cache_object;
extern const struct shape_object shape_database_object;
extern const struct shape_object shape_events_event;
extern const struct shape_object shape_goals_slo;
extern const struct shape_object shape_goals_signals;
extern const struct shape_object shape_goals_expect;

extern const char *const shape_traffic_jitter[]; /* names of enum backoff_jitter */
extern const char *const shape_cache_eviction[]; /* names of enum eviction */

#endif
