/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader_dist.c: distributions of durations, as base/dist.h states them. */
#include <string.h>

#include "base/units.h"
#include "scenario/reader.h"
#include "scenario/schema_tables.h"

#define QUANTILES_MAX 30 /* that a file may state; the ends are filled in */
_Static_assert(QUANTILES_MAX + 2 <= DIST_QUANTILES_MAX, "no room for the ends of quantiles");

#define LEAST_TO_YEAR .min = 0, .max = 365.0 * 86400e9

static const struct field constant_field = {.name = "duration", .type = FIELD_DURATION, LEAST_TO_YEAR};
static const struct field mean_field = {.name = "mean", .type = FIELD_DURATION, .min = 1, .max = 365.0 * 86400e9};
static const struct field share_field = {.name = "probability", .type = FIELD_RATIO, .min = 0, .max = 1};

static const char *form_words(struct reader *r)
{
    char words[300] = "a duration (as \"5ms\") or an object with one of";
    const char *last = "";
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        if (strcmp(d->name, last) != 0) {
            size_t used = strlen(words);
            snprintf(words + used, sizeof words - used, "%s \"%s\"", *last == '\0' ? "" : ",", d->name);
        }
        last = d->name;
    }
    return arena_copy(r->arena, words);
}

static bool is_form(const char *name)
{
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        if (strcmp(d->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The one member that is not null; NULL after reporting that there is not exactly one form. */
static const cJSON *only_form(struct reader *r, const cJSON *node)
{
    const cJSON *member = NULL, *form = NULL;
    const char *names[16];
    size_t n = 0, before = errors_now(r->errors);
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        names[n++] = d->name;
    }
    bool several = false;
    cJSON_ArrayForEach(member, node)
    {
        if (!is_form(member->string)) {
            errors_add(r->errors, errors_at_key(member), "unknown distribution%s",
                       reader_hint(r, member->string, names, n));
        } else if (!cJSON_IsNull(member)) {
            several = several || form != NULL;
            form = member;
        }
    }
    if (errors_now(r->errors) == before && (several || form == NULL)) {
        errors_add(r->errors, errors_at(node), "expected %s, got %s of these", form_words(r),
                   several ? "several" : "none");
        return NULL;
    }
    return errors_now(r->errors) == before ? form : NULL;
}

/* Of the forms of that name (lognormal has two), the one that the given members fit, or the first. */
static const struct field *fields_of(const cJSON *form)
{
    const struct field *first = NULL;
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        if (strcmp(d->name, form->string) != 0 || d->fields == NULL) {
            continue;
        }
        first = first == NULL ? d->fields : first;
        const cJSON *member = NULL;
        cJSON_ArrayForEach(member, form)
        {
            if (!cJSON_IsNull(member) && schema_field(d->fields, member->string) != NULL) {
                return d->fields;
            }
        }
    }
    return first;
}

static bool read_params(struct reader *r, const cJSON *form, struct dist_spec *out)
{
    size_t before = errors_now(r->errors);
    if (!cJSON_IsObject(form)) {
        reader_expected(r, form, "an object");
        return false;
    }
    const struct field *fields = fields_of(form);
    struct schema_dist_params p = {0};
    struct schema_object schema = {.fields = fields};
    reader_unknown(r, form, &schema, NULL);
    reader_fields_by(reader_value, r, form, fields, &p);
    if (errors_now(r->errors) != before || !reader_good_ns(p.first_ns) || !reader_good_ns(p.second_ns) ||
        !reader_good_real(p.number) || !reader_good_count(p.count)) {
        return false;
    }
    double first = (double)p.first_ns;
    if (schema_field(fields, "cv") != NULL) {
        *out = dist_lognormal_mean_cv(first, p.number);
    } else if (schema_field(fields, "k") != NULL) {
        *out = (struct dist_spec){.kind = DIST_ERLANG, .a = first, .b = (double)p.count};
    } else if (schema_field(fields, "alpha") != NULL) {
        *out = (struct dist_spec){.kind = DIST_PARETO, .a = first, .b = p.number};
    } else if (p.second_ns < p.first_ns) {
        errors_add(r->errors, errors_at(form), "expected p99 to be at least p50");
        return false;
    } else {
        *out = dist_lognormal_p50_p99(first, (double)p.second_ns);
    }
    return true;
}

static bool read_uniform(struct reader *r, const cJSON *form, struct dist_spec *out)
{
    int64_t bound[2] = {0, 0};
    if (!cJSON_IsArray(form) || cJSON_GetArraySize(form) != 2) {
        reader_expected(r, form, "a list of two durations, as [\"1ms\", \"3ms\"]");
        return false;
    }
    if (!reader_value(r, form->child, &constant_field, &bound[0]) ||
        !reader_value(r, form->child->next, &constant_field, &bound[1])) {
        return false;
    }
    if (bound[1] < bound[0]) {
        errors_add(r->errors, errors_at(form), "expected the first duration to be at most the second");
        return false;
    }
    *out = (struct dist_spec){.kind = DIST_UNIFORM, .a = (double)bound[0], .b = (double)bound[1]};
    return true;
}

static bool read_quantile(struct reader *r, const cJSON *pair, struct dist_quantile *out)
{
    int64_t ns = 0;
    if (!cJSON_IsArray(pair) || cJSON_GetArraySize(pair) != 2) {
        reader_expected(r, pair, "a pair of probability and duration, as [0.5, \"1ms\"]");
        return false;
    }
    bool good = reader_value(r, pair->child, &share_field, &out->p);
    good = reader_value(r, pair->child->next, &constant_field, &ns) && good;
    out->value_ns = (double)ns;
    return good;
}

/* What the list leaves out at its ends: 0 as the least duration, its last one as the most. */
static void fill_ends(struct dist_spec *out)
{
    struct dist_quantile *q = out->quantile;
    if (q[0].p > 0) {
        memmove(q + 1, q, out->quantiles_n * sizeof *q);
        q[0] = (struct dist_quantile){.p = 0, .value_ns = 0};
        out->quantiles_n++;
    }
    size_t n = out->quantiles_n;
    if (q[n - 1].p < 1) {
        q[n] = (struct dist_quantile){.p = 1, .value_ns = q[n - 1].value_ns};
        out->quantiles_n++;
    }
}

static bool read_quantiles(struct reader *r, const cJSON *form, struct dist_spec *out)
{
    int n = cJSON_IsArray(form) ? cJSON_GetArraySize(form) : 0;
    if (n < 1 || n > QUANTILES_MAX) {
        reader_expected(r, form, "a list of 1 to 30 pairs of probability and duration");
        return false;
    }
    *out = (struct dist_spec){.kind = DIST_QUANTILES};
    const cJSON *pair = NULL;
    bool good = true;
    cJSON_ArrayForEach(pair, form)
    {
        struct dist_quantile *q = &out->quantile[out->quantiles_n++];
        good = read_quantile(r, pair, q) && good;
        if (good && q > out->quantile && (q->p <= q[-1].p || q->value_ns < q[-1].value_ns)) {
            errors_add(r->errors, errors_at(pair), "expected probabilities to rise and durations not to fall");
            return false;
        }
    }
    if (good) {
        fill_ends(out);
    }
    return good;
}

bool reader_dist(struct reader *r, const cJSON *node, struct dist_spec *out)
{
    int64_t ns = 0;
    if (cJSON_IsString(node) || cJSON_IsNumber(node)) {
        if (!reader_value(r, node, &constant_field, &ns)) {
            return false;
        }
        *out = dist_constant(ns);
        return true;
    }
    if (!cJSON_IsObject(node)) {
        reader_expected(r, node, form_words(r));
        return false;
    }
    const cJSON *form = only_form(r, node);
    if (form == NULL) {
        return false;
    }
    if (strcmp(form->string, "uniform") == 0) {
        return read_uniform(r, form, out);
    }
    if (strcmp(form->string, "quantiles") == 0) {
        return read_quantiles(r, form, out);
    }
    if (strcmp(form->string, "exponential") == 0) {
        if (!reader_value(r, form, &mean_field, &ns)) {
            return false;
        }
        *out = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = (double)ns};
        return true;
    }
    return read_params(r, form, out);
}
