/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_database.c: the tables of "database". It is of the kind with partitions where these are given, otherwise of the
 * kind with connections; each has fields of its own. */
#include "scenario/schema_parts.h"

/* What clients of DynamoDB meet: 3,000 strongly consistent reads a second per partition, 300 s of unused capacity kept
 * (developer guide); repeats by the AWS SDK's standard mode (botocore). */
#define DEFAULT_LATENCY "{\"lognormal\": {\"mean\": \"5ms\", \"cv\": 1}}"
#define CONFIG(member) offsetof(struct raw_database, config.member)
static const struct field database_fields[] = {
    {"connections", FIELD_COUNT, CONFIG(connections), 1, SCHEMA_COUNT_MOST, "null", NULL, "queries in service at once"},
    {"service", FIELD_DIST, CONFIG(service), 0, 0, DEFAULT_LATENCY, NULL,
     "time that a query keeps its connection busy, where it has the database for itself"},
    {"queue_limit", FIELD_COUNT, CONFIG(queue_limit), 0, SCHEMA_COUNT_MOST, "null", NULL,
     "queries waiting for service; more are refused"},
    {"cores", FIELD_COUNT, CONFIG(cores), 1, SCHEMA_COUNT_MOST, "null", NULL,
     "shared equally by the n queries in service: each takes n / cores times as long where n is above cores"},
    {"contention", FIELD_RATIO, CONFIG(contention), 0, 1, "0", NULL,
     "sigma of the Universal Scalability Law: n queries in service take 1 + sigma (n - 1) + kappa n (n - 1) times as "
     "long"},
    {"coherency", FIELD_RATIO, CONFIG(coherency), 0, 1, "0", NULL, "kappa of the Universal Scalability Law"},
    {"partitions", FIELD_COUNT, CONFIG(partitions), 1, 1e7, "null", NULL,
     "makes it a partitioned store: keys are spread over so many by hash; what exceeds a partition's rate is refused"},
    {"reads_per_partition", FIELD_RATE, CONFIG(partition_rate_per_s), 1e-3, SCHEMA_COUNT_MOST, "\"3000/s\"", NULL,
     "that one partition admits in the long run (default: DynamoDB, strongly consistent reads)"},
    {"burst", FIELD_DURATION, CONFIG(burst_ns), 0, FIELD_YEAR_NS, "\"300s\"", NULL,
     "a partition may save what it did not use of so much time, and begins with that (default: DynamoDB)"},
    {"latency", FIELD_DIST, offsetof(struct raw_database, latency), 0, 0, DEFAULT_LATENCY, NULL,
     "time that a query takes with partitions"},
    {"timeout", FIELD_DURATION, CONFIG(timeout_ns), 1, FIELD_YEAR_NS, "null", NULL,
     "clients give a query up after this time; its connection stays busy until the database is done"},
    {"cancel_on_timeout", FIELD_BOOL, CONFIG(cancel_on_timeout), 0, 0, "false", NULL,
     "the database stops a query that is given up, and the connection is free"},
    SCHEMA_END,
};

static const struct field retry_fields[] = {
    {"attempts", FIELD_COUNT, CONFIG(client_attempts), 1, 50, "3", NULL,
     "in all, the first one included; 1: a throttled query fails at once"},
    {"base", FIELD_DURATION, CONFIG(client_backoff.base_ns), 0, FIELD_YEAR_NS, "\"1s\"", NULL,
     "wait before the second attempt, doubled before each further one"},
    {"cap", FIELD_DURATION, CONFIG(client_backoff.cap_ns), 0, FIELD_YEAR_NS, "\"20s\"", NULL, "longest wait"},
    {"jitter", FIELD_ENUM, CONFIG(client_backoff.jitter), 0, 0, "\"full\"", schema_traffic_jitter,
     "as in traffic[].retry"},
    SCHEMA_END,
};
static const struct schema_object retry_object = {
    .heading = "database.retry",
    .help = "How the client library repeats a throttled query by itself (default: the AWS SDK's standard mode).",
    .fields = retry_fields};
static const struct schema_child database_children[] = {
    {.name = "retry",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &retry_object,
     .offset = 0, /* its fields lie in struct raw_database itself */
     .type = "object",
     .help = "how the client library repeats a throttled query"},
    {.name = NULL},
};

static const struct field_need database_needs[] = {{"queue_limit", "connections"},
                                                   {"reads_per_partition", "partitions"},
                                                   {"burst", "partitions"},
                                                   {"latency", "partitions"},
                                                   {"retry", "partitions"},
                                                   {"cancel_on_timeout", "timeout"},
                                                   {NULL, NULL}};
static const struct schema_clash database_clashes[] = {{"connections", "partitions"},
                                                       {"service", "partitions"},
                                                       {"queue_limit", "partitions"},
                                                       {"cores", "partitions"},
                                                       {"contention", "partitions"},
                                                       {"coherency", "partitions"},
                                                       {NULL, NULL}};
/* The pools are the servers': each has one of its own. */
static const struct schema_elsewhere database_elsewhere[] = {{"pool", "app_servers.db_pool"},
                                                             {"db_pool", "app_servers.db_pool"},
                                                             {"pool_size", "app_servers.db_pool.size"},
                                                             {NULL, NULL}};
const struct schema_object schema_database_object = {
    .heading = "database",
    .help = "The database: so many connections, first come, first served; or, with `partitions`, a partitioned store.",
    .fields = database_fields,
    .children = database_children,
    .needs = database_needs,
    .clashes = database_clashes,
    .elsewhere = database_elsewhere};
