/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_servers.c: the tables of "app_servers". */
#include "scenario/schema_parts.h"

#define SERVERS(member) offsetof(struct config_servers, member)
static const struct field pool_fields[] = {
    {"size", FIELD_COUNT, SERVERS(pool_size), 1, SCHEMA_COUNT_MOST, "null", NULL,
     "connections to the database per server"},
    {"wait_timeout", FIELD_DURATION, SERVERS(pool_wait_timeout_ns), 1, FIELD_YEAR_NS, "null", NULL,
     "how long a fetch waits for a connection before it fails"},
    SCHEMA_END,
};
static const struct field_need pool_needs[] = {{"wait_timeout", "size"}, {NULL, NULL}};
static const struct schema_object pool_object = {.heading = "app_servers.db_pool",
                                                 .help =
                                                     "The connection pool of each server; first come, first served.",
                                                 .fields = pool_fields,
                                                 .needs = pool_needs};

static const char *const local_starts[] = {[CACHE_START_COLD] = "cold", [CACHE_START_WARM] = "warm", NULL};
#define LOCAL(member) offsetof(struct config_local, member)
static const struct field local_fields[] = {
    {"capacity", FIELD_COUNT, LOCAL(capacity), 1, FIELD_KEYS_MOST, "null", NULL, "entries per server"},
    {"eviction", FIELD_ENUM, LOCAL(eviction), 0, 0, "\"lru\"", schema_cache_eviction,
     "with capacity: who has to go when it is full"},
    {"ttl", FIELD_DURATION, LOCAL(ttl_ns), 1, FIELD_YEAR_NS, "null", NULL,
     "time to live of an entry; left out: entries never expire"},
    {"jitter", FIELD_RATIO, LOCAL(jitter), 0, 0.99, "0", NULL,
     "each entry lives between ttl x (1 - this) and ttl x (1 + this)"},
    {"start", FIELD_ENUM, LOCAL(start), 0, 0, "\"cold\"", local_starts,
     "empty, or as after a long time of this traffic"},
    SCHEMA_END,
};
static const struct field_need local_needs[] = {{"eviction", "capacity"}, {"jitter", "ttl"}, {NULL, NULL}};
static const struct schema_object local_object = {
    .heading = "app_servers.local_cache",
    .help = "A cache in the memory of every app server, looked into before the cache tier and without a round trip.",
    .fields = local_fields,
    .needs = local_needs};

static const char *const balancing_names[] = {"random", "round_robin", NULL};
static const struct field servers_fields[] = {
    {"count", FIELD_COUNT, SERVERS(count), 1, 1e6, "1", NULL, "servers"},
    {"balancing", FIELD_ENUM, SERVERS(balancing), 0, 0, "\"random\"", balancing_names, "which server takes a session"},
    {"workers", FIELD_COUNT, SERVERS(workers), 1, SCHEMA_COUNT_MOST, "null", NULL,
     "sessions served at once per server"},
    {"accept_queue", FIELD_COUNT, SERVERS(accept_queue), 0, SCHEMA_COUNT_MOST, "null", NULL,
     "sessions waiting for a worker per server; more are rejected"},
    SCHEMA_END,
};
static const struct schema_child servers_children[] = {
    {.name = "db_pool",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &pool_object,
     .offset = 0, /* its fields lie in struct config_servers itself */
     .type = "object",
     .help = "the connection pool of each server"},
    {.name = "local_cache",
     .form = SCHEMA_OBJECT,
     .fallback = "null",
     .object = &local_object,
     .type = "object or null",
     .help = "a cache in the memory of each server; null: none",
     .read = read_servers_local},
    {.name = NULL},
};
static const struct field_need servers_needs[] = {{"accept_queue", "workers"}, {NULL, NULL}};
const struct schema_object schema_servers_object = {.heading = "app_servers",
                                                    .help = "Where sessions are served.",
                                                    .fields = servers_fields,
                                                    .children = servers_children,
                                                    .needs = servers_needs};
