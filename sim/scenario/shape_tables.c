#include "scenario/shape_tables.h"

#include "base/units.h"
#include "scenario/draft.h"
#include "scenario/read_parts.h"
#include "scenario/scenario.h"

/* Longest time that a scenario may speak of; far below what int64_t nanoseconds hold, so sums cannot overflow. */
#define YEAR_NS (365.0 * 86400e9)
#define MS_NS 1e6
#define COUNT_MOST 1e9
#define KEYS_MOST 4e9

#define DRAFT(member) offsetof(struct draft, member)
#define CONFIG(member) offsetof(struct draft, config.member)
#define END                                                                                                            \
    {                                                                                                                  \
        .type = FIELD_END                                                                                              \
    }

/* run */

#define RUN(member) offsetof(struct config_run, member)
static const struct field run_fields[] = {
    {"duration", FIELD_DURATION, RUN(duration_ns), MS_NS, YEAR_NS, NULL, NULL, "simulated time"},
    {"window", FIELD_DURATION, RUN(window_ns), 1e3, YEAR_NS, "\"1s\"", NULL,
     "length of a row of the timeline, and of the stretch that the SLO is held against"},
    {"seed", FIELD_COUNT, RUN(seed), 0, 0x1p64, "1", NULL,
     "of all random numbers: the same seed gives the same bytes; above 2^53 it must stand in quotes"},
    {"max_sessions", FIELD_COUNT, RUN(max_sessions), 1, COUNT_MOST, "\"2M\"", NULL,
     "sessions in flight that the simulator makes room for; more are failed and counted as overflowed"},
    {"max_reads", FIELD_COUNT, RUN(max_reads), 1, COUNT_MOST, "\"8M\"", NULL,
     "reads in flight beyond their first lookup that the simulator makes room for, likewise"},
    END,
};
static const struct shape_object run_object = {
    .heading = "run", .help = "How long, how fine, which seed.", .fields = run_fields};

/* keys */

#define KEYS(member) offsetof(struct config_keys, member)
static const struct field keys_fields[] = {
    {"count", FIELD_COUNT, KEYS(count), 1, KEYS_MOST, NULL, NULL, "how many different keys there are"},
    {"update_rate", FIELD_RATE, KEYS(update_rate_per_s), 0, COUNT_MOST, "0", NULL,
     "how often the database replaces the value of a key; makes outdated reads visible"},
    END,
};
static const struct shape_child keys_children[] = {
    {.name = "popularity",
     .form = SHAPE_CHOICE,
     .fallback = "{\"zipf\": 0.99}",
     .type = "`\"uniform\"`, `{\"zipf\": s}`, `{\"zipf\": {\"top_share\": [a, b]}}` or `{\"zipf\": "
             "{\"unique_per_second\": r}}`",
     .schema =
         "{\"oneOf\": [{\"const\": \"uniform\"}, {\"type\": \"object\", \"additionalProperties\": false, "
         "\"required\": [\"zipf\"], \"properties\": {\"zipf\": {\"oneOf\": [{\"type\": \"number\", \"minimum\": 0, "
         "\"maximum\": 10}, {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"top_share\"], "
         "\"properties\": {\"top_share\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/ratio\"}, "
         "\"minItems\": 2, \"maxItems\": 2}}}, {\"type\": \"object\", \"additionalProperties\": false, "
         "\"required\": [\"unique_per_second\"], \"properties\": {\"unique_per_second\": "
         "{\"$ref\": \"#/$defs/ratio\"}}}]}}}]}",
     .help =
         "which keys are read: all alike, or Zipf's law by its exponent s, so that the share a of the keys takes the "
         "share b of the reads, or so that among the reads of one second (of the sources without `key`) the share r "
         "are of different keys",
     .read = read_keys_popularity},
    {.name = "names",
     .form = SHAPE_MAP,
     .fallback = "{}",
     .most = 5000,
     .type = "object: name to rank",
     .schema = "{\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [{\"$ref\": \"#/$defs/count\"}, "
               "{\"type\": \"null\"}]}}",
     .help = "names for single keys, by popularity rank; 1 is the most popular",
     .read = read_keys_names},
    {.name = NULL},
};
static const struct shape_object keys_object = {
    .heading = "keys", .help = "What is read.", .fields = keys_fields, .children = keys_children};

