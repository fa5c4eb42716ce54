/* SPDX-License-Identifier: GPL-3.0-or-later */
/* failure.c: the last resort of a read, and the end of it (see failure.h). */
#include "model/requests/failure.h"

#include "model/caches/tier.h"
#include "model/requests/answer.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"

void failure_serve_stale(struct sim *sim, uint32_t slot)
{
    incident_log_note(sim, INCIDENT_STALE_SERVED, sim->request[slot].server);
    tier_served_expired(sim, sim->request[slot].key);
    answer_read(sim, slot, ANSWERED_STALE, sim->now_ns);
}

void failure_of_read(struct sim *sim, uint32_t slot)
{
    const struct request *r = &sim->request[slot];
    bool is_alive = !r->crashed && !sim->session[r->session].gone;
    if (is_alive && hooks_rescue(sim, slot)) {
        failure_serve_stale(sim, slot);
    } else {
        answer_read(sim, slot, ANSWERED_FAIL, sim->now_ns);
    }
}
