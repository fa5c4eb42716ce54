/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quantity.c: a unit is a power of ten (and a small factor for minutes, hours, days) put to the text of the digits,
 * so that it rounds once (see quantity.h).
 */
#include "scenario/quantity.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 40

struct unit {
    const char *name;
    enum quantity_kind kind;
    int power;     /* of ten ... */
    double factor; /* ... times this */
};

static const struct unit units[] = {
    {"", QUANTITY_PLAIN, 0, 1},           {"ns", QUANTITY_DURATION, 0, 1},     {"us", QUANTITY_DURATION, 3, 1},
    {"ms", QUANTITY_DURATION, 6, 1},      {"s", QUANTITY_DURATION, 9, 1},      {"min", QUANTITY_DURATION, 9, 60},
    {"h", QUANTITY_DURATION, 9, 3600},    {"d", QUANTITY_DURATION, 9, 86400},  {"k", QUANTITY_COUNT, 3, 1},
    {"M", QUANTITY_COUNT, 6, 1},          {"G", QUANTITY_COUNT, 9, 1},         {"%", QUANTITY_RATIO, -2, 1},
    {"/s", QUANTITY_RATE, 0, 1},          {"/min", QUANTITY_RATE, 0, 1. / 60}, {"/h", QUANTITY_RATE, 0, 1. / 3600},
    {"/d", QUANTITY_RATE, 0, 1. / 86400},
};

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* Length of the number that the text begins with; 0 if there is none. */
static size_t number_length(const char *text)
{
    size_t whole = digits_at(text);
    if (whole == 0 || (whole > 1 && text[0] == '0')) {
        return 0;
    }
    if (text[whole] != '.') {
        return whole;
    }
    size_t fraction = digits_at(text + whole + 1);
    return fraction == 0 ? 0 : whole + 1 + fraction;
}

bool quantity_parse(const char *text, struct quantity *out)
{
    size_t length = number_length(text);
    if (length == 0 || length > DIGITS_MAX) {
        return false;
    }
    const char *name = text + length;
    int power = 0;
    if (strchr("kMG", *name) != NULL && *name != '\0' && name[1] == '/') { /* "100k/s" */
        power = *name == 'k' ? 3 : *name == 'M' ? 6 : 9;
        name++;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(name, units[i].name) == 0) {
            char scaled[DIGITS_MAX + 8];
            snprintf(scaled, sizeof scaled, "%.*se%d", (int)length, text, power + units[i].power);
            *out = (struct quantity){units[i].kind, strtod(scaled, NULL)};
            /* Dividing keeps "60/min" at exactly 1. */
            out->value = units[i].factor < 1 ? out->value / round(1 / units[i].factor) : out->value * units[i].factor;
            return isfinite(out->value);
        }
    }
    return false;
}

struct quantity_text quantity_duration(double value_ns)
{
    static const struct {
        const char *name;
        double ns;
    } steps[] = {{"d", 86400e9}, {"h", 3600e9}, {"min", 60e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}};
    struct quantity_text t;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        double n = value_ns / steps[i].ns;
        if (n >= 1 && n == floor(n)) {
            snprintf(t.text, sizeof t.text, "%.0f%s", n, steps[i].name);
            return t;
        }
    }
    snprintf(t.text, sizeof t.text, value_ns == 0 ? "0s" : "%.0fns", value_ns);
    return t;
}

struct quantity_text quantity_number(double x)
{
    static const struct {
        char letter;
        double factor;
    } steps[] = {{'G', 1e9}, {'M', 1e6}, {'k', 1e3}};
    struct quantity_text t;
    if (x >= 0x1p64) {
        snprintf(t.text, sizeof t.text, "2^64 - 1");
        return t;
    }
    for (size_t i = 0; x >= 1e4 && i < sizeof steps / sizeof steps[0]; i++) {
        double n = x / steps[i].factor;
        if (n >= 1 && n == floor(n)) {
            snprintf(t.text, sizeof t.text, "%.0f%c", n, steps[i].letter);
            return t;
        }
    }
    snprintf(t.text, sizeof t.text, "%.15g", x);
    return t;
}
