/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_parts.h: what the files that make up the tables have in common (private to them). */
#ifndef HERDSIM_SCHEMA_PARTS_H
#define HERDSIM_SCHEMA_PARTS_H

#include <stddef.h>

#include "base/units.h"
#include "scenario/raw.h"
#include "scenario/read_parts.h"
#include "scenario/schema_tables.h"

#define SCHEMA_COUNT_MOST 1e9

#define SCHEMA_END                                                                                                     \
    {                                                                                                                  \
        .type = FIELD_END                                                                                              \
    }

extern const struct schema_object schema_keys_object;
extern const struct schema_object schema_traffic_source;
extern const struct schema_object schema_servers_object;
extern const struct schema_object schema_cache_object;
extern const struct schema_object schema_database_object;
extern const struct schema_object schema_events_event;
extern const struct schema_object schema_goals_slo;
extern const struct schema_object schema_goals_source_slo;
extern const struct schema_object schema_goals_signals;
extern const struct schema_object schema_goals_expect;
extern const struct schema_object schema_advice_block;
extern const struct schema_object schema_study_block;

extern const char *const schema_traffic_jitter[]; /* names of enum backoff_jitter */
extern const char *const schema_cache_eviction[]; /* names of enum eviction */

#endif
