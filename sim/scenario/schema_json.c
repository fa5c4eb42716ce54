/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_schema.c: the tables as a JSON Schema, draft 2020-12, for editors and other programs. It says what the
 * tables say; relations between fields are the loader's alone. */
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "protections/registry.h"
#include "scenario/arena.h"
#include "scenario/resolve.h"
#include "scenario/scenario.h"
#include "scenario/schema.h"
#include "scenario/schema_tables.h"
#include "scenario/tree.h"

#define DIGITS "(0|[1-9][0-9]*)(\\\\.[0-9]+)?"
#define NUMBER_OR(type, pattern)                                                                                       \
    "{\"anyOf\": [{\"type\": \"" type "\", \"minimum\": 0}, {\"type\": \"string\", \"pattern\": \"^" DIGITS pattern    \
    "$\"}]}"

/* Quantities: a number, or a text with a unit. */
static const struct {
    const char *name, *schema;
} quantities[] = {
    {"duration", NUMBER_OR("number", "(ns|us|ms|s|min|h|d)")},
    {"rate", NUMBER_OR("number", "[kMG]?/(s|min|h|d)")},
    {"count", NUMBER_OR("integer", "[kMG]?")},
    {"ratio", NUMBER_OR("number", "%?")},
};

static cJSON *object_of(const char *type)
{
    cJSON *node = arena_must(cJSON_CreateObject());
    cJSON_AddStringToObject(node, "type", type);
    return node;
}

static cJSON *reference_to(const char *definition)
{
    char target[80];
    snprintf(target, sizeof target, "#/$defs/%s", definition);
    cJSON *node = arena_must(cJSON_CreateObject());
    cJSON_AddStringToObject(node, "$ref", target);
    return node;
}

static cJSON *enum_schema(const char *const *choices)
{
    cJSON *node = arena_must(cJSON_CreateObject()), *list = cJSON_AddArrayToObject(node, "enum");
    for (; *choices != NULL; choices++) {
        cJSON_AddItemToArray(list, cJSON_CreateString(*choices));
    }
    return node;
}

/* The range holds for bare numbers; what stands in quotes is checked by the loader alone. */
static cJSON *quantity_schema(const struct field *f, const char *definition, double unit)
{
    cJSON *node = reference_to(definition);
    if (f->type == FIELD_COUNT && !(f->min < f->max)) {
        cJSON_AddNumberToObject(node, "const", f->min);
        return node;
    }
    cJSON_AddNumberToObject(node, "minimum", f->min / unit);
    cJSON_AddNumberToObject(node, "maximum", f->max / unit);
    return node;
}

static cJSON *type_schema(const struct field *f)
{
    cJSON *node = NULL;
    switch (f->type) {
    case FIELD_DURATION:
        return quantity_schema(f, "duration", (double)NS_PER_S);
    case FIELD_RATE:
        return quantity_schema(f, "rate", 1);
    case FIELD_COUNT:
        return quantity_schema(f, "count", 1);
    case FIELD_RATIO:
        return quantity_schema(f, "ratio", 1);
    case FIELD_DIST:
        return reference_to("distribution");
    case FIELD_ENUM:
        return enum_schema(f->choices);
    case FIELD_BOOL:
        return object_of("boolean");
    case FIELD_NUMBER:
        node = object_of("number");
        cJSON_AddNumberToObject(node, "minimum", f->min);
        cJSON_AddNumberToObject(node, "maximum", f->max);
        return node;
    case FIELD_STRING:
        node = object_of("string");
        cJSON_AddNumberToObject(node, "minLength", f->min);
        cJSON_AddNumberToObject(node, "maxLength", f->max);
        return node;
    case FIELD_END:
        break;
    }
    return arena_must(cJSON_CreateObject());
}

/* Wraps a schema so that null, which means "left out", is good as well; adds the words and the default. */
static cJSON *described(cJSON *schema, const char *help, const char *fallback)
{
    cJSON *node = arena_must(cJSON_CreateObject());
    cJSON_AddStringToObject(node, "description", help);
    if (fallback != NULL && strcmp(fallback, "{}") != 0 && strcmp(fallback, "[]") != 0) {
        cJSON_AddItemToObject(node, "default", tree_of_text(fallback));
    }
    cJSON *any = cJSON_AddArrayToObject(node, "anyOf");
    cJSON_AddItemToArray(any, schema);
    cJSON_AddItemToArray(any, object_of("null"));
    return node;
}

static void add_fields(cJSON *properties, const struct field *fields)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        cJSON_AddItemToObject(properties, f->name, described(type_schema(f), f->help, f->fallback));
    }
}

/* Exactly one of the members is there and not null. */
static void add_one_of(cJSON *node, const char *const *names)
{
    cJSON *list = cJSON_AddArrayToObject(node, "oneOf");
    for (; *names != NULL; names++) {
        cJSON *one = tree_of_text("{\"required\": [], \"properties\": {}}");
        cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(one, "required"), cJSON_CreateString(*names));
        cJSON_AddItemToObject(cJSON_GetObjectItemCaseSensitive(one, "properties"), *names,
                              tree_of_text("{\"not\": {\"type\": \"null\"}}"));
        cJSON_AddItemToArray(list, one);
    }
}

static cJSON *object_schema(const struct schema_object *schema, bool whole);

