/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_tables.c: the top of a scenario file; the tables of its parts are in files of their own. */
#include "scenario/schema_parts.h"

#define MS_NS 1e6

#define DRAFT(member) offsetof(struct raw, member)
#define CONFIG(member) offsetof(struct raw, config.member)

/* run */

#define RUN(member) offsetof(struct config_run, member)
static const struct field run_fields[] = {
    {"duration", FIELD_DURATION, RUN(duration_ns), MS_NS, FIELD_YEAR_NS, NULL, NULL, "simulated time"},
    {"window", FIELD_DURATION, RUN(window_ns), 1e3, FIELD_YEAR_NS, "\"1s\"", NULL,
     "length of a row of the timeline, and of the stretch that the SLO is held against"},
    {"seed", FIELD_COUNT, RUN(seed), 0, 0x1p64, "1", NULL,
     "of all random numbers: the same seed gives the same bytes; above 2^53 it must stand in quotes"},
    {"max_sessions", FIELD_COUNT, RUN(max_sessions), 1, SCHEMA_COUNT_MOST, "\"2M\"", NULL,
     "sessions in flight that the simulator makes room for; more are failed and counted as overflowed"},
    {"max_reads", FIELD_COUNT, RUN(max_reads), 1, SCHEMA_COUNT_MOST, "\"8M\"", NULL,
     "reads in flight beyond their first lookup that the simulator makes room for, likewise"},
    {"warmup", FIELD_DURATION, RUN(warmup_ns), 0, FIELD_YEAR_NS, "\"0s\"", NULL,
     "what happens before is shown in the timeline, but not measured; a whole number of windows"},
    SCHEMA_END,
};
static const struct schema_object run_object = {
    .heading = "run", .help = "How long, how fine, which seed.", .fields = run_fields};

/* top */

static const struct field root_fields[] = {
    {"version", FIELD_COUNT, DRAFT(version), 1, 1, NULL, NULL, "of this format"},
    {"name", FIELD_STRING, DRAFT(name), 1, 100, NULL, NULL, "names the results folder; of a-z, 0-9, '.', '_' and '-'"},
    {"title", FIELD_STRING, DRAFT(title), 0, 200, "\"\"", NULL, "one line for the list and the plots"},
    {"about", FIELD_STRING, DRAFT(about), 0, 20000, "\"\"", NULL, "what the scenario shows"},
    {"extends", FIELD_STRING, DRAFT(extends), 1, 4000, "null", NULL,
     "another scenario file, relative to this one, onto which this one is merged (RFC 7396)"},
    SCHEMA_END,
};
static const struct schema_child root_children[] = {
    {.name = "run",
     .form = SCHEMA_OBJECT,
     .object = &run_object,
     .offset = CONFIG(run),
     .type = "object",
     .help = "how long, how fine"},
    {.name = "keys",
     .form = SCHEMA_OBJECT,
     .object = &schema_keys_object,
     .offset = CONFIG(keys),
     .type = "object",
     .help = "what is read"},
    {.name = "traffic",
     .form = SCHEMA_LIST,
     .object = &schema_traffic_source,
     .most = 256,
     .type = "list of objects",
     .help = "who reads: one or more sources of sessions",
     .read = read_traffic_sources},
    {.name = "app_servers",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &schema_servers_object,
     .offset = CONFIG(servers),
     .type = "object",
     .help = "where sessions are served"},
    {.name = "cache",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &schema_cache_object,
     .type = "object or null",
     .help = "the cache tier; null: none",
     .read = read_cache_cache},
    {.name = "database",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &schema_database_object,
     .type = "object",
     .help = "what the cache protects",
     .read = read_database_database},
    {.name = "protections",
     .form = SCHEMA_PROTECTIONS,
     .fallback = "{}",
     .type = "object",
     .help = "what is switched on; null: off",
     .read = read_protections_all},
    {.name = "events",
     .form = SCHEMA_LIST,
     .fallback = "[]",
     .object = &schema_events_event,
     .most = 5000,
     .type = "list of objects",
     .help = "what happens during the run",
     .read = read_events_all},
    {.name = "slo",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &schema_goals_slo,
     .offset = DRAFT(slo),
     .type = "object",
     .help = "what users are promised"},
    {.name = "signals",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &schema_goals_signals,
     .offset = CONFIG(signals),
     .type = "object",
     .help = "what a monitoring system would raise an alarm at"},
    {.name = "variants",
     .form = SCHEMA_MAP,
     .fallback = "{}",
     .object = &schema_tables_root,
     .most = 60,
     .type = "object: name to patch",
     .schema = "{\"type\": \"object\", \"propertyNames\": {\"pattern\": \"^[a-z0-9][a-z0-9._-]*$\"}, "
               "\"additionalProperties\": {\"type\": [\"object\", \"null\"]}}",
     .help = "what is compared: each a merge patch (RFC 7396) on the rest of the file; where there are variants, "
             "exactly these run"},
    {.name = "expect",
     .form = SCHEMA_LIST,
     .fallback = "[]",
     .object = &schema_goals_expect,
     .most = 1000,
     .type = "list of objects",
     .help = "what must come out"},
    {.name = "advise",
     .form = SCHEMA_OBJECT,
     .fallback = "null",
     .object = &schema_advice_block,
     .type = "object or null",
     .help = "what could be done, and what it costs",
     .read = reader_later},
    {.name = "study",
     .form = SCHEMA_OBJECT,
     .fallback = "null",
     .object = &schema_study_block,
     .type = "object or null",
     .help = "what a sweep varies",
     .read = reader_later},
    {.name = NULL},
};
const struct schema_object schema_tables_root = {
    .heading = "top", .help = "A scenario file.", .fields = root_fields, .children = root_children};

struct schema_at schema_tables_top(void)
{
    return (struct schema_at){.is = SCHEMA_AT_OBJECT, .object = &schema_tables_root};
}

const char *const schema_tables_not_in_variants[] = {"version",  "name",   "title",  "about", "extends",
                                                     "variants", "expect", "advise", "study", NULL};
