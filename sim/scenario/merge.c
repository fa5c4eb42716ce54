/* SPDX-License-Identifier: GPL-3.0-or-later */
/* merge.c: a patch is walked beside its target; where the file offers a choice, the schema says what must go (see
 * merge.h).
 */
#include "scenario/merge.h"
#include "scenario/schema_tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/closest.h"

static void put(cJSON *object, const char *name, cJSON *value)
{
    if (cJSON_GetObjectItemCaseSensitive(object, name) != NULL) {
        cJSON_ReplaceItemInObjectCaseSensitive(object, name, value);
    } else {
        cJSON_AddItemToObject(object, name, value);
    }
}

/* What a patch is laid over: the tree of a scenario, or (in "variants") another patch, which it becomes part of. */
struct merging {
    struct errors *errors;
    bool of_patches;
};

static void lay(const struct merging *m, cJSON *target, const cJSON *patch, const struct schema_at *at);

/* Whether the elements of a list have names by which a patch can reach them. */
static bool has_names(const struct schema_at *list)
{
    return list->object != NULL && schema_field(list->object->fields, "name") != NULL;
}

static cJSON *element_named(const cJSON *list, const char *name)
{
    cJSON *element = NULL;
    cJSON_ArrayForEach(element, list)
    {
        const cJSON *its = tree_get(element, "name");
        if (cJSON_IsString(its) && strcmp(its->valuestring, name) == 0) {
            return element;
        }
    }
    return NULL;
}

/* " (did you mean "inbox"?)", by the names in the list; or "". */
static const char *name_hint(struct scenario_arena *arena, const cJSON *list, const char *name)
{
    const char **names = arena_take(arena, (size_t)cJSON_GetArraySize(list) * sizeof *names);
    size_t n = 0;
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, list)
    {
        const cJSON *its = tree_get(element, "name");
        if (cJSON_IsString(its)) {
            names[n++] = its->valuestring;
        }
    }
    const char *close = closest_of(name, names, n);
    if (close == NULL) {
        return "";
    }
    size_t bytes = strlen(close) + sizeof " (did you mean \"\"?)";
    char *hint = arena_take(arena, bytes);
    snprintf(hint, bytes, " (did you mean \"%s\"?)", close);
    return hint;
}

/* {"inbox": {...}, "burst": null}: patches the elements of these names, or takes them out. */
static void lay_by_name(const struct merging *m, cJSON *list, const cJSON *patch, const struct schema_at *at)
{
    struct scenario_arena *arena = m->errors->origins->arena;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, patch)
    {
        cJSON *element = element_named(list, member->string);
        if (element == NULL) {
            errors_add(m->errors, errors_at_key(member), "there is no \"%s\" in the list that this patches%s",
                       tree_printable(arena, member->string, 40), name_hint(arena, list, member->string));
        } else if (cJSON_IsNull(member)) {
            cJSON_Delete(cJSON_DetachItemViaPointer(list, element));
        } else if (cJSON_IsObject(member)) {
            struct schema_at below = schema_descend(at, member->string);
            lay(m, element, member, &below);
        } else {
            errors_add(m->errors, errors_at(member), "expected an object (a patch) or null (takes it out), got %s",
                       tree_describe(arena, member));
        }
    }
}

/* {"add": [...]}: behind those that there are. */
static void lay_more(const struct merging *m, cJSON *list, const cJSON *patch)
{
    struct scenario_arena *arena = m->errors->origins->arena;
    static const char *const words[] = {"add"};
    const cJSON *member = NULL, *element = NULL;
    cJSON_ArrayForEach(member, patch)
    {
        if (strcmp(member->string, words[0]) != 0) {
            const char *close = closest_of(member->string, words, 1);
            errors_add(m->errors, errors_at_key(member), "expected a list, or an object with \"add\"%s",
                       close == NULL ? "" : " (did you mean \"add\"?)");
        } else if (!cJSON_IsArray(member)) {
            errors_add(m->errors, errors_at(member), "expected a list, got %s", tree_describe(arena, member));
        } else {
            cJSON_ArrayForEach(element, member)
            {
                cJSON_AddItemToArray(list, arena_must(cJSON_Duplicate(element, true)));
            }
        }
    }
}

/* An object where the file has a list: a patch of it. */
static void lay_on_list(const struct merging *m, cJSON *list, const cJSON *patch, const struct schema_at *at)
{
    if (has_names(at)) {
        lay_by_name(m, list, patch, at);
    } else {
        lay_more(m, list, patch);
    }
}

