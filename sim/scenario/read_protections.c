/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_protections.c: the protections that are switched on, with the fields that each declares itself. */
#include "scenario/read_parts.h"

#include <string.h>

#include "protections/registry.h"
#include "scenario/raw.h"

static void report_unknown(struct reader *r, const cJSON *member)
{
    const char *names[CONFIG_PROTECTIONS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < registry_n && n < CONFIG_PROTECTIONS_MAX; i++) {
        names[n++] = registry_protections[i]->name;
    }
    errors_add(r->errors, errors_at_key(member), "unknown protection%s", reader_hint(r, member->string, names, n));
}

static void read_one(struct reader *r, const cJSON *member, const struct protection *p, struct config *c)
{
    if (c->protections_n == CONFIG_PROTECTIONS_MAX) {
        errors_add(r->errors, errors_at(member), "more than %d protections at once", CONFIG_PROTECTIONS_MAX);
        return;
    }
    void *params = arena_take(r->arena, p->params_bytes);
    reader_fields(r, member, p->scenario.fields, params);
    c->protections[c->protections_n++] = (struct config_protection){.kind = p, .params = params};
}

/* Reads the member if it is the protection p, or the kind of it that the chooser names. */
static void read_if_chosen(struct reader *r, const cJSON *member, const struct protection *p, struct config *c)
{
    if (strcmp(member->string, p->name) != 0) {
        return;
    }
    const cJSON *chosen = p->choice == NULL ? NULL : tree_get(member, p->choice);
    if (p->choice == NULL || (cJSON_IsString(chosen) && strcmp(chosen->valuestring, p->scenario.value) == 0)) {
        read_one(r, member, p, c);
    }
}

static void check_member(struct reader *r, const cJSON *member)
{
    struct schema_kinds kinds;
    if (!schema_protection(member->string, &kinds)) {
        report_unknown(r, member);
    } else if (!cJSON_IsNull(member) && !cJSON_IsObject(member)) {
        reader_expected(r, member, "an object, or null for off");
    } else if (cJSON_IsObject(member) && reader_kind(r, member, &kinds) != NULL) {
        reader_unknown(r, member, NULL, &kinds);
    }
}

void read_protections_all(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config *c = &((struct raw *)out)->config;
    const cJSON *node = reader_container(r, owner, self, NULL), *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        check_member(r, member);
    }
    for (size_t i = 0; i < registry_n; i++) {
        cJSON_ArrayForEach(member, node)
        {
            if (cJSON_IsObject(member)) {
                read_if_chosen(r, member, registry_protections[i], c);
            }
        }
    }
}