/* traffic */

static const struct field shape_point_fields[] = {
    {"at", FIELD_DURATION, offsetof(struct config_shape_point, at_ns), 0, YEAR_NS, NULL, NULL, "instant"},
    {"x", FIELD_NUMBER, offsetof(struct config_shape_point, x), 0, 1000, NULL, NULL,
     "multiplier of the source's rate then"},
    END,
};
static const struct shape_object shape_point_object = {
    .heading = "traffic[].shape[]",
    .help = "The rate over time: linear between the points, constant before the first and after the last.",
    .fields = shape_point_fields};

#define BURST(member) offsetof(struct draft_burst, member)
static const struct field burst_fields[] = {
    {"at", FIELD_DURATION, BURST(at_ns), 0, YEAR_NS, NULL, NULL, "when the first can come"},
    {"sessions", FIELD_COUNT, BURST(sessions), 1, COUNT_MOST, NULL, NULL, "how many sessions"},
    {"over", FIELD_DURATION, BURST(over_ns), 0, YEAR_NS, NULL, NULL, "spread over this time; \"0s\": all at once"},
    END,
};
static const struct shape_object burst_object = {
    .heading = "traffic[].burst", .help = "So many sessions once, instead of a rate.", .fields = burst_fields};

static const char *const arrivals_names[] = {"poisson", "even", NULL};
#define SOURCE(member) offsetof(struct draft_source, member)
static const struct field source_fields[] = {
    {"name", FIELD_STRING, SOURCE(name), 1, 100, NULL, NULL, "unique; of a-z, 0-9, '.', '_' and '-'"},
    {"sessions_per_second", FIELD_RATE, SOURCE(sessions_per_s), 1e-4, COUNT_MOST, "null", NULL, "rate of sessions"},
    {"daily_active", FIELD_COUNT, SOURCE(daily_active), 1, 1e12, "null", NULL,
     "users a day, of whom peak_share open a session within peak_duration"},
    {"peak_share", FIELD_RATIO, SOURCE(peak_share), 1e-4, 1, "\"20%\"", NULL,
     "with daily_active: share of them in the peak"},
    {"peak_duration", FIELD_DURATION, SOURCE(peak_duration_ns), 1e9, YEAR_NS, "\"1h\"", NULL,
     "with daily_active: length of the peak"},
    {"reads_per_session", FIELD_COUNT, SOURCE(reads_per_session), 1, 10000, "1", NULL, "all issued at once"},
    {"arrivals", FIELD_ENUM, SOURCE(arrivals), 0, 0, "\"poisson\"", arrivals_names, "at random, or at equal distances"},
    {"key", FIELD_STRING, SOURCE(key), 1, 250, "null", NULL,
     "the only key that these sessions read: one of keys.names, or \"#123\" for a rank; left out: by popularity"},
    END,
};
static const struct shape_child source_children[] = {
    {.name = "burst",
     .form = SHAPE_OBJECT,
     .fallback = "null",
     .object = &burst_object,
     .type = "object",
     .help = "so many sessions once, instead of a rate",
     .read = read_traffic_burst},
    {.name = "shape",
     .form = SHAPE_LIST,
     .fallback = "[]",
     .object = &shape_point_object,
     .most = 5000,
     .type = "list of objects",
     .help = "the rate over time, as multipliers; left out: constant",
     .read = read_traffic_shape},
    {.name = NULL},
};
static const struct shape_need source_needs[] = {
    {"peak_share", "daily_active"}, {"peak_duration", "daily_active"}, {NULL, NULL}};
static const char *const source_rates[] = {"sessions_per_second", "daily_active", "burst", NULL};
static const struct shape_object source_object = {
    .heading = "traffic[]",
    .help = "A source of sessions. Exactly one of sessions_per_second, daily_active and burst.",
    .fields = source_fields,
    .children = source_children,
    .needs = source_needs,
    .one_of = source_rates};

/* app_servers */