static void lay(const struct merging *m, cJSON *target, const cJSON *patch, const struct schema_at *at)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, patch)
    {
        schema_supersede(at, target, member->string, member);
        cJSON *existing = cJSON_GetObjectItemCaseSensitive(target, member->string);
        struct schema_at below = schema_descend(at, member->string);
        bool on_list = below.is == SCHEMA_AT_LIST && cJSON_IsObject(member);
        if (on_list && !has_names(&below) && !m->of_patches && tree_get(target, member->string) == NULL) {
            put(target, member->string, arena_must(cJSON_CreateArray())); /* adding to nothing */
            existing = cJSON_GetObjectItemCaseSensitive(target, member->string);
            existing->valueint = member->valueint;
        }
        if (on_list && cJSON_IsArray(existing)) {
            lay_on_list(m, existing, member, &below);
        } else if (cJSON_IsObject(existing) && cJSON_IsObject(member)) {
            const struct merging deeper = {m->errors, m->of_patches || at->is == SCHEMA_AT_MAP};
            lay(&deeper, existing, member, &below);
        } else {
            put(target, member->string, arena_must(cJSON_Duplicate(member, true)));
        }
    }
}

void merge_patch(cJSON *target, const cJSON *patch, const struct schema_at *at, struct errors *errors)
{
    const struct merging m = {.errors = errors};
    lay(&m, target, patch, at);
}

/* --set: the steps of the path, and what is at the present one. */
struct setting {
    struct errors *errors;
    uint32_t document;
    char **steps;
    size_t steps_n;
    const char *value;
    bool failed;
};

static void complain(struct setting *s, const char *message, const char *detail)
{
    int origin = tree_add_origin(s->errors->origins, (struct tree_origin){.document = s->document});
    errors_add(s->errors, (struct errors_place){.origin = origin, .below = ""}, "%s%s", message, detail);
    s->failed = true;
}

