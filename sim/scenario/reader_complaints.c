/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader_complaints.c: what all readers say in the same words: what was expected, what is missing, what was perhaps
 * meant. */
#include <stdarg.h>
#include <string.h>

#include "base/closest.h"
#include "base/folder_name.h"
#include "scenario/reader.h"

void reader_expected(struct reader *r, const cJSON *node, const char *expected)
{
    errors_add(r->errors, errors_at(node), "expected %s, got %s", expected, tree_describe(r->arena, node));
}

static const char *step(struct reader *r, const char *name)
{
    size_t bytes = strlen(name) + 2;
    char *pointer = arena_take(r->arena, bytes);
    snprintf(pointer, bytes, "/%s", name);
    return pointer;
}

void reader_missing(struct reader *r, const cJSON *owner, const char *name, const char *format, ...)
{
    char what[500];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (!r->partial && owner != NULL) {
        errors_add(r->errors, errors_below(owner, step(r, name)), "missing: %s", what);
    }
}

const char *reader_hint(struct reader *r, const char *word, const char *const *words, size_t n)
{
    const char *close = closest_of(word, words, n);
    if (close == NULL) {
        return "";
    }
    size_t bytes = strlen(close) + sizeof " (did you mean \"\"?)";
    char *hint = arena_take(r->arena, bytes);
    snprintf(hint, bytes, " (did you mean \"%s\"?)", close);
    return hint;
}

bool reader_check_name(struct reader *r, struct errors_place place, const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    if (strlen(name) > FOLDER_NAME_BYTES_MAX) {
        errors_add(r->errors, place, "expected a name of 1 to %d characters, got %zu", FOLDER_NAME_BYTES_MAX,
                   strlen(name));
        return false;
    }
    if (name[0] != '\0' && strchr("._-", name[0]) == NULL && name[strspn(name, allowed)] == '\0') {
        return true;
    }
    errors_add(r->errors, place,
               "expected a name of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, got \"%s\"",
               tree_printable(r->arena, name, 40));
    return false;
}

bool reader_check_variant_name(struct reader *r, struct errors_place place, const char *name)
{
    if (folder_name_is_taken(name)) {
        errors_add(r->errors, place,
                   "a variant cannot be called \"%s\": its folder would stand where the results have theirs", name);
        return false;
    }
    return reader_check_name(r, place, name);
}