#define SERVERS(member) offsetof(struct config_servers, member)
static const struct field pool_fields[] = {
    {"size", FIELD_COUNT, SERVERS(pool_size), 1, COUNT_MOST, "null", NULL, "connections to the database per server"},
    {"wait_timeout", FIELD_DURATION, SERVERS(pool_wait_timeout_ns), 1, YEAR_NS, "null", NULL,
     "how long a fetch waits for a connection before it fails"},
    END,
};
static const struct shape_need pool_needs[] = {{"wait_timeout", "size"}, {NULL, NULL}};
static const struct shape_object pool_object = {.heading = "app_servers.db_pool",
                                                .help = "The connection pool of each server; first come, first served.",
                                                .fields = pool_fields,
                                                .needs = pool_needs};

static const char *const balancing_names[] = {"random", "round_robin", NULL};
static const struct field servers_fields[] = {
    {"count", FIELD_COUNT, SERVERS(count), 1, 1e6, "1", NULL, "servers"},
    {"balancing", FIELD_ENUM, SERVERS(balancing), 0, 0, "\"random\"", balancing_names, "which server takes a session"},
    {"workers", FIELD_COUNT, SERVERS(workers), 1, COUNT_MOST, "null", NULL, "sessions served at once per server"},
    {"accept_queue", FIELD_COUNT, SERVERS(accept_queue), 0, COUNT_MOST, "null", NULL,
     "sessions waiting for a worker per server; more are rejected"},
    END,
};
static const struct shape_child servers_children[] = {
    {.name = "db_pool",
     .form = SHAPE_OBJECT,
     .fallback = "{}",
     .object = &pool_object,
     .offset = 0, /* its fields lie in struct config_servers itself */
     .type = "object",
     .help = "the connection pool of each server"},
    {.name = NULL},
};
static const struct shape_need servers_needs[] = {{"accept_queue", "workers"}, {NULL, NULL}};
static const struct shape_object servers_object = {.heading = "app_servers",
                                                   .help = "Where sessions are served.",
                                                   .fields = servers_fields,
                                                   .children = servers_children,
                                                   .needs = servers_needs};

/* cache */

#define CACHE(member) offsetof(struct config_cache, member)
static const char *const eviction_names[] = {"lru", "lfu", "fifo", "random", NULL};
static const char *const write_names[] = {"add", "set", NULL};
/* Round trip as web servers saw it at Facebook (NSDI 2013, section 7): p50 333 us, p95 1,135 us; the lognormal
 * through these two has its p99 at 1,886 us. */
#define CACHE_LATENCY "{\"lognormal\": {\"p50\": \"333us\", \"p99\": \"1886us\"}}"
static const struct field cache_fields[] = {
    {"nodes", FIELD_COUNT, CACHE(nodes), 1, 1e4, "1", NULL, "cache nodes, by consistent hashing"},
    {"capacity", FIELD_COUNT, CACHE(capacity), 1, KEYS_MOST, "null", NULL, "entries that all nodes hold together"},
    {"eviction", FIELD_ENUM, CACHE(eviction), 0, 0, "\"lru\"", eviction_names,
     "with capacity: who has to go when a node is full"},
    {"ttl", FIELD_DURATION, CACHE(ttl_ns), 1, YEAR_NS, "null", NULL,
     "time to live of an entry; left out: entries never expire"},
    {"latency", FIELD_DIST, CACHE(latency), 0, 0, CACHE_LATENCY, NULL,
     "round trip of a lookup (default: memcached at Facebook, NSDI 2013)"},
    {"node_rate", FIELD_RATE, CACHE(node_rate_per_s), 1e-3, COUNT_MOST, "null", NULL,
     "lookups that one node serves per second"},
    {"write", FIELD_ENUM, CACHE(write), 0, 0, "\"add\"", write_names,
     "a fill that finds a fresh entry leaves it (add) or replaces it (set)"},
    END,
};
static const struct shape_child cache_children[] = {
    {.name = "start",
     .form = SHAPE_CHOICE,
     .fallback = "\"cold\"",
     .type = "`\"cold\"`, `\"warm\"` or `{\"prewarmed\": n}`",
     .schema = "{\"oneOf\": [{\"enum\": [\"cold\", \"warm\"]}, {\"type\": \"object\", \"additionalProperties\": false, "
               "\"required\": [\"prewarmed\"], \"properties\": {\"prewarmed\": {\"$ref\": \"#/$defs/count\"}}}]}",
     .help = "empty; as after a long time of this traffic; or with the n most popular keys, just loaded",
     .read = read_cache_start},
    {.name = NULL},
};
static const struct shape_need cache_needs[] = {{"eviction", "capacity"}, {NULL, NULL}};
static const struct shape_object cache_object = {
    .heading = "cache",
    .help = "The cache tier. null: there is none, every read is a database read.",
    .fields = cache_fields,
    .children = cache_children,
    .needs = cache_needs};

