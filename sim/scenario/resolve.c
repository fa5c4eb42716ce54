/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resolve.c: members come in the order of the tables. A default that would mean nothing (the eviction of a
 * cache without capacity) is left out, as loading would refuse it. */
#include "scenario/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/arena.h"
#include "scenario/schema.h"
#include "scenario/schema_tables.h"
#include "scenario/tree.h"

#define LINE_COLUMNS 100

static cJSON *copy(const cJSON *node)
{
    return arena_must(cJSON_Duplicate(node, true));
}

static void fill_fields(cJSON *out, const cJSON *node, const struct field *fields, const struct schema_object *schema)
{
    struct schema_idle why;
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        const cJSON *given = tree_get(node, f->name);
        if (given != NULL) {
            cJSON_AddItemToObject(out, f->name, copy(given));
        } else if (schema->null_is_off && cJSON_GetObjectItemCaseSensitive(node, f->name) != NULL) {
            cJSON_AddItemToObject(out, f->name, arena_must(cJSON_CreateNull()));
        } else if (f->fallback != NULL && !schema_is_alternative(schema, f->name) &&
                   !schema_is_idle(schema, node, f->name, &why)) {
            cJSON_AddItemToObject(out, f->name, tree_of_text(f->fallback));
        }
    }
}

static void copy_rest(cJSON *out, const cJSON *node)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        if (!cJSON_IsNull(member) && cJSON_GetObjectItemCaseSensitive(out, member->string) == NULL) {
            cJSON_AddItemToObject(out, member->string, copy(member));
        }
    }
}

static void fill_kinds(cJSON *out, const cJSON *node, const struct schema_kinds *kinds)
{
    const struct field_kind *kind = schema_kind_of(kinds, node);
    if (kind == NULL) { /* of a base that leaves the choice to its variants */
        copy_rest(out, node);
        return;
    }
    if (kinds->chooser != NULL) {
        cJSON_AddItemToObject(out, kinds->chooser, copy(tree_get(node, kinds->chooser)));
    }
    struct schema_object of_kind = schema_of_kind(kind);
    fill_fields(out, node, kind->fields, &of_kind);
}

static cJSON *resolve_protections(const cJSON *node)
{
    cJSON *out = arena_must(cJSON_CreateObject());
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        struct schema_kinds kinds;
        if (cJSON_IsObject(member) && schema_protection(member->string, &kinds)) {
            cJSON *one = arena_must(cJSON_CreateObject());
            fill_kinds(one, member, &kinds);
            cJSON_AddItemToObject(out, member->string, one);
        }
    }
    return out;
}

static cJSON *resolve_object(const cJSON *node, const struct schema_object *schema);

static cJSON *resolve_child(const cJSON *given, const struct schema_child *c)
{
    if (c->form == SCHEMA_PROTECTIONS) {
        return resolve_protections(given);
    }
    if (given == NULL && (c->form != SCHEMA_OBJECT || strcmp(c->fallback, "null") == 0)) {
        return tree_of_text(c->fallback);
    }
    if (c->form == SCHEMA_OBJECT) {
        return resolve_object(given, c->object);
    }
    if (c->form != SCHEMA_LIST) {
        return copy(given);
    }
    cJSON *list = arena_must(cJSON_CreateArray());
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, given)
    {
        cJSON_AddItemToArray(list, resolve_object(element, c->object));
    }
    return list;
}

/* Whether a child of `node` stands in the resolved text: not if it is a map or list of nothing, one of the
 * alternatives that were not picked, or would mean nothing. */
static bool is_shown(const cJSON *node, const struct schema_object *schema, const struct schema_child *c)
{
    struct schema_idle why;
    if (tree_get(node, c->name) != NULL) {
        return true;
    }
    return c->fallback != NULL && !schema_is_alternative(schema, c->name) && c->form != SCHEMA_MAP &&
           c->form != SCHEMA_LIST && !schema_is_idle(schema, node, c->name, &why);
}

