/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook_fixture.h: one protection alone, its hooks called by hand, with as much of a simulation behind it as they use: a
 * clock, servers, counters, the log of incidents.
 */
#ifndef HERDSIM_TESTS_HOOK_FIXTURE_H
#define HERDSIM_TESTS_HOOK_FIXTURE_H

#include "fixture.h"
#include "model/state/state.h"

struct hook_fixture {
    struct fixture f;
    struct sim sim;
    struct protection_instance *instance;
};

/* Of the protection that is the only one in the config of `f`, which is copied. To be freed with hook_fixture_free. */
static inline struct hook_fixture *hook_fixture_new(const struct fixture *f)
{
    struct hook_fixture *h = calloc(1, sizeof *h);
    cr_assert_not_null(h);
    cr_assert_eq(f->c.protections_n, 1);
    h->f = *f;
    h->f.c.sources = h->f.source;
    h->f.c.events = h->f.event;
    h->f.c.protections[0].params = h->f.params[0];
    h->sim.config = &h->f.c;
    h->sim.server = calloc(h->f.c.servers.count, sizeof *h->sim.server);
    h->sim.meter.results = calloc(1, sizeof *h->sim.meter.results);
    h->instance = &h->sim.hooks.instance[0];
    const struct protection *kind = h->f.c.protections[0].kind;
    size_t bytes = kind->state_bytes != NULL ? kind->state_bytes(h->f.params[0], &h->f.c) : 0;
    *h->instance = (struct protection_instance){.kind = kind, .params = h->f.params[0], .state = calloc(1, bytes + 1)};
    cr_assert(h->sim.server != NULL && h->sim.meter.results != NULL && h->instance->state != NULL);
    if (kind->start != NULL) {
        kind->start(h->instance, &h->sim);
    }
    return h;
}

static inline void hook_fixture_free(struct hook_fixture *h)
{
    free(h->instance->state);
    free(h->sim.meter.results);
    free(h->sim.server);
    free(h);
}

/* A demand fetch of that name asks; if it may, it is sent. */
static inline bool hook_fixture_query(struct hook_fixture *h, uint32_t server, uint32_t id)
{
    const struct fetch_info info = {.kind = FETCH_DEMAND, .server = server, .id = id};
    const struct protection *kind = h->instance->kind;
    if (kind->query(h->instance, &h->sim, &info) == ANSWER_REJECT) {
        return false;
    }
    kind->sent(h->instance, &h->sim, &info);
    return true;
}

/* Its end. */
static inline void hook_fixture_reply(struct hook_fixture *h, uint32_t server, uint32_t id, enum fetch_end end)
{
    const struct fetch_info info = {
        .kind = FETCH_DEMAND, .ok = end == FETCH_OK, .end = end, .server = server, .id = id};
    h->instance->kind->reply(h->instance, &h->sim, &info);
}

/* What its check says of the config; NULL if nothing. */
static inline const char *hook_fixture_check(const struct fixture *f)
{
    const struct config_protection *p = &f->c.protections[0];
    const char *field = NULL;
    return p->kind->check(p->params, &f->c, &field);
}

#endif