/* database */

#define DATABASE(member) offsetof(struct config_database, member)
static const struct field database_fields[] = {
    {"connections", FIELD_COUNT, DATABASE(connections), 1, COUNT_MOST, "null", NULL, "queries in service at once"},
    {"service", FIELD_DIST, DATABASE(service), 0, 0, "{\"lognormal\": {\"mean\": \"5ms\", \"cv\": 1}}", NULL,
     "time that a query keeps its connection busy"},
    {"queue_limit", FIELD_COUNT, DATABASE(queue_limit), 0, COUNT_MOST, "null", NULL,
     "queries waiting for service; more are refused"},
    END,
};
static const struct shape_need database_needs[] = {{"queue_limit", "connections"}, {NULL, NULL}};
static const struct shape_object database_object = {.heading = "database",
                                                    .help = "The database; first come, first served.",
                                                    .fields = database_fields,
                                                    .needs = database_needs};

/* events */

#define EVENT(member) offsetof(struct config_event, member)
static const struct field event_fields[] = {
    {"at", FIELD_DURATION, EVENT(at_ns), 0, YEAR_NS, NULL, NULL, "instant"},
    END,
};
static const struct field no_fields[] = {END};
static const struct field expire_key_fields[] = {
    {"key", FIELD_STRING, EVENT(key_name), 1, 250, NULL, NULL, "one of keys.names, or \"#123\" for a rank"},
    END,
};
static const struct field traffic_fields[] = {
    {"x", FIELD_NUMBER, EVENT(x), 0, 1000, NULL, NULL, "multiplier of the rate from then on"},
    {"ramp", FIELD_DURATION, EVENT(ramp_ns), 0, YEAR_NS, "\"0s\"", NULL, "reached linearly over this time"},
    {"source", FIELD_STRING, EVENT(source), 1, 100, "null", NULL, "name of the source; left out: all that have a rate"},
    END,
};
static const struct shape_kinds event_kinds = {
    .chooser = "do",
    .help = "what happens",
    .n = EVENT_TRAFFIC + 1,
    .kind = {[EVENT_CACHE_RESTART] = {"cache_restart", "the cache loses every entry", no_fields},
             [EVENT_EXPIRE_KEY] = {"expire_key", "one entry expires", expire_key_fields},
             [EVENT_EXPIRE_ALL] = {"expire_all", "every entry expires", no_fields},
             [EVENT_CUTOVER] = {"cutover", "traffic moves to a new cache: empty, or as protections.prewarm prepares it",
                                no_fields},
             [EVENT_TRAFFIC] = {"traffic", "the rate of sessions changes", traffic_fields}}};
static const struct shape_object event_object = {.heading = "events[]",
                                                 .help = "What happens during the run.",
                                                 .fields = event_fields,
                                                 .kinds = &event_kinds,
                                                 .kind_offset = EVENT(kind)};

/* slo */

static const struct field slo_fields[] = {
    {"p99", FIELD_DURATION, offsetof(struct draft_slo, p99_ns), 1, YEAR_NS, "null", NULL,
     "99% of the successful sessions of a window are at least this fast"},
    {"success", FIELD_RATIO, offsetof(struct draft_slo, success), 0, 1, "0", NULL,
     "least share of the sessions of a window that succeed"},
    END,
};
static const struct shape_object slo_object = {
    .heading = "slo",
    .help = "What users are promised; held against every window. Without it there is no verdict.",
    .fields = slo_fields};

