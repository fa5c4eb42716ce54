/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader_fields.c: the scalars of an object, by a table of fields: their values, their defaults, and names that no
 * table knows. How one value is read is handed in, as a distribution is itself made of scalars. */
#include <string.h>

#include "base/units.h"
#include "scenario/reader.h"

#define NAMES_MAX 128

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

void reader_no_limit(const struct field *f, void *slot)
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

static void store_fallback(reader_one *read, struct reader *r, const struct field *f, void *out)
{
    cJSON *fallback = tree_of_text(f->fallback);
    if (cJSON_IsNull(fallback)) {
        reader_no_limit(f, (char *)out + f->offset);
    } else {
        read(r, fallback, f, out);
    }
    cJSON_Delete(fallback);
}

void reader_fields_by(reader_one *read, struct reader *r, const cJSON *node, const struct field *fields, void *out)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        const cJSON *value = tree_get(node, f->name);
        if (value == NULL && f->fallback != NULL) {
            store_fallback(read, r, f, out);
            continue;
        }
        if (value == NULL) {
            reader_missing(r, node, f->name, "expected %s", reader_words(r->arena, f));
        }
        if (value == NULL ? !r->blank : !read(r, value, f, out)) {
            store_bad(f, (char *)out + f->offset);
        }
    }
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
                                const struct field_kind *kind)
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
        if (kind == NULL || kind == kinds->kind[i]) {
            add_fields(&names, kinds->kind[i]->fields);
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
                       const struct field_kind *kind)
{
    for (size_t i = 0; kinds != NULL && kind != NULL && i < kinds->n; i++) {
        if (schema_field(kinds->kind[i]->fields, member->string) != NULL) {
            errors_add(r->errors, errors_at_key(member),
                       "unknown field with \"%s\": \"%s\"; it belongs to \"%s\": \"%s\"", kinds->chooser, kind->value,
                       kinds->chooser, kinds->kind[i]->value);
            return true;
        }
    }
    return false;
}

/* Where that stands which people look for under this name; NULL: no idea. */
static const char *elsewhere(const struct schema_object *schema, const char *name)
{
    const struct schema_elsewhere *e = schema == NULL ? NULL : schema->elsewhere;
    while (e != NULL && e->name != NULL && strcmp(e->name, name) != 0) {
        e++;
    }
    return e == NULL ? NULL : e->path;
}

void reader_unknown(struct reader *r, const cJSON *node, const struct schema_object *schema,
                    const struct schema_kinds *kinds)
{
    if (schema != NULL) {
        kinds = schema->kinds;
    }
    const struct field_kind *kind = kinds == NULL ? NULL : schema_kind_of(kinds, node);
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
        const char *path = elsewhere(schema, member->string);
        if (path != NULL) {
            errors_add(r->errors, errors_at_key(member), "unknown field (it is %s)", path);
        } else {
            errors_add(r->errors, errors_at_key(member), "unknown field%s",
                       reader_hint(r, member->string, names.list, names.n));
        }
    }
}
