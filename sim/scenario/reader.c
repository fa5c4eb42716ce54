/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader.c: a walk over the tables: what is missing gets its default, what is wrong is told and replaced, what is
 * unknown gets a hint (see reader.h).
 */
#include "scenario/reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/closest.h"
#include "base/units.h"

#define NAMES_MAX 128

void reader_expected(struct reader *r, const cJSON *node, const char *expected)
{
    errors_add(r->errors, errors_at(node), "expected %s, got %s", expected, tree_describe(r->arena, node));
}

static const char *step(struct reader *r, const char *name)
{
    size_t bytes = strlen(name) + 2;
    char *pointer = arena_take(r->arena, bytes);
    snprintf(pointer, bytes, "/%s", name);
    return pointer;
}

static void report_missing(struct reader *r, const cJSON *owner, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void report_missing(struct reader *r, const cJSON *owner, const char *name, const char *format, ...)
{
    char what[500];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (!r->partial && owner != NULL) {
        errors_add(r->errors, errors_below(owner, step(r, name)), "missing: %s", what);
    }
}

void reader_missing(struct reader *r, const cJSON *owner, const char *name, const char *expected)
{
    report_missing(r, owner, name, "expected %s", expected);
}

const char *reader_hint(struct reader *r, const char *word, const char *const *words, size_t n)
{
    const char *close = closest_of(word, words, n);
    if (close == NULL) {
        return "";
    }
    size_t bytes = strlen(close) + sizeof " (did you mean \"\"?)";
    char *hint = arena_take(r->arena, bytes);
    snprintf(hint, bytes, " (did you mean \"%s\"?)", close);
    return hint;
}

bool reader_check_name(struct reader *r, struct errors_place place, const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    if (name[0] != '\0' && strchr("._-", name[0]) == NULL && name[strspn(name, allowed)] == '\0') {
        return true;
    }
    errors_add(r->errors, place,
               "expected a name of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, got \"%s\"",
               tree_printable(r->arena, name, 40));
    return false;
}

static void store_bad(const struct field *f, void *slot)
{
    switch (f->type) {
    case FIELD_DURATION:
        *(int64_t *)slot = READER_BAD_NS;
        break;
    case FIELD_COUNT:
        *(uint64_t *)slot = READER_BAD_COUNT;
        break;
    case FIELD_RATE:
    case FIELD_RATIO:
    case FIELD_NUMBER:
        *(double *)slot = READER_BAD_REAL;
        break;
    case FIELD_BOOL:
        *(bool *)slot = false;
        break;
    case FIELD_ENUM:
        *(int *)slot = 0;
        break;
    case FIELD_STRING:
        *(const char **)slot = NULL;
        break;
    case FIELD_DIST:
        *(struct dist_spec *)slot = dist_constant(0);
        break;
    case FIELD_END:
        break;
    }
}

static void store_no_limit(const struct field *f, void *slot)
{
    switch (f->type) {
    case FIELD_DURATION:
        *(int64_t *)slot = TIME_NEVER;
        break;
    case FIELD_COUNT:
        *(uint64_t *)slot = COUNT_UNLIMITED;
        break;
    case FIELD_RATE:
        *(double *)slot = INFINITY;
        break;
    case FIELD_RATIO:
    case FIELD_NUMBER:
        *(double *)slot = NAN;
        break;
    case FIELD_STRING:
        *(const char **)slot = NULL;
        break;
    case FIELD_BOOL:
    case FIELD_ENUM:
    case FIELD_DIST:
    case FIELD_END:
        store_bad(f, slot);
        break;
    }
}

static void store_fallback(struct reader *r, const struct field *f, void *out)
{
    cJSON *fallback = tree_of_text(f->fallback);
    if (cJSON_IsNull(fallback)) {
        store_no_limit(f, (char *)out + f->offset);
    } else {
        reader_value(r, fallback, f, out);
    }
    cJSON_Delete(fallback);
}

void reader_fields(struct reader *r, const cJSON *node, const struct field *fields, void *out)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        const cJSON *value = tree_get(node, f->name);
        if (value == NULL && f->fallback != NULL) {
            store_fallback(r, f, out);
            continue;
        }
        if (value == NULL) {
            reader_missing(r, node, f->name, reader_words(r->arena, f));
        }
        if (value == NULL || !reader_value(r, value, f, out)) {
            store_bad(f, (char *)out + f->offset);
        }
    }
}

