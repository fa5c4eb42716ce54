/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.c: lists split at commas that stand outside of brackets and quotes; ranges computed and rounded (see axis.h). */
#include "study/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "base/units.h"

double axis_si(const struct quantity *q)
{
    return q->kind == QUANTITY_DURATION ? q->value / (double)NS_PER_S : q->value;
}

static double rounded(double value, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL);
}

/* Plain decimal digits, as scenario files want them. */
static void print_plain(double value, const char *unit, char *text, size_t size)
{
    int n = snprintf(text, size, "%.12f", value);
    while (n > 0 && text[n - 1] == '0') {
        n--;
    }
    n -= n > 0 && text[n - 1] == '.';
    snprintf(text + n, size - (size_t)n, "%s", unit);
}

struct quantity_text axis_text(enum quantity_kind kind, double value, int digits, bool whole)
{
    struct quantity_text out;
    double near = whole ? round(value) : rounded(value, digits);
    switch (kind) {
    case QUANTITY_DURATION:
        return quantity_duration(round(near));
    case QUANTITY_RATE:
        print_plain(near, "/s", out.text, sizeof out.text);
        return out;
    case QUANTITY_RATIO:
        print_plain(near * 100, "%", out.text, sizeof out.text);
        return out;
    default:
        print_plain(near, "", out.text, sizeof out.text);
        return out;
    }
}

static bool out_of_memory(FILE *errors)
{
    fprintf(errors, "herdsim: out of memory\n");
    return false;
}

static bool longer(char ***list, size_t n)
{
    char **more = realloc(*list, n * sizeof *more);
    if (more == NULL) {
        return false;
    }
    *list = more;
    return true;
}

/* Room for one value more. */
static bool has_room(struct axis *a)
{
    double *x = realloc(a->x, (a->n + 1) * sizeof *x);
    if (x == NULL) {
        return false;
    }
    a->x = x;
    return longer(&a->set, a->n + 1) && longer(&a->value, a->n + 1);
}

static bool add(struct axis *a, const char *value, size_t length, FILE *errors)
{
    if (a->n == AXIS_VALUES_MAX) {
        fprintf(errors, "herdsim: --vary %s: more than %d values\n", printable_text(a->path).s, AXIS_VALUES_MAX);
        return false;
    }
    size_t path_n = strlen(a->path), size = path_n + length + 2;
    char *text = has_room(a) ? malloc(size) : NULL;
    if (text == NULL) {
        return out_of_memory(errors);
    }
    snprintf(text, size, "%s=%.*s", a->path, (int)length, value);
    struct quantity q;
    bool number = quantity_parse(text + path_n + 1, &q);
    a->set[a->n] = text;
    a->value[a->n] = text + path_n + 1;
    a->x[a->n] = number ? axis_si(&q) : (double)NAN;
    a->words = a->words || !number || (a->n > 0 && q.kind != a->kind);
    a->kind = number && a->n == 0 ? q.kind : a->kind;
    a->n++;
    return true;
}

/* The length up to the next comma that stands outside of brackets and quotes. */
static size_t until_comma(const char *text)
{
    int depth = 0;
    bool quoted = false;
    size_t n = 0;
    for (; text[n] != '\0' && (text[n] != ',' || depth > 0 || quoted); n++) {
        quoted = text[n] == '"' ? !quoted : quoted;
        depth += quoted ? 0 : (text[n] == '[' || text[n] == '{') - (text[n] == ']' || text[n] == '}');
    }
    return n;
}

static bool add_list(struct axis *a, const char *text, FILE *errors)
{
    for (;;) {
        size_t n = until_comma(text);
        if (n == 0) {
            fprintf(errors, "herdsim: --vary %s: expected a value, got nothing before or after a comma\n",
                    printable_text(a->path).s);
            return false;
        }
        for (size_t i = 0; i < a->n; i++) {
            if (strlen(a->value[i]) == n && strncmp(a->value[i], text, n) == 0) {
                fprintf(errors, "herdsim: --vary %s: %s stands there twice\n", printable_text(a->path).s,
                        printable_text(a->value[i]).s);
                return false;
            }
        }
        if (!add(a, text, n, errors)) {
            return false;
        }
        if (text[n] == '\0') {
            return true;
        }
        text += n + 1;
    }
}

