/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deadline.c: sessions of a source have equal deadlines, so they expire in the order of their coming and one event a
 * source suffices (see deadline.h).
 */
#include "model/sessions/deadline.h"

#include "model/sessions/users.h"

static int64_t due_ns(const struct sim *sim, uint32_t session)
{
    const struct session *s = &sim->session[session];
    int64_t patience_ns = sim->config->sources[s->source].deadline_ns;
    return patience_ns < TIME_NEVER - s->start_ns ? s->start_ns + patience_ns : TIME_NEVER;
}

static void set(struct sim *sim, uint32_t source)
{
    struct source_state *state = &sim->source[source];
    if (!state->deadline_set && state->due.head != SLOT_NONE) {
        state->deadline_set = true;
        state_push(sim, due_ns(sim, state->due.head), STATE_DEADLINE, source);
    }
}

void deadline_watch(struct sim *sim, uint32_t session)
{
    struct session *s = &sim->session[session];
    if (sim->config->sources[s->source].deadline_ns == TIME_NEVER) {
        return;
    }
    s->watched = true;
    list_add(&sim->source[s->source].due, &sim->session[0].due, sizeof *s, session);
    set(sim, s->source);
}

void deadline_unwatch(struct sim *sim, uint32_t session)
{
    struct session *s = &sim->session[session];
    if (s->watched) {
        s->watched = false;
        list_remove(&sim->source[s->source].due, &sim->session[0].due, sizeof *s, session);
    }
}

void deadline_check(struct sim *sim, uint32_t source)
{
    struct source_state *state = &sim->source[source];
    state->deadline_set = false;
    while (state->due.head != SLOT_NONE && due_ns(sim, state->due.head) <= sim->now_ns) {
        uint32_t session = state->due.head;
        deadline_unwatch(sim, session);
        users_leave(sim, session);
    }
    set(sim, source);
}

bool deadline_is_shared(const struct sim *sim, const struct request *r)
{
    for (size_t i = 0; i < sim->instances_n; i++) {
        const struct protection_instance *g = &sim->instance[i];
        if (g->kind->shared != NULL && g->kind->shared(g, sim, (uint32_t)(r - sim->request))) {
            return true;
        }
    }
    return false;
}
