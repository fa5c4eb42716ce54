/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_dist.c: the forms of a distribution. */
#include "scenario/schema_parts.h"

#define PARAMS(member) offsetof(struct schema_dist_params, member)
static const struct field dist_percentile_fields[] = {
    {"p50", FIELD_DURATION, PARAMS(first_ns), 1, FIELD_YEAR_NS, NULL, NULL, "median"},
    {"p99", FIELD_DURATION, PARAMS(second_ns), 1, FIELD_YEAR_NS, NULL, NULL, "99th percentile, at least the median"},
    SCHEMA_END,
};
static const struct field dist_moment_fields[] = {
    {"mean", FIELD_DURATION, PARAMS(first_ns), 1, FIELD_YEAR_NS, NULL, NULL, "mean"},
    {"cv", FIELD_NUMBER, PARAMS(number), 0, 100, NULL, NULL, "coefficient of variation: standard deviation / mean"},
    SCHEMA_END,
};
static const struct field dist_erlang_fields[] = {
    {"mean", FIELD_DURATION, PARAMS(first_ns), 1, FIELD_YEAR_NS, NULL, NULL, "mean"},
    {"k", FIELD_COUNT, PARAMS(count), 1, 1000, NULL, NULL, "number of exponential stages"},
    SCHEMA_END,
};
static const struct field dist_pareto_fields[] = {
    {"min", FIELD_DURATION, PARAMS(first_ns), 1, FIELD_YEAR_NS, NULL, NULL, "least value"},
    {"alpha", FIELD_NUMBER, PARAMS(number), 0.1, 100, NULL, NULL, "tail index: P(more than x) = (min / x)^alpha"},
    SCHEMA_END,
};
const struct schema_dist schema_tables_dist[] = {
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