/* expect */

static const char *const expect_ops[] = {[EXPECT_LT] = "<",
                                         [EXPECT_LE] = "<=",
                                         [EXPECT_GT] = ">",
                                         [EXPECT_GE] = ">=",
                                         [EXPECT_EQ] = "==",
                                         [EXPECT_NE] = "!=",
                                         NULL};
#define EXPECT(member) offsetof(struct expectation, member)
static const struct field expect_fields[] = {
    {"metric", FIELD_STRING, EXPECT(metric), 1, 200, NULL, NULL, "dotted name of a metric of summary.json, or verdict"},
    {"variant", FIELD_STRING, EXPECT(variant), 1, 100, "null", NULL,
     "name of a variant; left out only where the scenario has none"},
    {"op", FIELD_ENUM, EXPECT(op), 0, 0, NULL, expect_ops, "how it must compare"},
    END,
};
static const struct shape_child expect_children[] = {
    {.name = "value",
     .form = SHAPE_CHOICE,
     .type = "number, text with a unit, or verdict",
     .schema = "{\"type\": [\"number\", \"string\"]}",
     .help =
         "in the metric's unit (seconds, per second, 0 to 1), or with a unit as \"500ms\"; for verdict one of calm, "
         "degraded, collapsed, undecided (with == or !=)",
     .read = read_expect_value},
    {.name = NULL},
};
static const struct shape_object expect_object = {
    .heading = "expect[]",
    .help = "What must come out; a run in which it does not ends with exit status 3.",
    .fields = expect_fields,
    .children = expect_children};

/* top */

static const struct field root_fields[] = {
    {"version", FIELD_COUNT, DRAFT(version), 1, 1, NULL, NULL, "of this format"},
    {"name", FIELD_STRING, DRAFT(name), 1, 100, NULL, NULL, "names the results folder; of a-z, 0-9, '.', '_' and '-'"},
    {"title", FIELD_STRING, DRAFT(title), 0, 200, "\"\"", NULL, "one line for the list and the plots"},
    {"about", FIELD_STRING, DRAFT(about), 0, 20000, "\"\"", NULL, "what the scenario shows"},
    {"extends", FIELD_STRING, DRAFT(extends), 1, 4000, "null", NULL,
     "another scenario file, relative to this one, onto which this one is merged (RFC 7396)"},
    END,
};
static const struct shape_child root_children[] = {
    {.name = "run",
     .form = SHAPE_OBJECT,
     .object = &run_object,
     .offset = CONFIG(run),
     .type = "object",
     .help = "how long, how fine"},
    {.name = "keys",
     .form = SHAPE_OBJECT,
     .object = &keys_object,
     .offset = CONFIG(keys),
     .type = "object",
     .help = "what is read"},
    {.name = "traffic",
     .form = SHAPE_LIST,
     .object = &source_object,
     .most = 256,
     .type = "list of objects",
     .help = "who reads: one or more sources of sessions",
     .read = read_traffic_sources},
    {.name = "app_servers",
     .form = SHAPE_OBJECT,
     .fallback = "{}",
     .object = &servers_object,
     .offset = CONFIG(servers),
     .type = "object",
     .help = "where sessions are served"},
    {.name = "cache",
     .form = SHAPE_OBJECT,
     .fallback = "{}",
     .object = &cache_object,
     .type = "object or null",
     .help = "the cache tier; null: none",
     .read = read_cache_cache},
    {.name = "database",
     .form = SHAPE_OBJECT,
     .fallback = "{}",
     .object = &database_object,
     .offset = CONFIG(database),
     .type = "object",
     .help = "what the cache protects"},
    {.name = "protections",
     .form = SHAPE_PROTECTIONS,
     .fallback = "{}",
     .type = "object",
     .help = "what is switched on; null: off",
     .read = read_protections_all},
    {.name = "events",
     .form = SHAPE_LIST,
     .fallback = "[]",
     .object = &event_object,
     .most = 5000,
     .type = "list of objects",
     .help = "what happens during the run",
     .read = read_events_all},
    {.name = "slo",
     .form = SHAPE_OBJECT,
     .fallback = "{}",
     .object = &slo_object,
     .offset = DRAFT(slo),
     .type = "object",
     .help = "what users are promised"},
    {.name = "variants",
     .form = SHAPE_MAP,
     .fallback = "{}",
     .object = &shape_tables_root,
     .most = 60,
     .type = "object: name to patch",
     .schema = "{\"type\": \"object\", \"propertyNames\": {\"pattern\": \"^[a-z0-9][a-z0-9._-]*$\"}, "
               "\"additionalProperties\": {\"type\": [\"object\", \"null\"]}}",
     .help = "what is compared: each a merge patch (RFC 7396) on the rest of the file; where there are variants, "
             "exactly these run"},
    {.name = "expect",
     .form = SHAPE_LIST,
     .fallback = "[]",
     .object = &expect_object,
     .most = 1000,
     .type = "list of objects",
     .help = "what must come out"},
    {.name = NULL},
};
const struct shape_object shape_tables_root = {
    .heading = "top", .help = "A scenario file.", .fields = root_fields, .children = root_children};

