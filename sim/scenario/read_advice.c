/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_advice.c: the options of "advise", each for itself; what they have to do with each other is seen when all are known
 * (advice.c). */
#include "scenario/read_parts.h"

#include "scenario/scenario.h"

void read_advice_change(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    (void)out;
    const cJSON *node = tree_get(owner, self->name);
    if (node != NULL && !cJSON_IsObject(node)) {
        reader_expected(r, node, "an object: a patch of the scenario");
    }
}

void read_advice_excludes(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    (void)out; /* names are looked up when all are known */
    const cJSON *node = tree_get(owner, self->name), *name = NULL;
    if (node != NULL && !cJSON_IsArray(node)) {
        reader_expected(r, node, "a list of names of options");
        return;
    }
    cJSON_ArrayForEach(name, node)
    {
        if (!cJSON_IsString(name)) {
            reader_expected(r, name, "the name of an option");
        }
    }
}

void read_advice_options(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct scenario_advice *advice = out;
    size_t n = 0;
    const cJSON *node = reader_container(r, owner, self, &n), *element = NULL;
    if (node == NULL) {
        return;
    }
    if (n == 0) {
        reader_expected(r, node, "one option or more");
    }
    cJSON_ArrayForEach(element, node)
    {
        struct scenario_option *option = &advice->option[advice->options_n];
        if (advice->options_n == n) {
            break;
        }
        advice->options_n++;
        if (!cJSON_IsObject(element)) {
            reader_expected(r, element, "an object with \"name\", \"cost\" and \"change\"");
            continue;
        }
        reader_object(r, element, self->object, option);
    }
}