const struct schema_kind *reader_kind(struct reader *r, const cJSON *node, const struct schema_kinds *kinds)
{
    const struct schema_kind *kind = schema_kind_of(kinds, node);
    if (kind != NULL) {
        return kind;
    }
    const char *values[SCHEMA_KINDS_MAX];
    char expected[300] = "";
    for (size_t i = 0; i < kinds->n; i++) {
        values[i] = kinds->kind[i].value;
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "%s\"%s\"",
                 i == 0             ? ""
                 : i + 1 < kinds->n ? ", "
                                    : " or ",
                 values[i]);
    }
    const cJSON *chosen = tree_get(node, kinds->chooser);
    if (chosen == NULL) {
        reader_missing(r, node, kinds->chooser, expected);
        return NULL;
    }
    errors_add(r->errors, errors_at(chosen), "expected %s, got %s%s", expected, tree_describe(r->arena, chosen),
               cJSON_IsString(chosen) ? reader_hint(r, chosen->valuestring, values, kinds->n) : "");
    return NULL;
}

struct names {
    const char *list[NAMES_MAX];
    size_t n;
};

static void add_name(struct names *names, const char *name)
{
    if (names->n < NAMES_MAX) {
        names->list[names->n++] = name;
    }
}

static void add_fields(struct names *names, const struct field *fields)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        add_name(names, f->name);
    }
}

/* All names that the object may have; with `kind`, those of that kind only. */
static struct names known_names(const struct schema_object *schema, const struct schema_kinds *kinds,
                                const struct schema_kind *kind)
{
    struct names names = {.n = 0};
    if (schema != NULL) {
        add_fields(&names, schema->fields);
        for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
            add_name(&names, c->name);
        }
    }
    if (kinds != NULL && kinds->chooser != NULL) {
        add_name(&names, kinds->chooser);
    }
    for (size_t i = 0; kinds != NULL && i < kinds->n; i++) {
        if (kind == NULL || kind == &kinds->kind[i]) {
            add_fields(&names, kinds->kind[i].fields);
        }
    }
    return names;
}

static bool contains(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* A name that another kind has: says which. */
static bool other_kind(struct reader *r, const cJSON *member, const struct schema_kinds *kinds,
                       const struct schema_kind *kind)
{
    for (size_t i = 0; kinds != NULL && kind != NULL && i < kinds->n; i++) {
        if (schema_field(kinds->kind[i].fields, member->string) != NULL) {
            errors_add(r->errors, errors_at_key(member),
                       "unknown field with \"%s\": \"%s\"; it belongs to \"%s\": \"%s\"", kinds->chooser, kind->value,
                       kinds->chooser, kinds->kind[i].value);
            return true;
        }
    }
    return false;
}

void reader_unknown(struct reader *r, const cJSON *node, const struct schema_object *schema,
                    const struct schema_kinds *kinds)
{
    if (schema != NULL) {
        kinds = schema->kinds;
    }
    const struct schema_kind *kind = kinds == NULL ? NULL : schema_kind_of(kinds, node);
    struct names names = known_names(schema, kinds, kind);
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        /* A null takes away what another layer may have set: of any kind. */
        if (contains(&names, member->string) || (!cJSON_IsNull(member) && other_kind(r, member, kinds, kind))) {
            continue;
        }
        struct names all = known_names(schema, kinds, NULL);
        if (cJSON_IsNull(member) && contains(&all, member->string)) {
            continue;
        }
        errors_add(r->errors, errors_at_key(member), "unknown field%s",
                   reader_hint(r, member->string, names.list, names.n));
    }
}

static void check_idle(struct reader *r, const cJSON *node, const struct schema_object *schema)
{
    struct schema_idle why;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        if (!cJSON_IsNull(member) && schema_is_idle(schema, node, member->string, &why)) {
            struct errors_place place = errors_at(member);
            place.soft = true;
            errors_add(r->errors, place, "means nothing %s \"%s\"", why.word, why.other);
        }
    }
}