/* Undoes RFC 6901's escapes in place. */
static void unescape(char *step)
{
    char *out = step;
    for (const char *in = step; *in != '\0'; in++) {
        if (in[0] == '~' && (in[1] == '0' || in[1] == '1')) {
            *out++ = *++in == '0' ? '~' : '/';
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
}

/* "a.b.c" or "/a/b/c" */
static void split_path(struct setting *s, char *path)
{
    char separator = path[0] == '/' ? '/' : '.';
    bool pointer = separator == '/';
    size_t capacity = 0;
    for (char *step = pointer ? path + 1 : path; step != NULL;) {
        char *end = strchr(step, separator);
        if (end != NULL) {
            *end = '\0';
        }
        s->steps = arena_grow(s->errors->origins->arena, s->steps, s->steps_n, &capacity, sizeof *s->steps);
        s->steps[s->steps_n++] = step;
        if (*step == '\0') {
            complain(s, "expected PATH=VALUE with a path as cache.ttl or /cache/ttl", "");
        }
        if (pointer) {
            unescape(step);
        }
        step = end == NULL ? NULL : end + 1;
    }
    if (s->steps_n > JSON_SCAN_DEPTH_MAX) {
        complain(s, "expected a shorter path", "");
    }
}

/* The value: JSON if it is JSON, otherwise the bare text. */
static cJSON *value_of(struct setting *s, const cJSON *container, const char *key, uint32_t index)
{
    struct tree_origins *origins = s->errors->origins;
    struct tree_origin origin = {
        .document = s->document, .parent = (uint32_t)tree_origin(container), .key = key, .index = index};
    struct json_scan scan = json_scan(origins->arena, s->value, strlen(s->value));
    if (scan.message[0] != '\0') {
        cJSON *text = arena_must(cJSON_CreateString(s->value));
        text->valueint = tree_add_origin(origins, origin);
        return text;
    }
    cJSON *tree = tree_parse(origins, &scan, s->value, strlen(s->value), origin);
    for (size_t i = 0; i < scan.values_n; i++) {
        if (scan.values[i].twin != NULL) {
            complain(s, "a name stands twice in the value: ", tree_printable(origins->arena, scan.values[i].key, 40));
        }
    }
    return tree;
}

/* The element of a list that a step names, by its index or its name, or NULL after reporting. */
static cJSON *element(struct setting *s, cJSON *list, const char *step)
{
    int n = cJSON_GetArraySize(list);
    cJSON *named = element_named(list, step);
    if (named != NULL) {
        return named;
    }
    if (step[strspn(step, "0123456789")] != '\0' || strlen(step) > 6 || atoi(step) >= n) {
        struct scenario_arena *arena = s->errors->origins->arena;
        char detail[400];
        snprintf(detail, sizeof detail, "0 to %d, got \"%s\"%s", n - 1, tree_printable(arena, step, 20),
                 name_hint(arena, list, step));
        complain(s, "expected an index of the list: ", n == 0 ? "it is empty" : detail);
        return NULL;
    }
    return cJSON_GetArrayItem(list, atoi(step));
}

static void report_no_variant(struct setting *s, const cJSON *variants, const char *name)
{
    struct scenario_arena *arena = s->errors->origins->arena;
    const char **names = arena_take(arena, (size_t)cJSON_GetArraySize(variants) * sizeof *names);
    size_t n = 0;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, variants)
    {
        names[n++] = member->string;
    }
    const char *close = closest_of(name, names, n);
    char detail[400];
    snprintf(detail, sizeof detail, "\"%s\"%s%s%s", tree_printable(arena, name, 40),
             close == NULL ? "" : " (did you mean \"", close == NULL ? "" : close, close == NULL ? "" : "\"?)");
    complain(s, "there is no variant ", detail);
}

/* Whether the step of that number names a variant. */
static bool is_variant(const struct setting *s, size_t depth)
{
    return depth == 1 && strcmp(s->steps[0], "variants") == 0;
}

/* The object or list that the next step is to be looked for in; what is not there yet begins as {}. */
static cJSON *container_at(struct setting *s, cJSON *here, const struct schema_at *at, const char *step, size_t depth)
{
    if (cJSON_IsArray(here)) {
        return element(s, here, step);
    }
    if (!cJSON_IsObject(here)) {
        complain(s, "the path leads into something that is no object", "");
        return NULL;
    }
    cJSON *next = cJSON_GetObjectItemCaseSensitive(here, step);
    if (cJSON_IsObject(next) || cJSON_IsArray(next)) {
        return next;
    }
    if (is_variant(s, depth)) {
        report_no_variant(s, here, step);
        return NULL;
    }
    cJSON *made = arena_must(cJSON_CreateObject());
    schema_supersede(at, here, step, made);
    made->valueint = tree_add_origin(
        s->errors->origins,
        (struct tree_origin){.document = s->document, .parent = (uint32_t)tree_origin(here), .key = step});
    put(here, step, made);
    return made;
}

static void set_last(struct setting *s, cJSON *here, const struct schema_at *at, const char *step)
{
    if (cJSON_IsArray(here)) {
        cJSON *old = element(s, here, step);
        if (old != NULL) {
            uint32_t index = 0;
            for (const cJSON *before = here->child; before != old; before = before->next) {
                index++;
            }
            cJSON_ReplaceItemViaPointer(here, old, value_of(s, here, NULL, index));
        }
        return;
    }
    if (!cJSON_IsObject(here)) {
        complain(s, "the path leads into something that is no object", "");
    } else if (is_variant(s, s->steps_n - 1) && cJSON_GetObjectItemCaseSensitive(here, step) == NULL) {
        report_no_variant(s, here, step);
    } else {
        cJSON *value = value_of(s, here, step, 0);
        schema_supersede(at, here, step, value);
        put(here, step, value);
    }
}

uint32_t merge_set(cJSON *root, const char *text, struct errors *errors)
{
    struct scenario_arena *arena = errors->origins->arena;
    size_t label_bytes = strlen(text) + sizeof "--set ";
    char *label = arena_take(arena, label_bytes > 300 ? 300 : label_bytes);
    snprintf(label, label_bytes > 300 ? 300 : label_bytes, "--set %s", tree_printable(arena, text, 60));
    struct setting s = {.errors = errors, .document = tree_add_document(errors->origins, label, false)};
    const char *equals = strchr(text, '=');
    size_t bad = 0;
    for (size_t left = strlen(text); bad < left; bad += json_scan_utf8((const unsigned char *)text + bad, left - bad)) {
        if (json_scan_utf8((const unsigned char *)text + bad, left - bad) == 0) {
            complain(&s, "invalid UTF-8", "");
            return s.document;
        }
    }
    if (equals == NULL || equals == text) {
        complain(&s, "expected PATH=VALUE with a path as cache.ttl or /cache/ttl", "");
        return s.document;
    }
    s.value = equals + 1;
    split_path(&s, arena_copy_n(arena, text, (size_t)(equals - text)));
    struct schema_at at = schema_tables_top();
    cJSON *here = root;
    for (size_t i = 0; !s.failed && i + 1 < s.steps_n; i++) {
        here = container_at(&s, here, &at, s.steps[i], i);
        at = schema_descend(&at, s.steps[i]);
    }
    if (s.failed) {
        return s.document;
    }
    if (s.steps_n == 1 && strcmp(s.steps[0], "extends") == 0) {
        complain(&s, "\"extends\" can only stand in a file", "");
        return s.document;
    }
    set_last(&s, here, &at, s.steps[s.steps_n - 1]);
    return s.document;
}
