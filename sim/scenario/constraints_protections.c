/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_protections.c: what protections need from the rest of a scenario. */
#include "scenario/constraints_parts.h"

#include "model/event.h"
#include "protections/registry.h"

static void check_protection(struct reader *r, const cJSON *root, const struct config *c,
                             const struct config_protection *p)
{
    const struct protection *kind = p->kind;
    struct errors_place place = constraints_at(r, root, "/protections/%s", kind->name);
    if (kind->needs_tier && !c->cache.present) {
        errors_add(r->errors, place, "means nothing without a cache (\"cache\" is null)");
        return;
    }
    if (kind->needs_cache && !c->cache.present && !c->servers.local.present) {
        errors_add(r->errors, place,
                   "means nothing without a cache (\"cache\" is null, and there is no app_servers.local_cache)");
        return;
    }
    if (kind->needs_ttl && c->cache.ttl_ns == TIME_NEVER) {
        errors_add(r->errors, place, "means nothing without cache.ttl: entries never expire");
        return;
    }
    if (kind->rebuild != NULL && !EVENT_ANY(c, moves_traffic)) {
        errors_add(r->errors, place, "means nothing without an event \"cutover\"");
        return;
    }
    const char *field = NULL;
    const char *why = kind->check != NULL && errors_now(r->errors) == 0 ? kind->check(p->params, c, &field) : NULL;
    if (why != NULL) {
        errors_add(r->errors, field == NULL ? place : constraints_at(r, root, "/protections/%s/%s", kind->name, field),
                   "%s", why);
    }
}

void constraints_protections(struct reader *r, const cJSON *root, const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        check_protection(r, root, c, &c->protections[i]);
    }
}
