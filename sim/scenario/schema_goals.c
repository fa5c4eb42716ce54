/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_goals.c: what a run is held against: the tables of "slo", "signals" and "expect". */
#include "scenario/schema_parts.h"

#include "scenario/scenario.h"

/* slo */

#define SLO(member) offsetof(struct raw_slo, member)
static const struct field slo_fields[] = {
    {"p50", FIELD_DURATION, SLO(within_ns[SLO_P50]), 1, FIELD_YEAR_NS, "null", NULL,
     "half of the users who come in a window are served within this time"},
    {"p95", FIELD_DURATION, SLO(within_ns[SLO_P95]), 1, FIELD_YEAR_NS, "null", NULL, "95% of them are"},
    {"p99", FIELD_DURATION, SLO(within_ns[SLO_P99]), 1, FIELD_YEAR_NS, "null", NULL, "99% of them are"},
    {"p999", FIELD_DURATION, SLO(within_ns[SLO_P999]), 1, FIELD_YEAR_NS, "null", NULL, "99.9% of them are"},
    {"success", FIELD_RATIO, SLO(success), 0, 1, "0", NULL,
     "least share of the users who come in a window that are served, with all their attempts"},
    {"patience", FIELD_DURATION, SLO(patience_ns), 1, FIELD_YEAR_NS, "\"10s\"", NULL,
     "who waits longer than this counts as not served; where a limit above is longer, than that"},
    SCHEMA_END,
};
const struct schema_object schema_goals_slo = {
    .heading = "slo",
    .help = "What users are promised; held against the users who come in a window. Without it there is no verdict.",
    .fields = slo_fields};
const struct schema_object schema_goals_source_slo = {
    .heading = "traffic[].slo",
    .help = "What the users of this source are promised, besides what the scenario's slo promises all together.",
    .fields = slo_fields};

/* signals */

#define SIGNALS(member) offsetof(struct config_alerts, member)
static const struct field signals_fields[] = {
    {"hit_ratio_drop", FIELD_RATIO, SIGNALS(hit_ratio_drop), 1e-4, 1, "\"20%\"", NULL,
     "the hit ratio of a window lies so far (in points) below the mean of the windows before"},
    {"traffic_band", FIELD_RATIO, SIGNALS(traffic_band), 0, 10, "\"20%\"", NULL,
     "which counts only while their rates of reads differ by no more than this; null: whatever the traffic does"},
    {"pool_saturated", FIELD_RATIO, SIGNALS(pool_saturated), 1e-4, 1, "\"95%\"", NULL,
     "share of the servers' pools without a free connection, mean over a window"},
    {"db_saturated", FIELD_RATIO, SIGNALS(db_saturated), 1e-4, 1, "\"95%\"", NULL,
     "utilisation of the database over a window"},
    {"error_rate", FIELD_RATIO, SIGNALS(error_rate), 1e-6, 1, "\"1%\"", NULL,
     "share of the sessions of a window that fail"},
    {"miss_amplification", FIELD_NUMBER, SIGNALS(miss_amplification), 1, 1e6, "2", NULL,
     "demand queries per miss episode of a window"},
    SCHEMA_END,
};
const struct schema_object schema_goals_signals = {
    .heading = "signals",
    .help = "What a monitoring system would raise an alarm at, window by window. null: not watched.",
    .fields = signals_fields,
    .null_is_off = true};

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
    SCHEMA_END,
};
static const struct schema_child expect_children[] = {
    {.name = "value",
     .form = SCHEMA_CHOICE,
     .type = "number, text with a unit, or verdict",
     .schema = "{\"type\": [\"number\", \"string\"]}",
     .help =
         "in the metric's unit (seconds, per second, 0 to 1), or with a unit as \"500ms\"; for verdict one of calm, "
         "degraded, collapsed, overloaded, undecided (with == or !=)",
     .read = read_expect_value},
    {.name = NULL},
};
const struct schema_object schema_goals_expect = {
    .heading = "expect[]",
    .help = "What must come out; a run in which it does not ends with exit status 3.",
    .fields = expect_fields,
    .children = expect_children};
