/* SPDX-License-Identifier: GPL-3.0-or-later */
/* triggers.c: what a scenario plans takes effect when its instant has come (see triggers.h); each kind of event says in
 * events/ what that is.
 */
#include "model/engine/triggers.h"

#include "base/ensure.h"
#include "model/event.h"
#include "model/state/hooks.h"

void triggers_enter(struct sim *sim)
{
    for (size_t i = 0; i < sim->config->events_n; i++) {
        state_push(sim, sim->config->events[i].at_ns, STATE_TRIGGER, (uint32_t)i);
    }
}

void sim_cutover(struct sim *sim)
{
    ensure(sim->config->cache.present);
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
    ensure(number < sim->config->events_n && sim->config->events[number].at_ns <= sim->now_ns);
    sim->config->events[number].type->begin(sim, number);
}

void triggers_end(struct sim *sim, uint32_t number)
{
    ensure(number < sim->config->events_n);
    const struct event_type *type = sim->config->events[number].type;
    ensure(type->end != NULL); /* who enters STATE_TRIGGER_OVER says what to do then */
    type->end(sim, number);
}
