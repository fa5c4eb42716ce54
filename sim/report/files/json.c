/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c: numbers and layout are ours, as raw text in the tree of cJSON (see json.h). */
#include "report/files/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct json_text json_number(double value)
{
    struct json_text t = {"null"};
    if (!isfinite(value)) {
        return t;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(t.s, sizeof t.s, "%.*g", digits, value);
        double back = strtod(t.s, NULL);
        if (!(back < value) && !(back > value)) {
            break;
        }
    }
    return t;
}

void json_add_number(cJSON *object, const char *name, double value)
{
    cJSON_AddRawToObject(object, name, json_number(value).s);
}

void json_add_whole(cJSON *object, const char *name, uint64_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, value);
    cJSON_AddRawToObject(object, name, digits);
}

void json_append_number(cJSON *array, double value)
{
    cJSON_AddItemToArray(array, cJSON_CreateRaw(json_number(value).s));
}

void json_add_at(cJSON *object, const char *dotted, cJSON *item)
{
    const char *dot;
    while ((dot = strchr(dotted, '.')) != NULL) {
        char part[64];
        snprintf(part, sizeof part, "%.*s", (int)(dot - dotted), dotted);
        cJSON *inner = cJSON_GetObjectItemCaseSensitive(object, part);
        object = inner != NULL ? inner : cJSON_AddObjectToObject(object, part);
        dotted = dot + 1;
    }
    cJSON_AddItemToObject(object, dotted, item);
}

void json_add_number_at(cJSON *object, const char *dotted, double value)
{
    json_add_at(object, dotted, cJSON_CreateRaw(json_number(value).s));
}

bool json_print(FILE *out, const cJSON *root)
{
    char *text = cJSON_Print(root);
    if (text == NULL) {
        return false;
    }
    /* Raw tabs are cJSON's layout: inside strings they are escaped. */
    for (const char *c = text; *c != '\0'; c++) {
        if (*c != '\t') {
            fputc(*c, out);
        } else {
            fputs(c > text && c[-1] == ':' ? " " : "  ", out);
        }
    }
    fputc('\n', out);
    cJSON_free(text);
    return true;
}
