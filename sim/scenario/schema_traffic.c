/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_traffic.c: the tables of "traffic". */
#include "scenario/schema_parts.h"

static const struct field shape_point_fields[] = {
    {"at", FIELD_DURATION, offsetof(struct config_shape_point, at_ns), 0, FIELD_YEAR_NS, NULL, NULL, "instant"},
    {"x", FIELD_NUMBER, offsetof(struct config_shape_point, x), 0, 1000, NULL, NULL,
     "multiplier of the source's rate then"},
    SCHEMA_END,
};
static const struct schema_object shape_point_object = {
    .heading = "traffic[].shape[]",
    .help = "The rate over time: linear between the points, constant before the first and after the last.",
    .fields = shape_point_fields};

#define BURST(member) offsetof(struct raw_burst, member)
static const struct field burst_fields[] = {
    {"at", FIELD_DURATION, BURST(at_ns), 0, FIELD_YEAR_NS, NULL, NULL, "when the first can come"},
    {"sessions", FIELD_COUNT, BURST(sessions), 1, SCHEMA_COUNT_MOST, NULL, NULL, "how many sessions"},
    {"over", FIELD_DURATION, BURST(over_ns), 0, FIELD_YEAR_NS, NULL, NULL,
     "spread over this time; \"0s\": all at once"},
    SCHEMA_END,
};
static const struct schema_object burst_object = {
    .heading = "traffic[].burst", .help = "So many sessions once, instead of a rate.", .fields = burst_fields};

const char *const schema_traffic_jitter[] = {[BACKOFF_NONE] = "none",
                                             [BACKOFF_FULL] = "full",
                                             [BACKOFF_EQUAL] = "equal",
                                             [BACKOFF_DECORRELATED] = "decorrelated",
                                             NULL};
/* The budget's defaults besides its ratio are no floor, and the 10 s of Finagle's RetryBudget. */
#define RETRY(member) offsetof(struct config_retry, member)
static const struct field retry_fields[] = {
    {"attempts", FIELD_COUNT, RETRY(attempts), 1, 50, "3", NULL, "in all, the first one included"},
    {"backoff", FIELD_DURATION, RETRY(backoff.base_ns), 0, FIELD_YEAR_NS, "\"100ms\"", NULL,
     "wait before the second attempt, doubled before each further one"},
    {"cap", FIELD_DURATION, RETRY(backoff.cap_ns), 0, FIELD_YEAR_NS, "\"20s\"", NULL, "longest wait"},
    {"jitter", FIELD_ENUM, RETRY(backoff.jitter), 0, 0, "\"full\"", schema_traffic_jitter,
     "of the wait w: none; full: between 0 and w; equal: between w / 2 and w; decorrelated: between backoff and three "
     "times the last wait"},
    {"budget", FIELD_RATIO, RETRY(budget), 0, 10, "null", NULL,
     "retries that all users of the source together may make per first attempt"},
    {"budget_floor", FIELD_RATE, RETRY(budget_floor_per_s), 0, SCHEMA_COUNT_MOST, "0", NULL,
     "and so many retries per second besides"},
    {"budget_life", FIELD_DURATION, RETRY(budget_life_ns), 1e6, FIELD_YEAR_NS, "\"10s\"", NULL,
     "what is not used of the budget lapses after this time"},
    SCHEMA_END,
};
static const struct field_need retry_needs[] = {{"budget_floor", "budget"}, {"budget_life", "budget"}, {NULL, NULL}};
static const struct schema_object retry_object = {
    .heading = "traffic[].retry",
    .help = "What users do when their session has failed: open another one with the same reads, after a wait.",
    .fields = retry_fields,
    .needs = retry_needs};

static const char *const arrivals_names[] = {"poisson", "even", NULL};
#define SOURCE(member) offsetof(struct raw_source, member)
static const struct field source_fields[] = {
    {"name", FIELD_STRING, SOURCE(name), 1, 100, NULL, NULL, "unique; of a-z, 0-9, '.', '_' and '-'"},
    {"sessions_per_second", FIELD_RATE, SOURCE(sessions_per_s), 1e-4, SCHEMA_COUNT_MOST, "null", NULL,
     "rate of sessions"},
    {"daily_active", FIELD_COUNT, SOURCE(daily_active), 1, 1e12, "null", NULL,
     "users a day, of whom peak_share open a session within peak_duration"},
    {"peak_share", FIELD_RATIO, SOURCE(peak_share), 1e-4, 1, "\"20%\"", NULL,
     "with daily_active: share of them in the peak"},
    {"peak_duration", FIELD_DURATION, SOURCE(peak_duration_ns), 1e9, FIELD_YEAR_NS, "\"1h\"", NULL,
     "with daily_active: length of the peak"},
    {"reads_per_session", FIELD_COUNT, SOURCE(reads_per_session), 1, 10000, "1", NULL, "all issued at once"},
    {"arrivals", FIELD_ENUM, SOURCE(arrivals), 0, 0, "\"poisson\"", arrivals_names, "at random, or at equal distances"},
    {"key", FIELD_STRING, SOURCE(key), 1, 250, "null", NULL,
     "the only key that these sessions read: one of keys.names, or \"#123\" for a rank; left out: by popularity"},
    {"deadline", FIELD_DURATION, SOURCE(deadline_ns), 1, FIELD_YEAR_NS, "null", NULL,
     "a session that takes longer has failed, and its user is gone"},
    {"cancel_on_deadline", FIELD_BOOL, SOURCE(cancel_on_deadline), 0, 0, "false", NULL,
     "what still waits to be done for a user who is gone is dropped; otherwise it is done for nobody"},
    SCHEMA_END,
};
static const struct schema_child source_children[] = {
    {.name = "burst",
     .form = SCHEMA_OBJECT,
     .fallback = "null",
     .object = &burst_object,
     .type = "object",
     .help = "so many sessions once, instead of a rate",
     .read = read_traffic_burst},
    {.name = "shape",
     .form = SCHEMA_LIST,
     .fallback = "[]",
     .object = &shape_point_object,
     .most = 5000,
     .type = "list of objects",
     .help = "the rate over time, as multipliers; left out: constant",
     .read = read_traffic_shape},
    {.name = "retry",
     .form = SCHEMA_OBJECT,
     .fallback = "null",
     .object = &retry_object,
     .type = "object or null",
     .help = "what users do when their session has failed; null: nothing",
     .read = read_traffic_retry},
    {.name = "slo",
     .form = SCHEMA_OBJECT,
     .fallback = "{}",
     .object = &schema_goals_source_slo,
     .offset = SOURCE(slo),
     .type = "object",
     .help = "what the users of this source alone are promised"},
    {.name = NULL},
};
static const struct field_need source_needs[] = {{"peak_share", "daily_active"},
                                                 {"peak_duration", "daily_active"},
                                                 {"cancel_on_deadline", "deadline"},
                                                 {NULL, NULL}};
static const char *const source_rates[] = {"sessions_per_second", "daily_active", "burst", NULL};
const struct schema_object schema_traffic_source = {
    .heading = "traffic[]",
    .help = "A source of sessions. Exactly one of sessions_per_second, daily_active and burst.",
    .fields = source_fields,
    .children = source_children,
    .needs = source_needs,
    .one_of = source_rates};
