/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectations.c: names are checked against the metrics that the variants have, so that a mistyped one is an error
 * and not a null (see expectations.h).
 */
#include "scenario/expectations.h"

#include <string.h>

#include "base/closest.h"
#include "outcome/metrics.h"
#include "scenario/quantity.h"
#include "scenario/schema_tables.h"

static const char *join(struct scenario_arena *arena, const char *source, const char *metric)
{
    size_t bytes = strlen(source) + strlen(metric) + sizeof "traffic..";
    char *name = arena_take(arena, bytes);
    snprintf(name, bytes, "traffic.%s.%s", source, metric);
    return name;
}

static const char *metric_hint(struct reader *r, const char *metric, const struct config *c)
{
    size_t n = 0;
    const char **names = arena_take(r->arena, (metrics_n + c->sources_n * metrics_source_n + 1) * sizeof *names);
    names[n++] = METRICS_VERDICT;
    for (size_t i = 0; i < metrics_n; i++) {
        names[n++] = metrics_table[i].name;
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        for (size_t j = 0; j < metrics_source_n; j++) {
            names[n++] = join(r->arena, c->sources[i].name, metrics_source_table[j].name);
        }
    }
    const char *meant = closest_path_of(metric, names, n);
    return reader_hint(r, meant != NULL ? meant : metric, names, n);
}

static bool sources_have_names(const struct config *c)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].name == NULL) {
            return false;
        }
    }
    return true;
}

/* The variant that the expectation is about, or NULL after reporting. */
static const struct config *variant_of(struct reader *r, const cJSON *node, struct expectation *e,
                                       const struct scenario *s)
{
    const char **names = arena_take(r->arena, s->variants_n * sizeof *names);
    for (size_t i = 0; i < s->variants_n; i++) {
        names[i] = s->variants[i].variant;
    }
    if (tree_get(node, "variant") == NULL && s->variants_n == 1 && strcmp(names[0], "base") == 0) {
        e->variant = "base";
    }
    for (size_t i = 0; e->variant != NULL && i < s->variants_n; i++) {
        if (strcmp(names[i], e->variant) == 0) {
            return &s->variants[i];
        }
    }
    if (e->variant != NULL) {
        errors_add(r->errors, errors_on_way(r->errors, node, "/variant"),
                   "expected the name of a variant, got \"%s\"%s", tree_printable(r->arena, e->variant, 40),
                   reader_hint(r, e->variant, names, s->variants_n));
    } else if (tree_get(node, "variant") == NULL) {
        errors_add(r->errors, errors_below(node, "/variant"), "missing: expected the name of a variant");
    }
    return NULL;
}

/* Whether a value was given as a duration though the metric is none. */
static bool unit_clashes(const cJSON *node, const char *metric, const struct config *c)
{
    const cJSON *value = tree_get(node, "value");
    struct quantity q;
    if (!cJSON_IsString(value) || !quantity_parse(value->valuestring, &q) || q.kind != QUANTITY_DURATION) {
        return false;
    }
    for (size_t i = 0; i < metrics_n; i++) {
        if (strcmp(metrics_table[i].name, metric) == 0) {
            return strcmp(metrics_table[i].unit, "s") != 0;
        }
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        for (size_t j = 0; j < metrics_source_n; j++) {
            const char *tail = metrics_source_table[j].name, *source = c->sources[i].name;
            size_t n = strlen(source);
            if (strncmp(metric, "traffic.", 8) == 0 && strncmp(metric + 8, source, n) == 0 && metric[8 + n] == '.' &&
                strcmp(metric + 9 + n, tail) == 0) {
                return strcmp(metrics_source_table[j].unit, "s") != 0;
            }
        }
    }
    return true; /* an alias; none of these is a duration */
}

static void check(struct reader *r, const cJSON *node, struct expectation *e, const struct scenario *s)
{
    const struct config *c = variant_of(r, node, e, s);
    if (e->metric == NULL || c == NULL) {
        return;
    }
    if (!sources_have_names(c)) {
        return;
    }
    if (!metrics_exists(c, e->metric)) {
        errors_add(r->errors, errors_on_way(r->errors, node, "/metric"), "unknown metric%s",
                   metric_hint(r, e->metric, c));
    } else if (strcmp(e->metric, "verdict") == 0 && e->op != EXPECT_EQ && e->op != EXPECT_NE) {
        errors_add(r->errors, errors_on_way(r->errors, node, "/op"), "expected \"==\" or \"!=\" for a verdict");
    } else if (strcmp(e->metric, "verdict") != 0 && unit_clashes(node, e->metric, c)) {
        errors_add(r->errors, errors_on_way(r->errors, node, "/value"), "\"%s\" is no duration", e->metric);
    }
}

void expectations_read(struct reader *r, const cJSON *expect, struct scenario *s)
{
    const struct schema_child *self = schema_child(&schema_tables_root, "expect");
    if (expect == NULL || cJSON_IsNull(expect)) {
        return;
    }
    if (!cJSON_IsArray(expect)) {
        reader_expected(r, expect, "a list");
        return;
    }
    size_t n = (size_t)cJSON_GetArraySize(expect);
    if (n > self->most) {
        errors_add(r->errors, errors_at(expect), "expected at most %zu, got %zu", self->most, n);
        return;
    }
    s->expectations = arena_take(r->arena, n * sizeof *s->expectations);
    r->partial = false;
    const cJSON *node = NULL;
    cJSON_ArrayForEach(node, expect)
    {
        struct expectation *e = &s->expectations[s->expectations_n];
        if (!cJSON_IsObject(node)) {
            reader_expected(r, node, "an object");
            continue;
        }
        s->expectations_n++;
        reader_object(r, node, self->object, e);
        check(r, node, e, s);
    }
}
