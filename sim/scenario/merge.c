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

void merge_patch(cJSON *target, const cJSON *patch, const struct schema_at *at)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, patch)
    {
        schema_supersede(at, target, member->string, member);
        cJSON *existing = cJSON_GetObjectItemCaseSensitive(target, member->string);
        if (cJSON_IsObject(existing) && cJSON_IsObject(member)) {
            struct schema_at below = schema_descend(at, member->string);
            merge_patch(existing, member, &below);
        } else {
            put(target, member->string, arena_must(cJSON_Duplicate(member, true)));
        }
    }
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

/* The element of a list that a step names, or NULL after reporting. */
static cJSON *element(struct setting *s, cJSON *list, const char *step)
{
    int n = cJSON_GetArraySize(list);
    char detail[100];
    if (step[strspn(step, "0123456789")] != '\0' || strlen(step) > 6 || atoi(step) >= n) {
        snprintf(detail, sizeof detail, "0 to %d, got \"%s\"", n - 1,
                 tree_printable(s->errors->origins->arena, step, 20));
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
            cJSON_ReplaceItemViaPointer(here, old, value_of(s, here, NULL, (uint32_t)atoi(step)));
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
