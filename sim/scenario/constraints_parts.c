/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_parts.c: what the checks of all parts of a file have in common: where a value stands, how a limit is
 * told. */
#include "scenario/constraints_parts.h"

#include <stdarg.h>

#include "scenario/quantity.h"

#define POINTER_BYTES 300

struct errors_place constraints_at(struct reader *r, const cJSON *root, const char *format, ...)
{
    char pointer[POINTER_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(pointer, sizeof pointer, format, list);
    va_end(list);
    return errors_on_way(r->errors, root, pointer);
}

const char *constraints_duration(struct reader *r, int64_t ns)
{
    return arena_copy(r->arena, quantity_duration((double)ns).text);
}

void constraints_at_most(struct reader *r, struct errors_place place, uint64_t n, const char *limit, uint64_t most)
{
    if (reader_good_count(n) && reader_good_count(most) && n > most) {
        errors_add(r->errors, place, "expected at most %s (%llu), got %llu", limit, (unsigned long long)most,
                   (unsigned long long)n);
    }
}

void constraints_backoff(struct reader *r, const cJSON *root, const char *retry, const char *base,
                         const struct backoff *b)
{
    if (!reader_good_ns(b->base_ns) || !reader_good_ns(b->cap_ns) || b->base_ns <= b->cap_ns) {
        return;
    }
    errors_add(r->errors, constraints_at(r, root, "%s/%s", retry, base), "expected at most cap (%s), got %s",
               constraints_duration(r, b->cap_ns), constraints_duration(r, b->base_ns));
}
