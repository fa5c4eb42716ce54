/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overridden.c: a value is found again by its origin: what no origin of a --set leads to has been covered (see
 * overridden.h).
 */
#include "scenario/overridden.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_CHARACTERS 200

/* Whether a value of that document stands in the tree. Objects do not count: a --set makes those on its way,
 * and they stay where a patch replaces all that is in them. */
static bool stands(const struct tree_origins *origins, const cJSON *node, uint32_t document)
{
    int origin = tree_origin(node);
    if (!cJSON_IsObject(node) && origin > 0 && origins->list[origin].document == document) {
        return true;
    }
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        if (stands(origins, child, document)) {
            return true;
        }
    }
    return false;
}

/* The same --set for one variant: its path as given if that can hold the name, otherwise as a pointer. */
static const char *for_variant(struct scenario_arena *arena, const char *set, const char *variant)
{
    struct memory_stream stream;
    FILE *out = arena_stream(&stream);
    const char *value = set + strcspn(set, "=");
    if (set[0] == '/') {
        fprintf(out, "/variants/%s%s", variant, set);
    } else if (strchr(variant, '.') == NULL) {
        fprintf(out, "variants.%s.%s", variant, set);
    } else {
        fprintf(out, "/variants/%s/", variant);
        for (const char *c = set; c < value; c++) {
            fputs(*c == '.' ? "/" : *c == '/' ? "~1" : *c == '~' ? "~0" : (const char[]){*c, '\0'}, out);
        }
        fputs(value, out);
    }
    char *text = arena_must(memory_stream_close(&stream, NULL));
    const char *copy = tree_printable(arena, text, SHOWN_CHARACTERS);
    free(text);
    return copy;
}

void overridden_find(struct scenario *s, const struct tree_origins *origins, const struct overridden_set *sets,
                     size_t sets_n, const char *variant, const cJSON *base, const cJSON *merged)
{
    for (size_t i = 0; i < sets_n; i++) {
        if (stands(origins, base, sets[i].document) && !stands(origins, merged, sets[i].document)) {
            s->overridden =
                arena_grow(s->arena, s->overridden, s->overridden_n, &s->overridden_capacity, sizeof *s->overridden);
            s->overridden[s->overridden_n++] =
                (struct scenario_overridden){.set = tree_printable(s->arena, sets[i].text, SHOWN_CHARACTERS),
                                             .variant = variant,
                                             .instead = for_variant(s->arena, sets[i].text, variant)};
        }
    }
}
