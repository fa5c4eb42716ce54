/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deadline.c: sessions of a source have equal deadlines, so they expire in the order of their coming and one event a
 * source suffices (see deadline.h).
 */
#include "model/sessions/deadline.h"

#include "base/ensure.h"
#include "model/state/timeout.h"

static int64_t patience_ns(const struct sim *sim, uint32_t source)
{
    return sim->config->sources[source].deadline_ns;
}

void deadline_go_on(struct sim *sim, uint32_t source)
{
    struct source_state *state = &sim->source[source];
    if (state->due.head != SLOT_NONE) {
        timeout_watch(sim, &state->deadline_set, sim->session[state->due.head].start_ns, patience_ns(sim, source),
                      STATE_DEADLINE, source);
    }
}

void deadline_watch(struct sim *sim, uint32_t session)
{
    ensure(!sim->session[session].watched && !sim->session[session].gone);
    ensure(sim->session[session].start_ns == sim->now_ns); /* so that the list is by deadline */
    struct session *s = &sim->session[session];
    if (patience_ns(sim, s->source) == TIME_NEVER) {
        return;
    }
    s->watched = true;
    list_add(&sim->source[s->source].due, &sim->session[0].due, sizeof *s, session);
    deadline_go_on(sim, s->source);
}

void deadline_unwatch(struct sim *sim, uint32_t session)
{
    struct session *s = &sim->session[session];
    if (s->watched) {
        s->watched = false;
        list_remove(&sim->source[s->source].due, &sim->session[0].due, sizeof *s, session);
    }
}

uint32_t deadline_overdue(struct sim *sim, uint32_t source)
{
    ensure(!sim->source[source].deadline_set);
    struct source_state *state = &sim->source[source];
    uint32_t oldest = state->due.head;
    if (oldest == SLOT_NONE || !timeout_is_over(sim, sim->session[oldest].start_ns, patience_ns(sim, source))) {
        return SLOT_NONE;
    }
    deadline_unwatch(sim, oldest);
    return oldest;
}
