/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_envelope.c: the arithmetic of several variants without saying anything twice: first the sections that
 * all have in common, then for each variant the others; variants of equal numbers stand together.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory_stream.h"
#include "report/report.h"
#include "report/terminal/arithmetic.h"
#include "report/text.h"

#define SECTIONS_MAX 12
#define MOTTO "arithmetic only, nothing is simulated"

struct envelope {
    char *text;
    const char *section[SECTIONS_MAX]; /* into the text, terminated, each ending with its newline */
    size_t sections_n;
};

static bool compute(struct envelope *e, const struct config *c)
{
    struct memory_stream stream;
    if (!memory_stream_open(&stream)) {
        return false;
    }
    arithmetic_print(c, stream.out);
    e->text = memory_stream_close(&stream, NULL);
    return e->text != NULL;
}

/* Cuts the text at its empty lines. */
static void cut(struct envelope *e)
{
    char *rest = e->text;
    while (rest != NULL && rest[0] == '\n') {
        *rest++ = '\0'; /* ends the section before, too */
        ensure(e->sections_n < SECTIONS_MAX);
        e->section[e->sections_n++] = rest;
        char *end = strstr(rest, "\n\n");
        rest = end == NULL ? NULL : end + 1;
    }
}

static bool has(const struct envelope *e, const char *section)
{
    for (size_t i = 0; i < e->sections_n; i++) {
        if (strcmp(e->section[i], section) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_common(const struct envelope *e, size_t n, const char *section)
{
    for (size_t i = 0; i < n; i++) {
        if (!has(&e[i], section)) {
            return false;
        }
    }
    return true;
}

static bool are_equal(const struct envelope *a, const struct envelope *b)
{
    bool equal = a->sections_n == b->sections_n;
    for (size_t i = 0; equal && i < a->sections_n; i++) {
        equal = strcmp(a->section[i], b->section[i]) == 0;
    }
    return equal;
}

/* The first variant with the numbers of this one. */
static size_t leader(const struct envelope *e, size_t which)
{
    size_t first = 0;
    while (!are_equal(&e[first], &e[which])) {
        first++;
    }
    return first;
}

/* How many sections e[which] has that all n have in common. */
static size_t common_n(const struct envelope *e, size_t n, size_t which)
{
    size_t count = 0;
    for (size_t i = 0; i < e[which].sections_n; i++) {
        count += is_common(e, n, e[which].section[i]);
    }
    return count;
}

/* Prints those, or the others. */
static void print_sections(const struct envelope *e, size_t n, size_t which, bool common, FILE *out)
{
    for (size_t i = 0; i < e[which].sections_n; i++) {
        if (is_common(e, n, e[which].section[i]) == common) {
            fprintf(out, "\n%s", e[which].section[i]);
        }
    }
}

/* "variant a, b": those with the numbers of variant `first`. */
static void print_names(const struct envelope *e, const struct config *variants, size_t n, size_t first, FILE *out)
{
    for (size_t i = first; i < n; i++) {
        if (leader(e, i) == first) {
            fprintf(out, "%s%s", i == first ? "variant " : ", ", text_clip(variants[i].variant, 60).s);
        }
    }
}

static void print_variants(const struct envelope *e, const struct config *variants, size_t n, FILE *out)
{
    bool alike = true;
    for (size_t i = 0; i < n; i++) {
        alike = alike && leader(e, i) == 0;
    }
    if (alike) {
        print_names(e, variants, n, 0, out);
        fputs(": " MOTTO "\n", out);
        print_sections(e, n, 0, true, out);
        return;
    }
    fprintf(out, "all %zu variants: " MOTTO "\n", n);
    print_sections(e, n, 0, true, out);
    for (size_t i = 0; i < n; i++) {
        if (leader(e, i) == i) {
            fputc('\n', out);
            print_names(e, variants, n, i, out);
            size_t shared = common_n(e, n, i);
            fputs(shared == e[i].sections_n ? ": nothing else\n" : shared > 0 ? ", besides:\n" : ":\n", out);
            print_sections(e, n, i, false, out);
        }
    }
}

bool report_envelope(const char *title, const struct config *variants, size_t n, FILE *out)
{
    struct envelope *e = calloc(n, sizeof *e);
    bool good = e != NULL;
    for (size_t i = 0; good && i < n; i++) {
        good = compute(&e[i], &variants[i]);
        if (good) {
            cut(&e[i]);
        }
    }
    if (good) {
        fprintf(out, "%s%s", text_clip(title, 95).s, title[0] != '\0' ? "\n" : "");
        print_variants(e, variants, n, out);
    }
    for (size_t i = 0; e != NULL && i < n; i++) {
        free(e[i].text);
    }
    free(e);
    return good;
}
