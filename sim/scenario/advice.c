/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice.c: options by name, pairs by what they touch (see advice.h). */
#include "scenario/advice.h"

#include <string.h>

#include "scenario/schema_tables.h"

static const cJSON *options_of(const cJSON *advise)
{
    return tree_get(advise, "options");
}

const cJSON *advice_change(const cJSON *advise, size_t option)
{
    return tree_get(cJSON_GetArrayItem(options_of(advise), (int)option), "change");
}

/* Number of the option of that name; options_n if there is none. */
static size_t find(const struct scenario_advice *a, const char *name)
{
    size_t i = 0;
    while (i < a->options_n && (a->option[i].name == NULL || strcmp(a->option[i].name, name) != 0)) {
        i++;
    }
    return i;
}

static void read_exclusions(struct reader *r, const cJSON *advise, struct scenario_advice *a, size_t i)
{
    const char *names[SCENARIO_OPTIONS_MAX];
    const cJSON *option = cJSON_GetArrayItem(options_of(advise), (int)i), *name = NULL;
    if (a->option[i].name != NULL && find(a, a->option[i].name) < i) {
        errors_add(r->errors, errors_on_way(r->errors, option, "/name"), "another option has this name");
    }
    for (size_t k = 0; k < a->options_n; k++) {
        names[k] = a->option[k].name != NULL ? a->option[k].name : "";
    }
    cJSON_ArrayForEach(name, tree_get(option, "excludes"))
    {
        size_t other = cJSON_IsString(name) ? find(a, name->valuestring) : a->options_n;
        if (cJSON_IsString(name) && other == a->options_n) {
            errors_add(r->errors, errors_at(name), "expected the name of an option, got %s%s",
                       tree_describe(r->arena, name), reader_hint(r, name->valuestring, names, a->options_n));
        } else if (other == i) {
            errors_add(r->errors, errors_at(name), "an option cannot exclude itself");
        } else if (other < a->options_n) {
            a->option[i].excludes |= 1U << other;
            a->option[other].excludes |= 1U << i;
        }
    }
}

/* The first member of `b` that `a` changes, too; NULL if there is none. What both add to a list does not clash. */
static const cJSON *clash_of(const cJSON *a, const cJSON *b)
{
    const cJSON *member = NULL, *clash = NULL;
    cJSON_ArrayForEach(member, b)
    {
        const cJSON *same = cJSON_GetObjectItemCaseSensitive(a, member->string);
        bool both_add = strcmp(member->string, "add") == 0 && cJSON_IsArray(member) && cJSON_IsArray(same);
        if (same == NULL || both_add) {
            continue;
        }
        clash = cJSON_IsObject(same) && cJSON_IsObject(member) ? clash_of(same, member) : member;
        if (clash != NULL) {
            return clash;
        }
    }
    return NULL;
}

static void check_clashes(struct reader *r, const cJSON *advise, const struct scenario_advice *a)
{
    for (size_t i = 0; i < a->options_n; i++) {
        for (size_t k = 0; k < i; k++) {
            const cJSON *clash = clash_of(advice_change(advise, k), advice_change(advise, i));
            if (clash != NULL && (a->option[i].excludes >> k & 1) == 0) {
                errors_add(r->errors, errors_at_key(clash),
                           "option \"%s\" changes this, too; one of them must exclude the other (\"excludes\")",
                           a->option[k].name == NULL ? "" : tree_printable(r->arena, a->option[k].name, 40));
            }
        }
    }
}

void advice_read(struct reader *r, const cJSON *advise, struct scenario_advice *out)
{
    const struct schema_child *self = schema_child(&schema_tables_root, "advise");
    if (advise == NULL || cJSON_IsNull(advise)) {
        return;
    }
    if (!cJSON_IsObject(advise)) {
        reader_expected(r, advise, "an object");
        return;
    }
    r->partial = false;
    reader_object(r, advise, self->object, out);
    for (size_t i = 0; i < out->options_n; i++) {
        read_exclusions(r, advise, out, i);
    }
    check_clashes(r, advise, out);
}