/* "LO:HI" with what follows in *rest; false if the text is something else. */
static bool read_ends(const char *text, struct quantity *low, struct quantity *high, const char **rest)
{
    char part[2][64];
    for (int i = 0; i < 2; i++) {
        size_t n = strcspn(text, ":");
        if (n == 0 || n >= sizeof part[i]) {
            return false;
        }
        snprintf(part[i], sizeof part[i], "%.*s", (int)n, text);
        text += n;
        if (i == 0 && *text++ != ':') {
            return false;
        }
    }
    *rest = text;
    return quantity_parse(part[0], low) && quantity_parse(part[1], high);
}

/* A plain number is a count, too: 1:10k. */
static bool same_kind(struct quantity *low, struct quantity *high)
{
    if (low->kind == QUANTITY_COUNT) {
        low->kind = QUANTITY_PLAIN;
    }
    if (high->kind == QUANTITY_COUNT) {
        high->kind = QUANTITY_PLAIN;
    }
    if (low->kind == QUANTITY_PLAIN && low->value <= 0) { /* zero of anything */
        low->kind = high->kind;
    }
    return low->kind == high->kind;
}

static bool refuse(const char *path, const char *text, const char *expected, FILE *errors)
{
    fprintf(errors, "herdsim: --vary %s: expected %s, got '%s'\n", printable_text(path).s, expected,
            printable_text(text).s);
    return false;
}

static bool add_range(struct axis *a, const char *text, struct quantity low, struct quantity high, const char *rest,
                      FILE *errors)
{
    char *end = NULL;
    unsigned long n = *rest == ':' ? strtoul(rest + 1, &end, 10) : 0;
    a->log = end != NULL && strcmp(end, ":log") == 0;
    if (n < 2 || n > AXIS_VALUES_MAX || end == rest + 1 || (*end != '\0' && !a->log)) {
        return refuse(a->path, text, "LO:HI:N or LO:HI:N:log with N from 2 to 10000", errors);
    }
    if (!same_kind(&low, &high) || low.value >= high.value) {
        return refuse(a->path, text, "LO below HI, both of one kind", errors);
    }
    if (a->log && low.value <= 0) {
        return refuse(a->path, text, "LO above zero, for a logarithmic range", errors);
    }
    bool whole = low.kind == QUANTITY_PLAIN && floor(low.value) >= low.value && floor(high.value) >= high.value &&
                 high.value - low.value >= (double)(n - 1);
    for (unsigned long i = 0; i < n; i++) {
        double share = (double)i / (double)(n - 1);
        double value =
            a->log ? low.value * pow(high.value / low.value, share) : low.value + (high.value - low.value) * share;
        bool is_end = i == 0 || i == n - 1;
        struct quantity_text t = axis_text(low.kind,
                                           i == 0       ? low.value
                                           : i == n - 1 ? high.value
                                                        : value,
                                           is_end ? 15 : 4, whole);
        bool again = a->n > 0 && strcmp(a->value[a->n - 1], t.text) == 0;
        if (!again && !add(a, t.text, strlen(t.text), errors)) {
            return false;
        }
    }
    return true;
}

static const char *take_path(const char *text, char **path, FILE *errors)
{
    size_t n = strcspn(text, "=");
    if (n == 0 || text[n] == '\0' || text[n + 1] == '\0') {
        fprintf(errors, "herdsim: --vary: expected PATH=VALUES, as database.connections=50,100, got '%s'\n",
                printable_text(text).s);
        return NULL;
    }
    *path = strndup(text, n);
    if (*path == NULL) {
        out_of_memory(errors);
        return NULL;
    }
    return text + n + 1;
}

bool axis_parse(const char *text, struct axis *out, FILE *errors)
{
    *out = (struct axis){0};
    const char *values = take_path(text, &out->path, errors);
    if (values == NULL) {
        return false;
    }
    struct quantity low, high;
    const char *rest;
    return read_ends(values, &low, &high, &rest) ? add_range(out, values, low, high, rest, errors)
                                                 : add_list(out, values, errors);
}

bool axis_range(const char *text, char **path, struct quantity *low, struct quantity *high, FILE *errors)
{
    *path = NULL;
    const char *values = take_path(text, path, errors);
    if (values == NULL) {
        return false;
    }
    const char *rest;
    if (!read_ends(values, low, high, &rest) || *rest != '\0') {
        return refuse(*path, values, "LO:HI", errors);
    }
    return (same_kind(low, high) && low->value < high->value) ||
           refuse(*path, values, "LO below HI, both of one kind", errors);
}

void axis_free(struct axis *a)
{
    for (size_t i = 0; i < a->n; i++) {
        free(a->set[i]);
    }
    free(a->set);
    free(a->value);
    free(a->x);
    free(a->path);
    *a = (struct axis){0};
}
