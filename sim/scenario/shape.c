#include "scenario/shape.h"

#include <string.h>

#include "protections/registry.h"
#include "scenario/shape_tables.h"
#include "scenario/tree.h"

const struct field *shape_field(const struct field *fields, const char *name)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        if (strcmp(f->name, name) == 0) {
            return f;
        }
    }
    return NULL;
}

const struct shape_child *shape_child(const struct shape_object *object, const char *name)
{
    for (const struct shape_child *c = object->children; c != NULL && c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}

bool shape_protection(const char *name, struct shape_kinds *out)
{
    *out = (struct shape_kinds){0};
    for (size_t i = 0; i < registry_n && out->n < SHAPE_KINDS_MAX; i++) {
        const struct protection *p = registry_protections[i];
        if (strcmp(p->name, name) == 0) {
            out->chooser = p->choice;
            out->help = "which kind";
            out->kind[out->n++] = (struct shape_kind){.value = p->chosen, .help = p->help, .fields = p->fields};
        }
    }
    return out->n > 0;
}

const struct shape_kind *shape_kind_of(const struct shape_kinds *kinds, const cJSON *node)
{
    if (kinds->chooser == NULL) {
        return &kinds->kind[0];
    }
    const cJSON *chosen = tree_get(node, kinds->chooser);
    for (size_t i = 0; i < kinds->n; i++) {
        if (cJSON_IsString(chosen) && strcmp(chosen->valuestring, kinds->kind[i].value) == 0) {
            return &kinds->kind[i];
        }
    }
    return NULL;
}

struct shape_at shape_top(void)
{
    return (struct shape_at){.is = SHAPE_AT_OBJECT, .object = &shape_tables_root};
}

static struct shape_at at_child(const struct shape_child *c)
{
    static const enum shape_at_kind is[] = {[SHAPE_OBJECT] = SHAPE_AT_OBJECT,
                                            [SHAPE_LIST] = SHAPE_AT_LIST,
                                            [SHAPE_MAP] = SHAPE_AT_MAP,
                                            [SHAPE_CHOICE] = SHAPE_AT_CHOICE,
                                            [SHAPE_PROTECTIONS] = SHAPE_AT_PROTECTIONS};
    return (struct shape_at){.is = is[c->form], .object = c->object};
}

struct shape_at shape_descend(const struct shape_at *at, const char *name)
{
    struct shape_at next = {.is = SHAPE_AT_LEAF};
    switch (at->is) {
    case SHAPE_AT_OBJECT: {
        const struct field *f = shape_field(at->object->fields, name);
        const struct shape_child *c = shape_child(at->object, name);
        if (c != NULL) {
            return at_child(c);
        }
        next.is = f != NULL && f->type == FIELD_DIST ? SHAPE_AT_CHOICE : SHAPE_AT_LEAF;
        return next;
    }
    case SHAPE_AT_LIST:
    case SHAPE_AT_MAP:
        if (at->object != NULL) {
            next.is = SHAPE_AT_OBJECT;
            next.object = at->object;
        }
        return next;
    case SHAPE_AT_CHOICE:
        next.is = SHAPE_AT_CHOICE;
        return next;
    case SHAPE_AT_PROTECTIONS:
        next.is = shape_protection(name, &next.kinds) ? SHAPE_AT_KINDS : SHAPE_AT_LEAF;
        return next;
    case SHAPE_AT_KINDS:
    case SHAPE_AT_LEAF:
        break;
    }
    return next;
}

bool shape_is_alternative(const struct shape_object *shape, const char *name)
{
    for (const char *const *one = shape->one_of; one != NULL && *one != NULL; one++) {
        if (strcmp(*one, name) == 0) {
            return true;
        }
    }
    return false;
}

bool shape_is_idle(const struct shape_object *shape, const cJSON *object, const char *name, struct shape_idle *why)
{
    for (const struct shape_need *n = shape->needs; n != NULL && n->field != NULL; n++) {
        if (strcmp(n->field, name) == 0 && tree_get(object, n->needs) == NULL) {
            *why = (struct shape_idle){"without", n->needs};
            return true;
        }
    }
    for (const struct shape_clash *c = shape->clashes; c != NULL && c->field != NULL; c++) {
        if (strcmp(c->field, name) == 0 && tree_get(object, c->with) != NULL) {
            *why = (struct shape_idle){"with", c->with};
            return true;
        }
    }
    return false;
}

struct shape_object shape_of_kind(const struct shape_kind *kind)
{
    return (struct shape_object){.fields = kind->fields, .needs = kind->needs, .one_of = kind->one_of};
}

/* Two members that one form of a distribution has both: "mean" and "cv" are no alternatives. */
static bool go_together(const char *a, const char *b)
{
    for (const struct shape_dist *d = shape_tables_dist; d->name != NULL; d++) {
        if (d->fields != NULL && shape_field(d->fields, a) != NULL && shape_field(d->fields, b) != NULL) {
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
static void drop_alternatives(const struct shape_object *shape, cJSON *target, const char *name)
{
    if (!shape_is_alternative(shape, name)) {
        return;
    }
    for (const char *const *one = shape->one_of; *one != NULL; one++) {
        if (strcmp(*one, name) != 0) {
            cJSON_DeleteItemFromObjectCaseSensitive(target, *one);
        }
    }
    for (const struct shape_need *n = shape->needs; n != NULL && n->field != NULL; n++) {
        if (strcmp(n->needs, name) != 0 && tree_get(target, n->needs) == NULL) {
            cJSON_DeleteItemFromObjectCaseSensitive(target, n->field);
        }
    }
}

void shape_supersede(const struct shape_at *at, cJSON *target, const char *name, const cJSON *value)
{
    if (cJSON_IsNull(value)) {
        return;
    }
    if (at->is == SHAPE_AT_CHOICE && tree_get(target, name) == NULL) {
        drop_all_but(target, name, true);
    } else if (at->is == SHAPE_AT_KINDS && at->kinds.chooser != NULL && strcmp(name, at->kinds.chooser) == 0 &&
               !cJSON_Compare(tree_get(target, name), value, true)) {
        drop_all_but(target, name, false);
    } else if (at->is == SHAPE_AT_OBJECT && tree_get(target, name) == NULL) {
        drop_alternatives(at->object, target, name);
    }
}
