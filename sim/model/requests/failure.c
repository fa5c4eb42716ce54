/* SPDX-License-Identifier: GPL-3.0-or-later */
/* failure.c: the last resort of a read, and the end of it (see failure.h). */
#include "model/requests/failure.h"

#include "base/ensure.h"
#include "model/caches/tier.h"
#include "model/requests/answer.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"

static void serve_stale(struct sim *sim, uint32_t slot, enum answered how)
{
    ensure(sim->config->cache.present && !sim->request[slot].crashed);
    incident_log_note(sim, INCIDENT_STALE_SERVED, sim->request[slot].server);
    tier_served_expired(sim, sim->request[slot].key);
    answer_read(sim, slot, how, sim->now_ns);
}

void failure_serve_stale(struct sim *sim, uint32_t slot)
{
    serve_stale(sim, slot, ANSWERED_STALE_AT_ONCE);
}

/* Somebody else's query has filled the entry meanwhile: what is there is no longer old. */
static bool is_fresh_again(const struct sim *sim, uint32_t key)
{
    uint32_t tick = cache_tick(&sim->cache, sim->now_ns);
    return sim->config->cache.present && cache_look(&sim->cache, key, tick) != CACHE_STALE;
}

void failure_of_read(struct sim *sim, uint32_t slot)
{
    ensure(sim->request[slot].kind == FETCH_DEMAND && sim->request[slot].session != SLOT_NONE);
    const struct request *r = &sim->request[slot];
    bool is_alive = !r->crashed && !sim->session[r->session].gone;
    if (is_alive && hooks_rescue(sim, slot)) {
        uint32_t key = sim->request[slot].key;
        if (is_fresh_again(sim, key)) {
            state_count(sim, COUNTER_CACHE_LOOKUPS);
            tier_served(sim, key, cache_tick(&sim->cache, sim->now_ns));
            answer_read(sim, slot, ANSWERED_JOIN, sim->now_ns);
        } else {
            serve_stale(sim, slot, ANSWERED_STALE);
        }
    } else {
        answer_read(sim, slot, ANSWERED_FAIL, sim->now_ns);
    }
}
