/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tree.c: a tree is walked once beside the scan of its text, in the same order, and every value marked with its
 * place (see tree.h).
 */
#include "scenario/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

#define POINTER_STEPS_MAX (2 * JSON_SCAN_DEPTH_MAX + 8)
#define SHOWN_CHARACTERS 40

struct tree_origins tree_origins_new(struct scenario_arena *arena)
{
    struct tree_origins o = {.arena = arena};
    tree_add_origin(&o, (struct tree_origin){0});
    return o;
}

uint32_t tree_add_document(struct tree_origins *o, const char *label, bool lines)
{
    o->documents = arena_grow(o->arena, o->documents, o->documents_n, &o->documents_capacity, sizeof *o->documents);
    o->documents[o->documents_n] = (struct tree_document){.label = arena_copy(o->arena, label), .lines = lines};
    return (uint32_t)o->documents_n++;
}

int tree_add_origin(struct tree_origins *o, struct tree_origin origin)
{
    o->list = arena_grow(o->arena, o->list, o->n, &o->capacity, sizeof *o->list);
    o->list[o->n] = origin;
    return (int)o->n++;
}

/* Follows the scan in the same order: `*next` is the next value that the walk will meet. */
static void mark(cJSON *node, int first, size_t *next)
{
    node->valueint = first + (int)(*next)++;
    for (cJSON *child = node->child; child != NULL; child = child->next) {
        mark(child, first, next);
    }
}

cJSON *tree_parse(struct tree_origins *o, const struct json_scan *scan, const char *text, size_t length,
                  struct tree_origin root)
{
    int first = (int)o->n;
    for (size_t i = 0; i < scan->values_n; i++) {
        const struct json_value *v = &scan->values[i];
        struct tree_origin origin = {.document = root.document,
                                     .parent = (uint32_t)first + v->parent,
                                     .key = v->key,
                                     .index = v->index,
                                     .line = v->line,
                                     .column = v->column,
                                     .key_line = v->key_line,
                                     .key_column = v->key_column};
        if (i == 0) {
            origin.parent = root.parent;
            origin.key = root.key;
            origin.index = root.index;
        }
        tree_add_origin(o, origin);
    }
    cJSON *tree = arena_must(cJSON_ParseWithLength(text, length));
    size_t next = 0;
    mark(tree, first, &next);
    return tree;
}

static void mark_nowhere(cJSON *node)
{
    node->valueint = 0;
    for (cJSON *child = node->child; child != NULL; child = child->next) {
        mark_nowhere(child);
    }
}

cJSON *tree_of_text(const char *text)
{
    cJSON *tree = arena_must(cJSON_Parse(text));
    mark_nowhere(tree);
    return tree;
}

const cJSON *tree_get(const cJSON *object, const char *name)
{
    const cJSON *node = cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
    return node == NULL || cJSON_IsNull(node) ? NULL : node;
}

int tree_origin(const cJSON *node)
{
    return node->valueint;
}

void tree_write_step(FILE *out, const char *name)
{
    fputc('/', out);
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/') {
            fputs(*name == '~' ? "~0" : "~1", out);
        } else {
            fputc(*name, out);
        }
    }
}

const char *tree_pointer(const struct tree_origins *o, int origin)
{
    const struct tree_origin *steps[POINTER_STEPS_MAX];
    size_t n = 0;
    for (uint32_t i = (uint32_t)origin; i != 0 && o->list[i].parent != 0 && n < POINTER_STEPS_MAX;) {
        steps[n++] = &o->list[i];
        i = o->list[i].parent;
    }
    struct memory_stream stream;
    FILE *out = arena_stream(&stream);
    while (n-- > 0) {
        if (steps[n]->key != NULL) {
            tree_write_step(out, tree_printable(o->arena, steps[n]->key, SHOWN_CHARACTERS));
        } else {
            fprintf(out, "/%u", steps[n]->index);
        }
    }
    char *text = arena_must(memory_stream_close(&stream, NULL)), *copy = arena_copy(o->arena, text);
    free(text);
    return copy;
}

bool tree_in_variant(const struct tree_origins *o, int origin)
{
    const char *top = NULL;
    for (uint32_t i = (uint32_t)origin; i != 0 && o->list[i].parent != 0; i = o->list[i].parent) {
        top = o->list[i].key;
    }
    return top != NULL && strcmp(top, "variants") == 0;
}

const char *tree_printable(struct scenario_arena *arena, const char *text, size_t characters)
{
    size_t used = 0;
    char *shown = arena_take(arena, 4 * characters + sizeof "...");
    for (size_t i = 0; *text != '\0' && i < characters; i++) {
        bool good;
        size_t n = printable_character(text, &good);
        if (good) {
            memcpy(shown + used, text, n);
        } else {
            shown[used] = '?';
        }
        used += good ? n : 1;
        text += n;
    }
    strcpy(shown + used, *text == '\0' ? "" : "...");
    return shown;
}

struct tree_number tree_number(double value)
{
    struct tree_number n;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(n.text, sizeof n.text, "%.*g", digits, value);
        if (strtod(n.text, NULL) == value) {
            break;
        }
    }
    return n;
}

const char *tree_describe(struct scenario_arena *arena, const cJSON *node)
{
    if (cJSON_IsNumber(node)) {
        return arena_copy(arena, tree_number(node->valuedouble).text);
    }
    if (cJSON_IsString(node)) {
        const char *shown = tree_printable(arena, node->valuestring, SHOWN_CHARACTERS);
        size_t bytes = strlen(shown) + 3;
        char *quoted = arena_take(arena, bytes);
        snprintf(quoted, bytes, "\"%s\"", shown);
        return quoted;
    }
    return cJSON_IsObject(node)  ? "an object"
           : cJSON_IsArray(node) ? "an array"
           : cJSON_IsTrue(node)  ? "true"
           : cJSON_IsFalse(node) ? "false"
                                 : "null";
}
