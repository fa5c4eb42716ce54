/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_events.c: the tables of "events": what each kind takes. */
#include "scenario/schema_parts.h"

#define EVENT(member) offsetof(struct config_event, member)
static const struct field event_fields[] = {
    {"at", FIELD_DURATION, EVENT(at_ns), 0, SCHEMA_YEAR_NS, NULL, NULL, "instant"},
    SCHEMA_END,
};
static const struct field no_fields[] = {SCHEMA_END};
static const struct field key_fields[] = {
    {"key", FIELD_STRING, EVENT(key_name), 1, 250, NULL, NULL, "one of keys.names, or \"#123\" for a rank"},
    SCHEMA_END,
};
static const struct field traffic_fields[] = {
    {"x", FIELD_NUMBER, EVENT(x), 0, 1000, NULL, NULL, "multiplier of the rate from then on"},
    {"ramp", FIELD_DURATION, EVENT(ramp_ns), 0, SCHEMA_YEAR_NS, "\"0s\"", NULL, "reached linearly over this time"},
    {"source", FIELD_STRING, EVENT(source), 1, 100, "null", NULL, "name of the source; left out: all that have a rate"},
    SCHEMA_END,
};
static const struct field deploy_fields[] = {
    {"batch", FIELD_COUNT, EVENT(batch), 1, 1e6, "null", NULL,
     "app servers restarted at once, the next ones after `every`; left out: all"},
    {"every", FIELD_DURATION, EVENT(every_ns), 0, SCHEMA_YEAR_NS, "\"0s\"", NULL, "time from one batch to the next"},
    {"downtime", FIELD_DURATION, EVENT(downtime_ns), 0, SCHEMA_YEAR_NS, "\"0s\"", NULL,
     "a server that restarts takes no sessions for this time"},
    SCHEMA_END,
};
static const struct schema_need deploy_needs[] = {{"batch", "every"}, {"every", "batch"}, {NULL, NULL}};

#define NODE_FIELDS                                                                                                    \
    {"node", FIELD_COUNT, EVENT(node), 0, 9999, "null", NULL, "its number, from 0"},                                   \
    {                                                                                                                  \
        "key", FIELD_STRING, EVENT(key_name), 1, 250, "null", NULL,                                                    \
            "the node that holds this key: one of keys.names, or \"#123\" for a rank"                                  \
    }
static const char *const node_modes[] = {[NODE_LOSS_REHASH] = "rehash", [NODE_LOSS_FAIL] = "fail", NULL};
static const struct field node_loss_fields[] = {
    NODE_FIELDS,
    {"mode", FIELD_ENUM, EVENT(node_mode), 0, 0, "\"rehash\"", node_modes,
     "the other nodes take its keys over, or lookups of its keys fail until it is back"},
    {"lookup_timeout", FIELD_DURATION, EVENT(lookup_timeout_ns), 0, SCHEMA_YEAR_NS, "\"0s\"", NULL,
     "with mode fail: after which a lookup is known to have failed; \"0s\": after a round trip"},
    SCHEMA_END,
};
static const struct field node_return_fields[] = {NODE_FIELDS, SCHEMA_END};
static const char *const node_one_of[] = {"node", "key", NULL};

static const struct field invalidate_fields[] = {
    {"share", FIELD_RATIO, EVENT(share), 1e-9, 1, "null", NULL, "of the keys, at random"},
    {"top", FIELD_COUNT, EVENT(top), 1, SCHEMA_KEYS_MOST, "null", NULL, "so many of the most popular keys"},
    SCHEMA_END,
};
static const char *const invalidate_one_of[] = {"share", "top", NULL};

static const struct field db_slow_fields[] = {
    {"factor", FIELD_NUMBER, EVENT(factor), 0.01, 1000, NULL, NULL, "every query takes so many times as long"},
    {"for", FIELD_DURATION, EVENT(for_ns), 1, SCHEMA_YEAR_NS, NULL, NULL, "how long that lasts"},
    SCHEMA_END,
};
static const char *const down_modes[] = {[DB_DOWN_REFUSE] = "refuse", [DB_DOWN_HANG] = "hang", NULL};
static const struct field db_down_fields[] = {
    {"for", FIELD_DURATION, EVENT(for_ns), 1, SCHEMA_YEAR_NS, NULL, NULL, "how long that lasts"},
    {"mode", FIELD_ENUM, EVENT(down_mode), 0, 0, "\"refuse\"", down_modes,
     "queries fail at once, or nothing is finished and everybody waits"},
    SCHEMA_END,
};

static const struct schema_kinds event_kinds = {
    .chooser = "do",
    .help = "what happens",
    .n = EVENT_KINDS_N,
    .kind = {
        [EVENT_CACHE_RESTART] = {.value = "cache_restart", .help = "the cache loses every entry", .fields = no_fields},
        [EVENT_EXPIRE_KEY] = {.value = "expire_key", .help = "one entry expires", .fields = key_fields},
        [EVENT_EXPIRE_ALL] = {.value = "expire_all", .help = "every entry expires", .fields = no_fields},
        [EVENT_CUTOVER] = {.value = "cutover",
                           .help = "traffic moves to a new cache: empty, or as protections.prewarm prepares it",
                           .fields = no_fields},
        [EVENT_TRAFFIC] = {.value = "traffic", .help = "the rate of sessions changes", .fields = traffic_fields},
        [EVENT_DEPLOY] = {.value = "deploy",
                          .help = "the app servers restart, and their local caches come up empty",
                          .fields = deploy_fields,
                          .needs = deploy_needs},
        [EVENT_NODE_LOSS] = {.value = "node_loss",
                             .help = "a cache node dies with all that it holds; exactly one of node and key",
                             .fields = node_loss_fields,
                             .one_of = node_one_of},
        [EVENT_NODE_RETURN] = {.value = "node_return",
                               .help = "a cache node that was lost is back, empty; exactly one of node and key",
                               .fields = node_return_fields,
                               .one_of = node_one_of},
        [EVENT_INVALIDATE] = {.value = "invalidate",
                              .help = "entries are deleted from the cache tier; exactly one of share and top",
                              .fields = invalidate_fields,
                              .one_of = invalidate_one_of},
        [EVENT_DB_SLOW] = {.value = "db_slow", .help = "the database is slow for a time", .fields = db_slow_fields},
        [EVENT_DB_DOWN] = {.value = "db_down", .help = "the database is down for a time", .fields = db_down_fields},
        [EVENT_LOCK_HOLDER_CRASH] = {.value = "lock_holder_crash",
                                     .help = "who holds the cluster lock of a key crashes; if nobody does, the "
                                             "next who takes it",
                                     .fields = key_fields}}};
const struct schema_object schema_events_event = {.heading = "events[]",
                                                  .help = "What happens during the run.",
                                                  .fields = event_fields,
                                                  .kinds = &event_kinds,
                                                  .kind_offset = EVENT(kind)};