const char *const shape_tables_not_in_variants[] = {"version", "name",     "title",  "about",
                                                    "extends", "variants", "expect", NULL};

/* distributions */

#define PARAMS(member) offsetof(struct shape_dist_params, member)
static const struct field dist_percentile_fields[] = {
    {"p50", FIELD_DURATION, PARAMS(first_ns), 1, YEAR_NS, NULL, NULL, "median"},
    {"p99", FIELD_DURATION, PARAMS(second_ns), 1, YEAR_NS, NULL, NULL, "99th percentile, at least the median"},
    END,
};
static const struct field dist_moment_fields[] = {
    {"mean", FIELD_DURATION, PARAMS(first_ns), 1, YEAR_NS, NULL, NULL, "mean"},
    {"cv", FIELD_NUMBER, PARAMS(number), 0, 100, NULL, NULL, "coefficient of variation: standard deviation / mean"},
    END,
};
static const struct field dist_erlang_fields[] = {
    {"mean", FIELD_DURATION, PARAMS(first_ns), 1, YEAR_NS, NULL, NULL, "mean"},
    {"k", FIELD_COUNT, PARAMS(count), 1, 1000, NULL, NULL, "number of exponential stages"},
    END,
};
static const struct field dist_pareto_fields[] = {
    {"min", FIELD_DURATION, PARAMS(first_ns), 1, YEAR_NS, NULL, NULL, "least value"},
    {"alpha", FIELD_NUMBER, PARAMS(number), 0.1, 100, NULL, NULL, "tail index: P(more than x) = (min / x)^alpha"},
    END,
};
const struct shape_dist shape_tables_dist[] = {
    {"exponential", NULL, "duration", "{\"$ref\": \"#/$defs/duration\"}", "by its mean"},
    {"lognormal", dist_percentile_fields, NULL, NULL, "by two percentiles"},
    {"lognormal", dist_moment_fields, NULL, NULL, "by its moments"},
    {"uniform", NULL, "`[least, most]`",
     "{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/duration\"}, \"minItems\": 2, \"maxItems\": 2}",
     "between two durations"},
    {"erlang", dist_erlang_fields, NULL, NULL, "a sum of k exponentials"},
    {"pareto", dist_pareto_fields, NULL, NULL, "heavy tail"},
    {"quantiles", NULL, "`[[0.5, median], [0.99, p99], ...]`",
     "{\"type\": \"array\", \"minItems\": 1, \"maxItems\": 30, \"items\": {\"type\": \"array\", \"minItems\": 2, "
     "\"maxItems\": 2, \"prefixItems\": [{\"$ref\": \"#/$defs/ratio\"}, {\"$ref\": \"#/$defs/duration\"}]}}",
     "measured: pairs of probability and duration, both rising, linear in between; left out, probability 0 is at 0s "
     "and 1 at the last duration"},
    {NULL, NULL, NULL, NULL, NULL},
};
