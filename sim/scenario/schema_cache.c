/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_cache.c: the table of "cache". */
#include "scenario/schema_parts.h"

#define CACHE(member) offsetof(struct config_cache, member)
const char *const schema_cache_eviction[] = {"lru", "lfu", "fifo", "random", NULL};
static const char *const write_names[] = {"add", "set", NULL};
static const char *const error_names[] = {"keep", "delete", NULL};
/* Round trip as web servers saw it at Facebook (NSDI 2013, section 7): p50 333 us, p95 1,135 us; the lognormal
 * through these two has its p99 at 1,886 us. */
#define CACHE_LATENCY "{\"lognormal\": {\"p50\": \"333us\", \"p99\": \"1886us\"}}"
static const struct field cache_fields[] = {
    {"nodes", FIELD_COUNT, CACHE(nodes), 1, 1e4, "1", NULL, "cache nodes, by consistent hashing"},
    {"capacity", FIELD_COUNT, CACHE(capacity), 1, FIELD_KEYS_MOST, "null", NULL,
     "entries that all nodes hold together"},
    {"eviction", FIELD_ENUM, CACHE(eviction), 0, 0, "\"lru\"", schema_cache_eviction,
     "with capacity: who has to go when a node is full"},
    {"ttl", FIELD_DURATION, CACHE(ttl_ns), 1, FIELD_YEAR_NS, "null", NULL,
     "time to live of an entry; left out: entries never expire"},
    {"latency", FIELD_DIST, CACHE(latency), 0, 0, CACHE_LATENCY, NULL,
     "round trip of a lookup (default: memcached at Facebook, NSDI 2013)"},
    {"node_rate", FIELD_RATE, CACHE(node_rate_per_s), 1e-3, SCHEMA_COUNT_MOST, "null", NULL,
     "lookups that one node serves per second"},
    {"write", FIELD_ENUM, CACHE(write), 0, 0, "\"add\"", write_names,
     "a fill that finds a fresh entry leaves it (add) or replaces it (set)"},
    {"on_db_error", FIELD_ENUM, CACHE(on_db_error), 0, 0, "\"keep\"", error_names,
     "a read whose query fails (an error, or a timeout of database or pool) leaves the key's entry, which somebody "
     "else may "
     "have written meanwhile, or deletes it"},
    SCHEMA_END,
};
static const struct schema_child cache_children[] = {
    {.name = "start",
     .form = SCHEMA_CHOICE,
     .fallback = "\"cold\"",
     .type = "`\"cold\"`, `\"warm\"` or `{\"prewarmed\": n}`",
     .schema = "{\"oneOf\": [{\"enum\": [\"cold\", \"warm\"]}, {\"type\": \"object\", \"additionalProperties\": false, "
               "\"required\": [\"prewarmed\"], \"properties\": {\"prewarmed\": {\"$ref\": \"#/$defs/count\"}}}]}",
     .help = "empty; as after a long time of this traffic; or with the n most popular keys, just loaded",
     .read = read_cache_start},
    {.name = NULL},
};
static const struct field_need cache_needs[] = {{"eviction", "capacity"}, {NULL, NULL}};
const struct schema_object schema_cache_object = {
    .heading = "cache",
    .help = "The cache tier. null: there is none, every read is a database read.",
    .fields = cache_fields,
    .children = cache_children,
    .needs = cache_needs};
