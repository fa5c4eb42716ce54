/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader_value.c: one scalar, by its field: type, unit, range, choices. Numbers come with or without a unit as text. */
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "scenario/quantity.h"
#include "scenario/reader.h"

/* Up to here every whole number is a double of its own. */
#define EXACT_MOST 0x1p53

static const char *choices_text(const struct field *f, char *text, size_t bytes)
{
    text[0] = '\0';
    for (const char *const *c = f->choices; *c != NULL; c++) {
        size_t used = strlen(text);
        snprintf(text + used, bytes - used, "%s\"%s\"", used == 0 ? "" : c[1] == NULL ? " or " : ", ", *c);
    }
    return text;
}

const char *reader_words(struct scenario_arena *arena, const struct field *f)
{
    char words[400] = "true or false";
    char choices[300];
    struct quantity_text min = quantity_number(f->min), max = quantity_number(f->max);
    if (f->type == FIELD_COUNT && !(f->min < f->max)) {
        return arena_copy(arena, min.text);
    }
    switch (f->type) {
    case FIELD_DURATION:
        snprintf(words, sizeof words, "a duration from %s to %s (as \"300s\", \"5ms\", or a number of seconds)",
                 quantity_duration(f->min).text, quantity_duration(f->max).text);
        break;
    case FIELD_RATE:
        snprintf(words, sizeof words, "a rate from %s/s to %s/s (as \"5500/s\", \"60/min\", or a number per second)",
                 min.text, max.text);
        break;
    case FIELD_COUNT:
        snprintf(words, sizeof words, "a whole number from %s to %s (as 200, \"10k\" or \"100M\")", min.text, max.text);
        break;
    case FIELD_RATIO:
        snprintf(words, sizeof words, "a ratio from %s to %s (as \"20%%\" or 0.2)", min.text, max.text);
        break;
    case FIELD_NUMBER:
        snprintf(words, sizeof words, "a number from %s to %s", min.text, max.text);
        break;
    case FIELD_ENUM:
        snprintf(words, sizeof words, "%s", choices_text(f, choices, sizeof choices));
        break;
    case FIELD_STRING:
        snprintf(words, sizeof words, "a text of %s to %s characters", min.text, max.text);
        break;
    case FIELD_DIST:
        snprintf(words, sizeof words, "a duration or a distribution");
        break;
    case FIELD_BOOL:
    case FIELD_END:
        break;
    }
    return arena_copy(arena, words);
}

static bool in_range(const struct field *f, double x)
{
    return x >= f->min && x <= f->max;
}

/* A number in the field's unit, from a JSON number or a text with a unit of the right kind. */
static bool take_real(const cJSON *node, enum quantity_kind unit, double si, bool plain_text, double *x)
{
    if (cJSON_IsNumber(node)) {
        *x = node->valuedouble * si;
        return true;
    }
    struct quantity q;
    if (!cJSON_IsString(node) || !quantity_parse(node->valuestring, &q)) {
        return false;
    }
    *x = q.value;
    return q.kind == unit || (plain_text && q.kind == QUANTITY_PLAIN);
}

static bool take_duration(const cJSON *node, const struct field *f, int64_t *ns)
{
    double x = 0;
    if (!take_real(node, QUANTITY_DURATION, (double)NS_PER_S, false, &x) || !(x >= 0 && x <= 9e18)) {
        return false;
    }
    *ns = (int64_t)round(x);
    /* What rounds to nothing was not meant to be nothing. */
    return in_range(f, (double)*ns) && !(*ns == 0 && x > 0);
}

static bool take_count(const cJSON *node, const struct field *f, uint64_t *n)
{
    if (cJSON_IsString(node) && node->valuestring[0] != '\0' &&
        node->valuestring[strspn(node->valuestring, "0123456789")] == '\0') {
        size_t length = strlen(node->valuestring);
        if (length > 20 || (length > 1 && node->valuestring[0] == '0')) {
            return false;
        }
        char largest[] = "18446744073709551615";
        if (length == 20 && strcmp(node->valuestring, largest) > 0) {
            return false;
        }
        *n = strtoull(node->valuestring, NULL, 10);
        return in_range(f, (double)*n);
    }
    double x = 0;
    if (!take_real(node, QUANTITY_COUNT, 1, false, &x) || !(x >= 0 && x <= EXACT_MOST) || x != floor(x)) {
        return false;
    }
    *n = (uint64_t)x;
    return in_range(f, x);
}

static bool take_enum(const cJSON *node, const struct field *f, int *chosen)
{
    for (int i = 0; cJSON_IsString(node) && f->choices[i] != NULL; i++) {
        if (strcmp(f->choices[i], node->valuestring) == 0) {
            *chosen = i;
            return true;
        }
    }
    return false;
}

static bool take_string(struct scenario_arena *arena, const cJSON *node, const struct field *f, const char **text)
{
    if (!cJSON_IsString(node)) {
        return false;
    }
    size_t characters = 0;
    for (const char *p = node->valuestring; *p != '\0'; p++) {
        characters += ((unsigned char)*p & 0xc0) != 0x80;
    }
    *text = arena_copy(arena, node->valuestring);
    return in_range(f, (double)characters);
}

static const char *enum_hint(struct reader *r, const cJSON *node, const struct field *f)
{
    size_t n = 0;
    while (f->choices[n] != NULL) {
        n++;
    }
    return cJSON_IsString(node) ? reader_hint(r, node->valuestring, f->choices, n) : "";
}

static bool take(struct reader *r, const cJSON *node, const struct field *f, void *slot)
{
    switch (f->type) {
    case FIELD_DURATION:
        return take_duration(node, f, slot);
    case FIELD_RATE:
        return take_real(node, QUANTITY_RATE, 1, false, slot) && in_range(f, *(double *)slot);
    case FIELD_COUNT:
        return take_count(node, f, slot);
    case FIELD_RATIO:
        return take_real(node, QUANTITY_RATIO, 1, true, slot) && in_range(f, *(double *)slot);
    case FIELD_NUMBER:
        *(double *)slot = node->valuedouble;
        return cJSON_IsNumber(node) && in_range(f, *(double *)slot);
    case FIELD_BOOL:
        *(bool *)slot = cJSON_IsTrue(node) != 0;
        return cJSON_IsBool(node) != 0;
    case FIELD_ENUM:
        return take_enum(node, f, slot);
    case FIELD_STRING:
        return take_string(r->arena, node, f, slot);
    case FIELD_DIST:
    case FIELD_END:
        break;
    }
    return false;
}

bool reader_value(struct reader *r, const cJSON *node, const struct field *f, void *out)
{
    void *slot = (char *)out + f->offset;
    if (take(r, node, f, slot)) {
        return true;
    }
    const char *hint = f->type == FIELD_ENUM ? enum_hint(r, node, f) : "";
    if (f->type == FIELD_COUNT && cJSON_IsNumber(node) && node->valuedouble > EXACT_MOST) {
        hint = " (a number above 2^53 must stand in quotes)";
    }
    errors_add(r->errors, errors_at(node), "expected %s, got %s%s", reader_words(r->arena, f),
               tree_describe(r->arena, node), hint);
    return false;
}
