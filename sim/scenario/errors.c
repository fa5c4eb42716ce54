/* SPDX-License-Identifier: GPL-3.0-or-later */
/* errors.c: entries are gathered with place and variant, then sorted by place and told once (see errors.h). */
#include "scenario/errors.h"

#include "base/printable.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* More than this nobody reads; it bounds the work on hostile files. Soft ones leave room for the others. */
#define ENTRIES_MAX 500
#define SOFT_ENTRIES_MAX 250
#define MESSAGE_BYTES 800

struct errors_place errors_at(const cJSON *node)
{
    return (struct errors_place){.origin = tree_origin(node), .below = ""};
}

struct errors_place errors_at_key(const cJSON *node)
{
    return (struct errors_place){.origin = tree_origin(node), .at_key = true, .below = ""};
}

struct errors_place errors_below(const cJSON *node, const char *below)
{
    return (struct errors_place){.origin = tree_origin(node), .below = below};
}

/* The child that the first step of a pointer names; *rest is what follows the step. */
static const cJSON *step_to(const cJSON *node, const char *pointer, const char **rest)
{
    const char *begin = pointer + 1;
    *rest = begin + strcspn(begin, "/");
    const cJSON *child = NULL;
    size_t index = 0;
    cJSON_ArrayForEach(child, node)
    {
        if (cJSON_IsArray(node) ? strtoull(begin, NULL, 10) == index++
                                : strlen(child->string) == (size_t)(*rest - begin) &&
                                      strncmp(child->string, begin, (size_t)(*rest - begin)) == 0) {
            return child;
        }
    }
    return NULL;
}

struct errors_place errors_on_way(struct errors *e, const cJSON *root, const char *pointer)
{
    const cJSON *node = root;
    while (*pointer != '\0') {
        const char *rest = NULL;
        const cJSON *child = step_to(node, pointer, &rest);
        if (child == NULL || (cJSON_IsNull(child) && *rest != '\0')) {
            break;
        }
        node = child;
        pointer = rest;
    }
    return errors_below(node, arena_copy(e->origins->arena, pointer));
}

static bool same_place(const struct errors_entry *entry, const struct errors_place *place)
{
    return entry->origin == place->origin && entry->at_key == place->at_key && strcmp(entry->below, place->below) == 0;
}

void errors_add(struct errors *e, struct errors_place place, const char *format, ...)
{
    char message[MESSAGE_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    uint64_t reading = UINT64_C(1) << e->reading;
    for (size_t i = 0; i < e->n; i++) {
        if (same_place(&e->list[i], &place) && strcmp(e->list[i].message, message) == 0) {
            e->list[i].readings |= reading;
            return;
        }
    }
    if (e->n >= (place.soft ? SOFT_ENTRIES_MAX : ENTRIES_MAX)) {
        e->dropped += !place.soft;
        return;
    }
    struct scenario_arena *arena = e->origins->arena;
    e->list = arena_grow(arena, e->list, e->n, &e->capacity, sizeof *e->list);
    e->list[e->n++] = (struct errors_entry){.origin = place.origin,
                                            .at_key = place.at_key,
                                            .soft = place.soft,
                                            .below = arena_copy(arena, place.below),
                                            .message = arena_copy(arena, message),
                                            .readings = reading};
}

size_t errors_now(const struct errors *e)
{
    size_t n = e->dropped;
    for (size_t i = 0; i < e->n; i++) {
        n += !e->list[i].soft && (e->list[i].readings >> e->reading & 1);
    }
    return n;
}

static bool counts(const struct errors *e, const struct errors_entry *entry)
{
    return !entry->soft || tree_in_variant(e->origins, entry->origin) || (entry->readings & e->variants) == e->variants;
}

struct place { /* for sorting */
    uint32_t document, line, column;
    size_t index;
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->document != y->document) {
        return x->document < y->document ? -1 : 1;
    }
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return x->index < y->index ? -1 : 1;
}

static struct place place_of(const struct errors *e, size_t index)
{
    const struct errors_entry *entry = &e->list[index];
    const struct tree_origin *o = &e->origins->list[entry->origin];
    bool at_key = entry->at_key && o->key_line > 0;
    return (struct place){.document = o->document,
                          .line = at_key ? o->key_line : o->line,
                          .column = at_key ? o->key_column : o->column,
                          .index = index};
}

/* Of an error in what the variants share: those that it is about, unless it is all. */
static void write_variants(const struct errors *e, const struct errors_entry *entry, FILE *out)
{
    uint64_t met = entry->readings & e->variants;
    if (met == e->variants || met != entry->readings || tree_in_variant(e->origins, entry->origin)) {
        return;
    }
    const char *before = " (in variant ";
    for (unsigned i = 0; i < 64; i++) {
        if (met >> i & 1) {
            fprintf(out, "%s%s", before, e->variant[i]);
            before = ", ";
        }
    }
    fputc(')', out);
}

static void write_entry(const struct errors *e, struct place at, FILE *out)
{
    const struct errors_entry *entry = &e->list[at.index];
    const struct tree_document *document = &e->origins->documents[at.document];
    fputs(printable_text(document->label).s, out);
    if (document->lines) {
        fprintf(out, ":%u:%u", at.line, at.column);
    }
    const char *pointer = tree_pointer(e->origins, entry->origin);
    if (*pointer != '\0' || *entry->below != '\0') {
        fprintf(out, ": %s%s", pointer, entry->below);
    }
    fprintf(out, ": %s", entry->message);
    write_variants(e, entry, out);
    fputc('\n', out);
}

size_t errors_report(struct errors *e, FILE *out)
{
    struct place *places = arena_take(e->origins->arena, e->n * sizeof *places);
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++) {
        if (counts(e, &e->list[i])) {
            places[n++] = place_of(e, i);
        }
    }
    size_t all = n + e->dropped;
    qsort(places, n, sizeof *places, by_place);
    for (size_t i = 0; i < n && i < ERRORS_SHOWN_MAX; i++) {
        write_entry(e, places[i], out);
    }
    if (all > ERRORS_SHOWN_MAX) {
        fprintf(out, "%s: and %zu more errors\n", printable_text(e->origins->documents[0].label).s,
                all - ERRORS_SHOWN_MAX);
    }
    return all;
}
