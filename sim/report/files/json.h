/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.h: the few things about writing JSON that cJSON leaves to us: numbers that read back as the very
 * same double, and nesting by dotted path.
 */
#ifndef HERDSIM_JSON_H
#define HERDSIM_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The shortest text that strtod reads back as `value`; "null" if it is not finite. */
struct json_text {
    char s[40];
};
struct json_text json_number(double value);

void json_add_number(cJSON *object, const char *name, double value);
void json_add_whole(cJSON *object, const char *name, uint64_t value);

/* Adds under "a.b.c" inside nested objects a, b, which are created as needed. */
void json_add_at(cJSON *object, const char *dotted, cJSON *item);
void json_add_number_at(cJSON *object, const char *dotted, double value);

/* Appends to an array. */
void json_append_number(cJSON *array, double value);

/* Prints with two spaces a level and a newline at the end; prints nothing and returns false without memory. */
bool json_print(FILE *out, const cJSON *root);

#endif
