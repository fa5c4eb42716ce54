/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader.c: an object by its table: its own fields, those of its kind, what goes together and what does not, and the
 * objects inside. Below it stand, each using only those before: reader_complaints.c (words), reader_value.c (a scalar),
 * reader_fields.c (the scalars of an object), reader_dist.c (a distribution). */
#include "scenario/reader.h"

#include <string.h>

/* A field of an object may be a distribution, unlike those of a distribution itself. */
static bool read_any(struct reader *r, const cJSON *node, const struct field *f, void *out)
{
    return f->type == FIELD_DIST ? reader_dist(r, node, (void *)((char *)out + f->offset))
                                 : reader_value(r, node, f, out);
}

void reader_fields(struct reader *r, const cJSON *node, const struct field *fields, void *out)
{
    reader_fields_by(read_any, r, node, fields, out);
}

const struct field_kind *reader_kind(struct reader *r, const cJSON *node, const struct schema_kinds *kinds)
{
    const struct field_kind *kind = schema_kind_of(kinds, node);
    if (kind != NULL) {
        return kind;
    }
    const char *values[SCHEMA_KINDS_MAX];
    char expected[300] = "";
    for (size_t i = 0; i < kinds->n; i++) {
        values[i] = kinds->kind[i]->value;
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "%s\"%s\"",
                 i == 0             ? ""
                 : i + 1 < kinds->n ? ", "
                                    : " or ",
                 values[i]);
    }
    const cJSON *chosen = tree_get(node, kinds->chooser);
    if (chosen == NULL) {
        reader_missing(r, node, kinds->chooser, "expected %s", expected);
        return NULL;
    }
    errors_add(r->errors, errors_at(chosen), "expected %s, got %s%s", expected, tree_describe(r->arena, chosen),
               cJSON_IsString(chosen) ? reader_hint(r, chosen->valuestring, values, kinds->n) : "");
    return NULL;
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
            reader_no_limit(f, (char *)out + f->offset);
        }
    }
}

static void read_child(struct reader *r, const cJSON *node, const struct schema_child *c, void *out)
{
    if (c->fallback == NULL && tree_get(node, c->name) == NULL) {
        reader_missing(r, node, c->name, "%s (%s)", c->help, c->type);
    }
    if (c->read != NULL) {
        c->read(r, node, c, out);
    } else if (c->form == SCHEMA_OBJECT) {
        reader_object(r, reader_container(r, node, c, NULL), c->object, (char *)out + c->offset);
    }
}

/* The number of a kind in its table; -1: it is none of them. */
static int index_of(const struct schema_kinds *kinds, const struct field_kind *kind)
{
    for (size_t i = 0; i < kinds->n; i++) {
        if (kinds->kind[i] == kind) {
            return (int)i;
        }
    }
    return -1;
}

void reader_later(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    (void)r;
    (void)owner;
    (void)self;
    (void)out;
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
        const struct field_kind *kind = reader_kind(r, node, schema->kinds);
        *(int *)((char *)out + schema->kind_offset) = index_of(schema->kinds, kind);
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
