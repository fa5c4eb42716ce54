/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hooks.c: hooks that are called seldom, or behind a flag (see hooks.h). */
#include "model/state/hooks.h"

#include "base/ensure.h"
#include "base/memory.h"

bool hooks_init(struct hooks *h, const struct config *c, const uint64_t *bytes)
{
    ensure(c->protections_n <= CONFIG_PROTECTIONS_MAX);
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct protection *kind = c->protections[i].kind;
        h->bytes[i] = bytes[i];
        h->instance[i] = (struct protection_instance){
            .kind = kind, .params = c->protections[i].params, .state = memory_take(bytes[i]), .index = (uint32_t)i};
        h->n = i + 1;
        h->admits = h->admits || kind->admit != NULL || kind->dequeue != NULL || kind->newest != NULL;
        h->asks = h->asks || kind->query != NULL || kind->sent != NULL;
        h->rescues = h->rescues || kind->rescue != NULL;
        h->lifetimes = h->lifetimes || kind->ttl != NULL;
        if (h->instance[i].state == NULL) {
            return false;
        }
    }
    return true;
}

void hooks_release(struct hooks *h)
{
    for (size_t i = 0; i < h->n; i++) {
        memory_give(h->instance[i].state, h->bytes[i]);
    }
    *h = (struct hooks){0};
}

void hooks_start(struct sim *sim)
{
    HOOKS_EACH(sim, g, start)
    {
        g->kind->start(g, sim);
    }
}

bool hooks_admit(struct sim *sim, uint32_t server, uint64_t number)
{
    if (!sim->hooks.admits) {
        return true;
    }
    HOOKS_EACH(sim, g, admit)
    {
        if (g->kind->admit(g, sim, server, number) == ANSWER_REJECT) {
            return false;
        }
    }
    return true;
}

bool hooks_newest(struct sim *sim, uint32_t server)
{
    ensure(sim->server[server].accept_n > 0); /* else there is nobody to choose */
    if (!sim->hooks.admits) {
        return false;
    }
    HOOKS_EACH(sim, g, newest)
    {
        if (g->kind->newest(g, sim, server)) {
            return true;
        }
    }
    return false;
}

bool hooks_dequeue(struct sim *sim, uint32_t server, int64_t waited_ns)
{
    ensure(waited_ns >= 0);
    if (!sim->hooks.admits) {
        return true;
    }
    HOOKS_EACH(sim, g, dequeue)
    {
        if (g->kind->dequeue(g, sim, server, waited_ns) == ANSWER_REJECT) {
            return false;
        }
    }
    return true;
}

bool hooks_query(struct sim *sim, const struct fetch_info *fetch)
{
    HOOKS_EACH(sim, g, query)
    {
        if (g->kind->query(g, sim, fetch) == ANSWER_REJECT) {
            return false;
        }
    }
    HOOKS_EACH(sim, g, sent)
    {
        g->kind->sent(g, sim, fetch);
    }
    return true;
}

bool hooks_rescue(struct sim *sim, uint32_t request)
{
    if (!sim->hooks.rescues) {
        return false;
    }
    HOOKS_EACH(sim, g, rescue)
    {
        if (g->kind->rescue(g, sim, request) == ANSWER_STALE) {
            return true;
        }
    }
    return false;
}

bool hooks_shared(const struct sim *sim, uint32_t request)
{
    for (size_t i = 0; i < sim->hooks.n; i++) {
        const struct protection_instance *g = &sim->hooks.instance[i];
        if (g->kind->shared != NULL && g->kind->shared(g, sim, request)) {
            return true;
        }
    }
    return false;
}

void hooks_restart(struct sim *sim, enum restart what)
{
    HOOKS_EACH(sim, g, restart)
    {
        g->kind->restart(g, sim, what);
    }
}

bool hooks_rebuild(struct sim *sim)
{
    HOOKS_EACH(sim, g, rebuild)
    {
        if (g->kind->rebuild(g, sim)) {
            return true;
        }
    }
    return false;
}

void hooks_crash(struct sim *sim, uint32_t key)
{
    ensure(key < sim->config->keys.count);
    HOOKS_EACH(sim, g, crash)
    {
        g->kind->crash(g, sim, key);
    }
}

void hooks_timer(struct sim *sim, size_t index, uint32_t argument)
{
    ensure(index < sim->hooks.n && sim->hooks.instance[index].kind->timer != NULL);
    struct protection_instance *g = &sim->hooks.instance[index];
    g->kind->timer(g, sim, argument);
}
