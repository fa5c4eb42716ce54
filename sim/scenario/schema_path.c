/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_path.c: down the tables, step by step (see schema_path.h). */
#include "scenario/schema_path.h"

#include <stdio.h>
#include <string.h>

#include "scenario/schema_tables.h"

static const struct field *field_of_kinds(const struct schema_kinds *kinds, const char *name)
{
    const struct field *f = NULL;
    for (size_t k = 0; k < kinds->n && f == NULL; k++) {
        f = kinds->kind[k]->fields == NULL ? NULL : schema_field(kinds->kind[k]->fields, name);
    }
    return f;
}

static const struct field *field_of_object(const struct schema_object *object, const char *name)
{
    const struct field *f = object->fields == NULL ? NULL : schema_field(object->fields, name);
    return f != NULL || object->kinds == NULL ? f : field_of_kinds(object->kinds, name);
}

const struct field *schema_path_field(const char *path)
{
    const char *separator = path[0] == '/' ? "/" : ".";
    struct schema_at at = schema_tables_top();
    const char *step = path[0] == '/' ? path + 1 : path;
    for (;;) {
        char name[128];
        size_t n = strcspn(step, separator);
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), step);
        if (step[n] == '\0') {
            return at.is == SCHEMA_AT_OBJECT  ? field_of_object(at.object, name)
                   : at.is == SCHEMA_AT_KINDS ? field_of_kinds(&at.kinds, name)
                                              : NULL;
        }
        at = schema_descend(&at, name);
        step += n + 1;
    }
}
