/* SPDX-License-Identifier: GPL-3.0-or-later */
/* present.c: down the resolved tree: first in the variant's own patch, then in what all have in common (see present.h). */
#include "study/present.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *named(const cJSON *list, const char *name)
{
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, list)
    {
        const char *its = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(element, "name"));
        if (its != NULL && strcmp(its, name) == 0) {
            return element;
        }
    }
    return name[0] != '\0' && name[strspn(name, "0123456789")] == '\0' ? cJSON_GetArrayItem(list, atoi(name)) : NULL;
}

static const cJSON *walk(const cJSON *here, const char *path)
{
    const char *separator = path[0] == '/' ? "/" : ".";
    path += path[0] == '/';
    while (here != NULL) {
        char name[128];
        size_t n = strcspn(path, separator);
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), path);
        here = cJSON_IsArray(here) ? named(here, name) : cJSON_GetObjectItemCaseSensitive(here, name);
        if (path[n] == '\0') {
            break;
        }
        path += n + 1;
    }
    return here;
}

bool present_number(const struct scenario *s, size_t variant, const char *path, struct quantity *out)
{
    const cJSON *patches = cJSON_GetObjectItemCaseSensitive(s->resolved, "variants");
    const cJSON *patch = cJSON_GetObjectItemCaseSensitive(patches, s->variants[variant].variant);
    const cJSON *value = walk(patch, path);
    value = value != NULL ? value : walk(s->resolved, path);
    if (cJSON_IsNumber(value)) {
        *out = (struct quantity){QUANTITY_PLAIN, value->valuedouble};
        return true;
    }
    return cJSON_IsString(value) && quantity_parse(value->valuestring, out);
}