static cJSON *resolve_object(const cJSON *node, const struct schema_object *schema)
{
    cJSON *out = arena_must(cJSON_CreateObject());
    fill_fields(out, node, schema->fields, schema);
    if (schema->kinds != NULL) {
        fill_kinds(out, node, schema->kinds);
    }
    for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
        const cJSON *given = tree_get(node, c->name);
        const cJSON *written = cJSON_GetObjectItemCaseSensitive(node, c->name);
        if (given == NULL && written != NULL && c->form == SCHEMA_OBJECT) {
            cJSON_AddItemToObject(out, c->name, arena_must(cJSON_CreateNull())); /* "cache": null */
        } else if (is_shown(node, schema, c)) {
            cJSON_AddItemToObject(out, c->name, resolve_child(given, c));
        }
    }
    return out;
}

cJSON *resolve_tree(const cJSON *base, const cJSON *variants, const cJSON *expect, const cJSON *advise,
                    const cJSON *study)
{
    cJSON *out = resolve_object(base, &schema_tables_root);
    cJSON_DeleteItemFromObjectCaseSensitive(out, "extends");
    cJSON_DeleteItemFromObjectCaseSensitive(out, "advise");
    cJSON_DeleteItemFromObjectCaseSensitive(out, "study");
    if (variants != NULL && !cJSON_IsNull(variants)) {
        cJSON_AddItemToObject(out, "variants", copy(variants));
    }
    if (expect != NULL && !cJSON_IsNull(expect)) {
        cJSON_AddItemToObject(out, "expect", copy(expect));
    }
    if (advise != NULL && !cJSON_IsNull(advise)) {
        cJSON_AddItemToObject(out, "advise", copy(advise));
    }
    if (study != NULL && !cJSON_IsNull(study)) {
        cJSON_AddItemToObject(out, "study", copy(study));
    }
    return out;
}

static void print_string(FILE *out, const char *text)
{
    cJSON *node = arena_must(cJSON_CreateString(text));
    char *quoted = arena_must(cJSON_PrintUnformatted(node));
    fputs(quoted, out);
    free(quoted);
    cJSON_Delete(node);
}

static void print_line(FILE *out, const cJSON *node)
{
    if (cJSON_IsString(node)) {
        print_string(out, node->valuestring);
        return;
    }
    if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) {
        fputs(cJSON_IsNumber(node) ? tree_number(node->valuedouble).text
              : cJSON_IsNull(node) ? "null"
              : cJSON_IsTrue(node) ? "true"
                                   : "false",
              out);
        return;
    }
    bool object = cJSON_IsObject(node);
    fputs(object ? "{" : "[", out);
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        fputs(object ? " " : "", out);
        if (object) {
            print_string(out, child->string);
            fputs(": ", out);
        }
        print_line(out, child);
        fputs(child->next == NULL ? "" : object ? "," : ", ", out);
    }
    fputs(object ? node->child == NULL ? "}" : " }" : "]", out);
}

/* Length of the text that print_line writes. */
static size_t line_bytes(const cJSON *node)
{
    struct memory_stream stream;
    FILE *out = arena_stream(&stream);
    print_line(out, node);
    size_t bytes = 0;
    free(arena_must(memory_stream_close(&stream, &bytes)));
    return bytes;
}

static void print_node(FILE *out, const cJSON *node, int depth)
{
    bool holds = (cJSON_IsObject(node) || cJSON_IsArray(node)) && node->child != NULL;
    if (!holds || (depth > 1 && line_bytes(node) + 2 * (size_t)depth <= LINE_COLUMNS)) {
        print_line(out, node);
        return;
    }
    fputs(cJSON_IsObject(node) ? "{\n" : "[\n", out);
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        fprintf(out, "%*s", 2 * (depth + 1), "");
        if (cJSON_IsObject(node)) {
            print_string(out, child->string);
            fputs(": ", out);
        }
        print_node(out, child, depth + 1);
        fputs(child->next == NULL ? "\n" : ",\n", out);
    }
    fprintf(out, "%*s%s", 2 * depth, "", cJSON_IsObject(node) ? "}" : "]");
}

char *resolve_text(const cJSON *tree)
{
    struct memory_stream stream;
    FILE *out = arena_stream(&stream);
    print_node(out, tree, 0);
    fputc('\n', out);
    return arena_must(memory_stream_close(&stream, NULL));
}
