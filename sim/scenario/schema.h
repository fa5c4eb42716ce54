/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.h: the shape of a scenario file as data: which object has which fields and which objects inside.
 *
 * The scalars of an object are a table of struct field (base/field.h). What is not a scalar is a child: an
 * object, a list of objects, a map from names, a choice between forms, or the protections (whose fields come
 * from the registry). From these tables follow the reading, the messages, the merging of patches, the
 * defaults that `check --resolved` shows, the JSON Schema and the field reference.
 */
#ifndef HERDSIM_SCHEMA_H
#define HERDSIM_SCHEMA_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/field.h"

struct reader;
struct schema_child;
struct schema_object;

#define SCHEMA_KINDS_MAX 16

struct schema_clash { /* `field` means nothing with `with` */
    const char *field, *with;
};

struct schema_elsewhere { /* what people look for under `name` here stands at `path` */
    const char *name, *path;
};

/* Objects of several kinds, told apart by the value of one member: an event by "do", coalescing by "scope". */
struct schema_kinds {
    const char *chooser; /* NULL: one kind only */
    const char *help;
    size_t n;
    const struct field_kind *kind[SCHEMA_KINDS_MAX];
};

struct schema_object {
    const char *heading; /* of its table in the reference */
    const char *help;
    const struct field *fields;
    const struct schema_child *children;      /* ended by a NULL name; NULL: none */
    const struct field_need *needs;           /* ended by a NULL field; NULL: none */
    const struct schema_clash *clashes;       /* likewise */
    const struct schema_elsewhere *elsewhere; /* ended by a NULL name; NULL: nothing */
    const char *const *one_of;                /* members of which exactly one must be given; NULL: none */
    bool null_is_off;                         /* null in a field means no limit, whatever its default */
    const struct schema_kinds *kinds;         /* NULL: all objects of it are alike */
    size_t kind_offset;                       /* of the int that says which kind */
};

enum schema_form {
    SCHEMA_OBJECT,
    SCHEMA_LIST,       /* of objects */
    SCHEMA_MAP,        /* any names; what stands under them is the reader's */
    SCHEMA_CHOICE,     /* a word, a number, or an object whose one member names the form */
    SCHEMA_PROTECTIONS /* an object of objects, from the registry */
};

struct schema_child {
    const char *name;
    enum schema_form form;
    const char *fallback;               /* JSON text of the default; NULL: must be given; "null": none of it */
    const struct schema_object *object; /* OBJECT; LIST: of its elements; MAP: of its values, or NULL */
    size_t offset;                      /* OBJECT without `read`: of its struct in the owner's */
    size_t most;                        /* LIST, MAP: how many there may be */
    const char *type;                   /* in words */
    const char *schema;                 /* CHOICE, MAP: JSON Schema */
    const char *help;
    /* Reads the member of `owner` (an object, or NULL) into the owner's struct; NULL: generic for an OBJECT,
     * and nothing for what is not read with the rest (variants, expect). */
    void (*read)(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
};

/* The field or child of that name, or NULL. The fields of `kinds` are not searched. */
const struct field *schema_field(const struct field *fields, const char *name);
const struct schema_child *schema_child(const struct schema_object *object, const char *name);

/* The kinds of a protection by its JSON name. False if there is no such protection. */
bool schema_protection(const char *name, struct schema_kinds *out);

/* The kind that the chooser of `node` names (the only one where there is nothing to choose), or NULL. */
const struct field_kind *schema_kind_of(const struct schema_kinds *kinds, const cJSON *node);

enum schema_at_kind {
    SCHEMA_AT_LEAF,
    SCHEMA_AT_OBJECT,
    SCHEMA_AT_LIST,
    SCHEMA_AT_MAP,
    SCHEMA_AT_CHOICE,
    SCHEMA_AT_PROTECTIONS,
    SCHEMA_AT_KINDS /* one protection */
};

/* Whether the member is one of those of which exactly one must be given. */
bool schema_is_alternative(const struct schema_object *schema, const char *name);

/* A place in a scenario file, for walks that follow names. */
struct schema_at {
    enum schema_at_kind is;
    const struct schema_object *object; /* OBJECT; LIST and MAP: of the elements, or NULL */
    struct schema_kinds kinds;          /* KINDS */
};

/* Where a name (or, in a list, an index) leads from a place; schema_tables_top() is where to begin. */
struct schema_at schema_descend(const struct schema_at *at, const char *name);

/* Before a patch or a --set puts `name` into `target`: takes out of `target` what that choice supersedes,
 * so that picking another form of a distribution replaces the one before instead of standing beside it.
 * `value` is what will be put there. */
void schema_supersede(const struct schema_at *at, cJSON *target, const char *name, const cJSON *value);

/* Whether `object` lacks what its member `name` needs to mean something, or has what it clashes with; if so, *why says
 * it: "without" or "with" and the name of the other. */
struct schema_idle {
    const char *word, *other;
};
bool schema_is_idle(const struct schema_object *schema, const cJSON *object, const char *name, struct schema_idle *why);

/* What a kind adds, as a schema of its own. */
struct schema_object schema_of_kind(const struct field_kind *kind);

#endif
