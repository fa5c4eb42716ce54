/* SPDX-License-Identifier: GPL-3.0-or-later */
/* triggers.c: what a scenario plans takes effect: cache restarts, expiries, cut-overs; the others are in nodes.c,
 * invalidate.c, deploy.c, outage.c (see triggers.h). Changes of traffic are part of the sources' rates (rate.c), and are
 * only noted here.
 */
#include "model/engine/triggers.h"

#include <math.h>

#include "base/ensure.h"
#include "model/caches/invalidate.h"
#include "model/requests/outage.h"
#include "model/sessions/deploy.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"

void triggers_enter(struct sim *sim)
{
    for (size_t i = 0; i < sim->config->events_n; i++) {
        state_push(sim, sim->config->events[i].at_ns, STATE_TRIGGER, (uint32_t)i);
    }
}

static void rebuild(struct sim *sim)
{
    struct prewarm_results *p = &sim->meter.results->prewarm;
    bool under_way = !isnan(p->started_s) && !(p->cutover_s >= p->started_s);
    p->started_s = under_way ? p->started_s : (double)sim->now_ns / (double)NS_PER_S;
    if (!hooks_rebuild(sim)) { /* otherwise it will call sim_cutover when the new cache is ready */
        sim_cutover(sim);
    }
}

void sim_cutover(struct sim *sim)
{
    struct results *r = sim->meter.results;
    r->prewarm.cutover_s = (double)sim->now_ns / (double)NS_PER_S;
    if (sim->tier.builds) {
        struct cache old = sim->cache;
        sim->cache = sim->tier.building;
        sim->tier.building = old;
        cache_clear(&sim->tier.building);
    } else {
        cache_clear(&sim->cache);
    }
    hooks_restart(sim, RESTART_CACHE);
}

void triggers_do(struct sim *sim, uint32_t number)
{
    const struct config_event *e = &sim->config->events[number];
    switch (e->kind) {
    case EVENT_CACHE_RESTART:
        incident_log_trigger(sim, number);
        cache_clear(&sim->cache);
        hooks_restart(sim, RESTART_CACHE);
        return;
    case EVENT_EXPIRE_ALL:
        incident_log_trigger(sim, number);
        cache_expire_all(&sim->cache);
        return;
    case EVENT_EXPIRE_KEY:
        incident_log_trigger(sim, number);
        cache_drop(&sim->cache, (uint32_t)(e->key_rank - 1));
        return;
    case EVENT_CUTOVER:
        incident_log_trigger(sim, number);
        rebuild(sim);
        return;
    case EVENT_NODE_LOSS:
    case EVENT_NODE_RETURN:
        nodes_change(sim, number);
        return;
    case EVENT_INVALIDATE:
        incident_log_trigger(sim, number);
        invalidate_keys(sim, e, number);
        return;
    case EVENT_DEPLOY:
        deploy_down(sim, number);
        return;
    case EVENT_DB_SLOW:
    case EVENT_DB_DOWN:
        outage_begin(sim, number);
        return;
    case EVENT_LOCK_HOLDER_CRASH:
        incident_log_trigger(sim, number);
        hooks_crash(sim, (uint32_t)(e->key_rank - 1));
        return;
    case EVENT_TRAFFIC:
        incident_log_trigger(sim, number);
        return;
    default:
        ensure(e->kind < EVENT_TRAFFIC);
    }
}

void triggers_end(struct sim *sim, uint32_t number)
{
    if (sim->config->events[number].kind == EVENT_DEPLOY) {
        deploy_up(sim, number);
    } else {
        outage_end(sim, number);
    }
}
