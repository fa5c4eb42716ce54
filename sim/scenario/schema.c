/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.c: questions about the tables: which field, which kind, what excludes what (see schema.h). */
#include "scenario/schema.h"

#include <string.h>

#include "protections/registry.h"
#include "scenario/schema_tables.h"
#include "scenario/tree.h"

const struct field *schema_field(const struct field *fields, const char *name)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        if (strcmp(f->name, name) == 0) {
            return f;
        }
    }
    return NULL;
}

const struct schema_child *schema_child(const struct schema_object *object, const char *name)
{
    for (const struct schema_child *c = object->children; c != NULL && c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}

bool schema_protection(const char *name, struct schema_kinds *out)
{
    *out = (struct schema_kinds){0};
    for (size_t i = 0; i < registry_n && out->n < SCHEMA_KINDS_MAX; i++) {
        const struct protection *p = registry_protections[i];
        if (strcmp(p->name, name) == 0) {
            out->chooser = p->choice;
            out->help = "which kind";
            out->kind[out->n++] = &p->scenario;
        }
    }
    return out->n > 0;
}

const struct field_kind *schema_kind_of(const struct schema_kinds *kinds, const cJSON *node)
{
    if (kinds->chooser == NULL) {
        return kinds->kind[0];
    }
    const cJSON *chosen = tree_get(node, kinds->chooser);
    for (size_t i = 0; i < kinds->n; i++) {
        if (cJSON_IsString(chosen) && strcmp(chosen->valuestring, kinds->kind[i]->value) == 0) {
            return kinds->kind[i];
        }
    }
    return NULL;
}

static struct schema_at at_child(const struct schema_child *c)
{
    static const enum schema_at_kind is[] = {[SCHEMA_OBJECT] = SCHEMA_AT_OBJECT,
                                             [SCHEMA_LIST] = SCHEMA_AT_LIST,
                                             [SCHEMA_MAP] = SCHEMA_AT_MAP,
                                             [SCHEMA_CHOICE] = SCHEMA_AT_CHOICE,
                                             [SCHEMA_PROTECTIONS] = SCHEMA_AT_PROTECTIONS};
    return (struct schema_at){.is = is[c->form], .object = c->object};
}

struct schema_at schema_descend(const struct schema_at *at, const char *name)
{
    struct schema_at next = {.is = SCHEMA_AT_LEAF};
    switch (at->is) {
    case SCHEMA_AT_OBJECT: {
        const struct field *f = schema_field(at->object->fields, name);
        const struct schema_child *c = schema_child(at->object, name);
        if (c != NULL) {
            return at_child(c);
        }
        next.is = f != NULL && f->type == FIELD_DIST ? SCHEMA_AT_CHOICE : SCHEMA_AT_LEAF;
        return next;
    }
    case SCHEMA_AT_LIST:
    case SCHEMA_AT_MAP:
        if (at->object != NULL) {
            next.is = SCHEMA_AT_OBJECT;
            next.object = at->object;
        }
        return next;
    case SCHEMA_AT_CHOICE:
        next.is = SCHEMA_AT_CHOICE;
        return next;
    case SCHEMA_AT_PROTECTIONS:
        next.is = schema_protection(name, &next.kinds) ? SCHEMA_AT_KINDS : SCHEMA_AT_LEAF;
        return next;
    case SCHEMA_AT_KINDS:
    case SCHEMA_AT_LEAF:
        break;
    }
    return next;
}

bool schema_is_alternative(const struct schema_object *schema, const char *name)
{
    for (const char *const *one = schema->one_of; one != NULL && *one != NULL; one++) {
        if (strcmp(*one, name) == 0) {
            return true;
        }
    }
    return false;
}

bool schema_is_idle(const struct schema_object *schema, const cJSON *object, const char *name, struct schema_idle *why)
{
    for (const struct field_need *n = schema->needs; n != NULL && n->field != NULL; n++) {
        if (strcmp(n->field, name) == 0 && tree_get(object, n->needs) == NULL) {
            *why = (struct schema_idle){"without", n->needs};
            return true;
        }
    }
    for (const struct schema_clash *c = schema->clashes; c != NULL && c->field != NULL; c++) {
        if (strcmp(c->field, name) == 0 && tree_get(object, c->with) != NULL) {
            *why = (struct schema_idle){"with", c->with};
            return true;
        }
    }
    return false;
}

struct schema_object schema_of_kind(const struct field_kind *kind)
{
    return (struct schema_object){.fields = kind->fields, .needs = kind->needs, .one_of = kind->one_of};
}

/* Two members that one form of a distribution has both: "mean" and "cv" are no alternatives. */
static bool go_together(const char *a, const char *b)
{
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        if (d->fields != NULL && schema_field(d->fields, a) != NULL && schema_field(d->fields, b) != NULL) {
            return true;
        }
    }
    return false;
}

/* `together`: keeps those that go together with `name` as well. */
static void drop_all_but(cJSON *object, const char *name, bool together)
{
    for (cJSON *c = object->child; c != NULL;) {
        cJSON *next = c->next;
        if (strcmp(c->string, name) != 0 && !(together && go_together(c->string, name))) {
            cJSON_Delete(cJSON_DetachItemViaPointer(object, c));
        }
        c = next;
    }
}

/* Picking one of the alternatives drops the others, and what means nothing without them. */
static void drop_alternatives(const struct schema_object *schema, cJSON *target, const char *name)
{
    if (!schema_is_alternative(schema, name)) {
        return;
    }
    for (const char *const *one = schema->one_of; *one != NULL; one++) {
        if (strcmp(*one, name) != 0) {
            cJSON_DeleteItemFromObjectCaseSensitive(target, *one);
        }
    }
    for (const struct field_need *n = schema->needs; n != NULL && n->field != NULL; n++) {
        if (strcmp(n->needs, name) != 0 && tree_get(target, n->needs) == NULL) {
            cJSON_DeleteItemFromObjectCaseSensitive(target, n->field);
        }
    }
}

void schema_supersede(const struct schema_at *at, cJSON *target, const char *name, const cJSON *value)
{
    if (cJSON_IsNull(value)) {
        return;
    }
    if (at->is == SCHEMA_AT_CHOICE && tree_get(target, name) == NULL) {
        drop_all_but(target, name, true);
    } else if (at->is == SCHEMA_AT_KINDS && at->kinds.chooser != NULL && strcmp(name, at->kinds.chooser) == 0 &&
               !cJSON_Compare(tree_get(target, name), value, true)) {
        drop_all_but(target, name, false);
    } else if (at->is == SCHEMA_AT_OBJECT && tree_get(target, name) == NULL) {
        drop_alternatives(at->object, target, name);
    }
}