static void check_one_of(struct reader *r, const cJSON *node, const struct schema_object *schema)
{
    char wanted[200] = "", given[200] = "";
    size_t n = 0;
    for (const char *const *one = schema->one_of; *one != NULL; one++) {
        size_t used = strlen(wanted);
        snprintf(wanted + used, sizeof wanted - used, "%s\"%s\"",
                 used == 0        ? ""
                 : one[1] == NULL ? " or "
                                  : ", ",
                 *one);
        if (tree_get(node, *one) != NULL) {
            used = strlen(given);
            snprintf(given + used, sizeof given - used, "%s\"%s\"", n++ == 0 ? "" : " and ", *one);
        }
    }
    if (n != 1) {
        errors_add(r->errors, errors_at(node), "expected exactly one of %s, got %s", wanted, n == 0 ? "none" : given);
    }
}

static void check_members(struct reader *r, const cJSON *node, const struct schema_object *schema)
{
    if (!r->partial) {
        check_idle(r, node, schema);
    }
    if (schema->one_of != NULL) {
        check_one_of(r, node, schema);
    }
}

/* Fields that are null, rather than left out. */
static void switch_off(const cJSON *node, const struct field *fields, void *out)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        if (cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(node, f->name))) {
            store_no_limit(f, (char *)out + f->offset);
        }
    }
}

static void read_child(struct reader *r, const cJSON *node, const struct schema_child *c, void *out)
{
    if (c->fallback == NULL && tree_get(node, c->name) == NULL) {
        report_missing(r, node, c->name, "%s (%s)", c->help, c->type);
    }
    if (c->read != NULL) {
        c->read(r, node, c, out);
    } else if (c->form == SCHEMA_OBJECT) {
        reader_object(r, reader_container(r, node, c, NULL), c->object, (char *)out + c->offset);
    }
}

void reader_object(struct reader *r, const cJSON *node, const struct schema_object *schema, void *out)
{
    if (node != NULL) {
        reader_unknown(r, node, schema, NULL);
        check_members(r, node, schema);
    }
    reader_fields(r, node, schema->fields, out);
    if (schema->null_is_off) {
        switch_off(node, schema->fields, out);
    }
    if (schema->kinds != NULL && node != NULL) {
        const struct schema_kind *kind = reader_kind(r, node, schema->kinds);
        *(int *)((char *)out + schema->kind_offset) = kind == NULL ? -1 : (int)(kind - schema->kinds->kind);
        if (kind != NULL) {
            struct schema_object of_kind = schema_of_kind(kind);
            check_members(r, node, &of_kind);
            reader_fields(r, node, kind->fields, out);
        }
    }
    for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
        read_child(r, node, c, out);
    }
}

const cJSON *reader_container(struct reader *r, const cJSON *owner, const struct schema_child *self, size_t *n)
{
    const cJSON *node = tree_get(owner, self->name);
    if (n != NULL) {
        *n = 0;
    }
    if (node == NULL) {
        return NULL;
    }
    if (self->form == SCHEMA_LIST ? !cJSON_IsArray(node) : !cJSON_IsObject(node)) {
        reader_expected(r, node, self->form == SCHEMA_LIST ? "a list" : "an object");
        return NULL;
    }
    if (n != NULL) {
        *n = (size_t)cJSON_GetArraySize(node);
        if (*n > self->most) {
            errors_add(r->errors, errors_at(node), "expected at most %zu, got %zu", self->most, *n);
            return NULL;
        }
    }
    return node;
}

const cJSON *reader_only_member(struct reader *r, const cJSON *node, const char *const *names, size_t n,
                                const char *words)
{
    const cJSON *member = NULL, *only = NULL;
    size_t known = 0;
    cJSON_ArrayForEach(member, node)
    {
        bool is_known = false;
        for (size_t i = 0; i < n; i++) {
            is_known = is_known || strcmp(names[i], member->string) == 0;
        }
        if (!is_known) {
            errors_add(r->errors, errors_at_key(member), "unknown field%s", reader_hint(r, member->string, names, n));
            return NULL;
        }
        if (!cJSON_IsNull(member)) {
            only = member;
            known++;
        }
    }
    if (known != 1) {
        errors_add(r->errors, errors_at(node), "expected %s, got %s", words,
                   known == 0 ? "none of these" : "several of these");
        return NULL;
    }
    return only;
}
