/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state.c: entering events, into whichever queue the run uses (see state.h). */
#include "model/state/state.h"

#include "model/state/reference.h"

uint64_t state_reserve(struct sim *sim)
{
    return eventq_reserve(&sim->queue);
}

void state_push_at(struct sim *sim, int64_t time_ns, uint64_t place, enum state_event kind, uint32_t argument)
{
    if (sim->reference != NULL) {
        reference_push(sim->reference, time_ns, place, kind, argument);
    } else {
        struct eventq *q = kind == STATE_MISS_KNOWN || kind == STATE_SESSION_END ? &sim->soon : &sim->queue;
        eventq_push_at(q, time_ns, place, (struct event){.kind = kind, .argument = argument});
    }
}

void state_push(struct sim *sim, int64_t time_ns, enum state_event kind, uint32_t argument)
{
    state_push_at(sim, time_ns, state_reserve(sim), kind, argument);
}
