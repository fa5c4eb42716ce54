/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_scan.h: a strict reading of JSON text that knows where everything stands.
 *
 * cJSON builds the tree; it does not tell positions, and it lets pass what RFC 8259 forbids or what a
 * scenario must not contain: 01, 1e400, invalid UTF-8, \u0000, a name twice. So every text goes through
 * this scanner first. It checks the grammar and notes the place of every value in document order, which is
 * the order in which a walk over cJSON's tree meets them.
 *
 * Lines and columns count from 1, columns in characters (code points).
 */
#ifndef HERDSIM_JSON_SCAN_H
#define HERDSIM_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/arena.h"

#define JSON_SCAN_DEPTH_MAX 64
#define JSON_SCAN_VALUES_MAX 20000
#define JSON_SCAN_BYTES_MAX ((size_t)1 << 20)

struct json_value {
    uint32_t parent;               /* index of the enclosing value; the root is its own parent */
    const char *key;               /* in an object, decoded; otherwise NULL */
    uint32_t index;                /* in an array, from 0 */
    uint32_t line, column;         /* of the value's first character */
    uint32_t key_line, key_column; /* of the key's, in an object */
    const struct json_value *twin; /* an earlier member of the same object with the same key, or NULL */
};

struct json_scan {
    struct json_value *values; /* in document order, each before its members */
    size_t values_n;
    uint32_t line, column; /* of the first offence, where there is one */
    char message[160];     /* what is wrong there; empty if the text is JSON */
};

/* Scans `length` bytes; everything noted comes from the arena. */
struct json_scan json_scan(struct scenario_arena *arena, const char *text, size_t length);

/* Length of the UTF-8 sequence that begins at p, 1 to 4; 0 if it is not valid (or `left` is 0). */
size_t json_scan_utf8(const unsigned char *p, size_t left);

#endif
