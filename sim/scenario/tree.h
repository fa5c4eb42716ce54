/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tree.h: the values of a scenario file as cJSON trees whose every value remembers where it was written.
 *
 * The memory of a place is an index into the table of origins, kept in cJSON's `valueint`. cJSON itself
 * neither reads nor needs that member (numbers live in `valuedouble`), and cJSON_Duplicate copies it: so a
 * place survives merging, and an error can be shown in the variant, the extended file or the --set that
 * brought the value in. Index 0 means "nowhere": a default.
 */
#ifndef HERDSIM_TREE_H
#define HERDSIM_TREE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "scenario/arena.h"
#include "scenario/json_scan.h"

struct tree_origin {
    uint32_t document;
    uint32_t parent; /* origin of the enclosing value; 0: this is the whole document */
    const char *key; /* its name in the enclosing object, or NULL */
    uint32_t index;  /* its index in the enclosing array */
    uint32_t line, column, key_line, key_column;
};

struct tree_document {
    const char *label; /* a file's path, or "--set PATH=VALUE" */
    bool lines;        /* whether lines and columns mean anything to a reader */
};

struct tree_origins {
    struct scenario_arena *arena;
    struct tree_origin *list; /* [0] is "nowhere" */
    size_t n, capacity;
    struct tree_document *documents;
    size_t documents_n, documents_capacity;
};

struct tree_origins tree_origins_new(struct scenario_arena *arena);

/* Adds a document, returns its index. */
uint32_t tree_add_document(struct tree_origins *o, const char *label, bool lines);

/* Adds an origin, returns its index. */
int tree_add_origin(struct tree_origins *o, struct tree_origin origin);

/* The tree of a text that json_scan has found to be good. The values' origins lie in `document`; `parent` and
 * `key` or `index` of `root` say where the tree will hang, if it is not a document by itself. */
cJSON *tree_parse(struct tree_origins *o, const struct json_scan *scan, const char *text, size_t length,
                  struct tree_origin root);

/* The tree of a text known to be good JSON (a default), from nowhere. */
cJSON *tree_of_text(const char *text);

/* The member of an object; NULL if it is absent or null, or `object` is no object: null means "left out". */
const cJSON *tree_get(const cJSON *object, const char *name);

/* Index of the value's origin. */
int tree_origin(const cJSON *node);

/* The RFC 6901 pointer of an origin inside the document it was written in, "" for a whole document. */
const char *tree_pointer(const struct tree_origins *o, int origin);

/* Whether the value was written in a variant's patch. */
bool tree_in_variant(const struct tree_origins *o, int origin);

/* Writes one step of a pointer, '~' and '/' escaped. */
void tree_write_step(FILE *out, const char *name);

/* What a value is, for a message: a number, a short text in quotes, "an object". */
const char *tree_describe(struct scenario_arena *arena, const cJSON *node);

/* A text made fit for one line of a terminal: no control characters, at most `characters` of them. */
const char *tree_printable(struct scenario_arena *arena, const char *text, size_t characters);

/* The shortest decimal text that reads back as the same double. */
struct tree_number {
    char text[32];
};
struct tree_number tree_number(double value);

#endif
