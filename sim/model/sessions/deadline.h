/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deadline.h: users who wait so long and no longer (private to the model).
 *
 * All sessions of a source have the same patience, so the one that opened first is the next to lose it: one pending
 * event per source is enough, and a session that ends in time costs no event.
 */
#ifndef HERDSIM_DEADLINE_H
#define HERDSIM_DEADLINE_H

#include "model/state/state.h"

/* A session has opened: if its source has a deadline, it is watched until deadline_unwatch. */
void deadline_watch(struct sim *sim, uint32_t session);
void deadline_unwatch(struct sim *sim, uint32_t session);

/* The event STATE_DEADLINE of a source: users_leave is called for every session that has missed it. */
void deadline_check(struct sim *sim, uint32_t source);

/* Whether reads of others, whose users are there, wait for what this request fetches, and its server knows of them. */
bool deadline_is_shared(const struct sim *sim, const struct request *r);

/* Whether what a request is for need not be done any more: its user has gone and took the work along
 * (cancel_on_deadline) and nobody else waits for it, or the process that worked on it has died. */
static inline bool deadline_drops(const struct sim *sim, const struct request *r)
{
    if (!sim->drops || r->session == SLOT_NONE) {
        return false;
    }
    const struct session *s = &sim->session[r->session];
    return r->crashed || (s->gone && sim->config->sources[s->source].cancel_on_deadline && !deadline_is_shared(sim, r));
}

#endif
