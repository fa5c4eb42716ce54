/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wanted.h: whether anybody still wants what a request is for (private to the model). */
#ifndef HERDSIM_WANTED_H
#define HERDSIM_WANTED_H

#include "model/state/hooks.h"

/* Whether anybody waits for the result of a request: the user of its read is there, or readers that wait for its fetch
 * are; what no read waits for (refresh, pre-warm) is always wanted. */
static inline bool wanted_by_somebody(struct sim *sim, uint32_t slot)
{
    const struct request *r = &sim->request[slot];
    return r->kind != FETCH_DEMAND || !sim->session[r->session].gone || hooks_wanted(sim, slot);
}

/* Whether what a request is for need not be done any more: its user has gone and took the work along
 * (cancel_on_deadline) and nobody else waits for it, or the process that worked on it has died. */
static inline bool wanted_no_more(const struct sim *sim, const struct request *r)
{
    if (!sim->drops || r->session == SLOT_NONE) {
        return false;
    }
    const struct session *s = &sim->session[r->session];
    return r->crashed || (s->gone && sim->config->sources[s->source].cancel_on_deadline &&
                          !hooks_shared(sim, (uint32_t)(r - sim->request)));
}

#endif