static cJSON *kinds_schema(const struct schema_object *schema, const struct schema_kinds *kinds)
{
    cJSON *node = arena_must(cJSON_CreateObject()), *list = cJSON_AddArrayToObject(node, "oneOf");
    for (size_t i = 0; i < kinds->n; i++) {
        const struct field_kind *kind = kinds->kind[i];
        cJSON *one = object_of("object");
        cJSON_AddStringToObject(one, "description", kind->help);
        cJSON *properties = cJSON_AddObjectToObject(one, "properties");
        if (schema != NULL) {
            add_fields(properties, schema->fields);
        }
        if (kinds->chooser != NULL) {
            cJSON *chosen = cJSON_AddObjectToObject(properties, kinds->chooser);
            cJSON_AddStringToObject(chosen, "const", kind->value);
            cJSON_AddItemToArray(cJSON_AddArrayToObject(one, "required"), cJSON_CreateString(kinds->chooser));
        }
        add_fields(properties, kind->fields);
        cJSON_AddFalseToObject(one, "additionalProperties");
        if (kind->one_of != NULL) {
            add_one_of(one, kind->one_of);
        }
        cJSON_AddItemToArray(list, one);
    }
    return node;
}

static cJSON *protections_schema(void)
{
    cJSON *node = object_of("object"), *properties = cJSON_AddObjectToObject(node, "properties");
    for (size_t i = 0; i < registry_n; i++) {
        const char *name = registry_protections[i]->name;
        struct schema_kinds kinds;
        if (!cJSON_HasObjectItem(properties, name) && schema_protection(name, &kinds)) {
            cJSON_AddItemToObject(properties, name,
                                  described(kinds_schema(NULL, &kinds), registry_protections[i]->scenario.help, NULL));
        }
    }
    cJSON_AddFalseToObject(node, "additionalProperties");
    return node;
}

static cJSON *child_schema(const struct schema_child *c)
{
    if (c->schema != NULL) {
        return tree_of_text(c->schema);
    }
    if (c->form == SCHEMA_PROTECTIONS) {
        return protections_schema();
    }
    if (c->form == SCHEMA_OBJECT) {
        return object_schema(c->object, false);
    }
    cJSON *list = object_of("array");
    if (c->fallback == NULL) {
        cJSON_AddNumberToObject(list, "minItems", 1);
    }
    cJSON_AddNumberToObject(list, "maxItems", (double)c->most);
    cJSON_AddItemToObject(list, "items", object_schema(c->object, true));
    return list;
}

static void add_required(cJSON *node, const struct schema_object *schema)
{
    cJSON *required = cJSON_AddArrayToObject(node, "required");
    for (const struct field *f = schema->fields; f->type != FIELD_END; f++) {
        if (f->fallback == NULL) {
            cJSON_AddItemToArray(required, cJSON_CreateString(f->name));
        }
    }
    for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
        if (c->fallback == NULL) {
            cJSON_AddItemToArray(required, cJSON_CreateString(c->name));
        }
    }
}

/* `whole`: the object cannot get missing members from elsewhere. (One outside a list can: from the file
 * that it extends, or from each variant.) */
static cJSON *object_schema(const struct schema_object *schema, bool whole)
{
    if (schema->kinds != NULL) {
        return kinds_schema(schema, schema->kinds);
    }
    cJSON *node = object_of("object");
    if (schema->help != NULL) {
        cJSON_AddStringToObject(node, "description", schema->help);
    }
    cJSON *properties = cJSON_AddObjectToObject(node, "properties");
    add_fields(properties, schema->fields);
    for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
        cJSON_AddItemToObject(properties, c->name, described(child_schema(c), c->help, c->fallback));
    }
    cJSON_AddFalseToObject(node, "additionalProperties");
    if (whole) {
        add_required(node, schema);
    }
    if (schema->one_of != NULL) {
        add_one_of(node, schema->one_of);
    }
    return node;
}

static cJSON *dist_schema(void)
{
    cJSON *node = arena_must(cJSON_CreateObject()), *forms = cJSON_AddArrayToObject(node, "oneOf");
    cJSON_AddItemToArray(forms, reference_to("duration"));
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        cJSON *form = object_of("object");
        cJSON_AddStringToObject(form, "description", d->help);
        cJSON *properties = cJSON_AddObjectToObject(form, "properties");
        struct schema_object schema = {.fields = d->fields};
        cJSON_AddItemToObject(properties, d->name,
                              d->fields != NULL ? object_schema(&schema, true) : tree_of_text(d->schema));
        cJSON_AddFalseToObject(form, "additionalProperties");
        cJSON_AddItemToArray(cJSON_AddArrayToObject(form, "required"), cJSON_CreateString(d->name));
        cJSON_AddItemToArray(forms, form);
    }
    return node;
}

void scenario_write_schema(FILE *out)
{
    cJSON *root = arena_must(cJSON_CreateObject());
    cJSON_AddStringToObject(root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    cJSON_AddStringToObject(root, "title", "herdsim scenario");
    cJSON *top = object_schema(&schema_tables_root, false);
    for (cJSON *member = top->child; member != NULL; member = top->child) {
        cJSON_DetachItemViaPointer(top, member);
        cJSON_AddItemToObject(root, member->string, member);
    }
    cJSON_Delete(top);
    /* A file that extends another, or that leaves something to its variants, need not be complete. */
    cJSON *complete = arena_must(cJSON_CreateObject());
    add_required(complete, &schema_tables_root);
    cJSON_AddItemToObject(
        root, "if",
        tree_of_text("{\"not\": {\"anyOf\": [{\"required\": [\"extends\"]}, {\"required\": [\"variants\"]}]}}"));
    cJSON_AddItemToObject(root, "then", complete);
    cJSON *definitions = cJSON_AddObjectToObject(root, "$defs");
    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++) {
        cJSON_AddItemToObject(definitions, quantities[i].name, tree_of_text(quantities[i].schema));
    }
    cJSON_AddItemToObject(definitions, "distribution", dist_schema());
    char *text = resolve_text(root);
    fputs(text, out);
    free(text);
    cJSON_Delete(root);
}
