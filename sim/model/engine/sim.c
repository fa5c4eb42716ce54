/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim.c: setting a simulation up, running it, taking it down (see sim.h). All memory is taken in set_up();
 * nothing on an event's path allocates.
 */
#include "model/engine/sim.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "model/caches/local_warm.h"
#include "model/caches/warm.h"
#include "model/engine/dispatch.h"
#include "model/engine/plan.h"
#include "model/engine/reference_loop.h"
#include "model/engine/triggers.h"
#include "model/event.h"
#include "model/requests/database.h"
#include "model/requests/fetch.h"
#include "model/sessions/deploy.h"
#include "model/sessions/users.h"
#include "model/state/hooks.h"
#include "model/state/reference.h"
#include "model/state/state.h"
#include "outcome/judge.h"

enum { STOP_CHECK_EVENTS = 1 << 14 };

static bool take_records(struct sim *sim, const struct plan *p)
{
    const struct config *c = sim->config;
    sim->session = memory_take(p->sessions_n * sizeof *sim->session);
    sim->request = memory_take(p->requests_n * sizeof *sim->request);
    sim->server = memory_take(c->servers.count * sizeof *sim->server);
    if (sim->session == NULL || sim->request == NULL || sim->server == NULL) {
        return false;
    }
    for (uint64_t i = 0; i < c->servers.count; i++) {
        sim->server[i] = (struct server){.accept = LIST_EMPTY, .pool = STATE_FIFO_EMPTY};
    }
    sim->drops = EVENT_ANY(c, crashes_processes);
    sim->source = calloc(c->sources_n, sizeof *sim->source);
    for (size_t i = 0; sim->source != NULL && i < c->sources_n; i++) {
        sim->source[i].due = LIST_EMPTY;
        sim->drops = sim->drops || c->sources[i].cancel_on_deadline;
        budget_init(&sim->source[i].budget, &c->sources[i].retry);
    }
    return sim->source != NULL && slots_init(&sim->session_slots, p->sessions_n) &&
           slots_init(&sim->request_slots, p->requests_n) && eventq_init(&sim->queue, p->events_n) &&
           eventq_init(&sim->soon, p->events_n) && database_init(sim);
}

static bool take_held_keys(struct sim *sim, const struct plan *p)
{
    struct held_keys *k = &sim->held_keys;
    k->reads_n = (uint32_t)p->held_reads_n;
    uint64_t reads_n = p->held_n * p->held_reads_n;
    k->key = memory_take(reads_n * sizeof *k->key);
    k->lookup_ns = memory_take(reads_n * sizeof *k->lookup_ns);
    k->node = calloc(p->held_reads_n + 1, sizeof *k->node);
    return slots_init(&k->slots, p->held_n) && k->key != NULL && k->lookup_ns != NULL && k->node != NULL;
}

static bool take_cache_tier(struct sim *sim, const struct plan *p)
{
    const struct config *c = sim->config;
    if (!c->cache.present) {
        return true;
    }
    sim->tier.builds = p->builds;
    sim->tier.round_trip = shelf_dist(sim->shelf, &c->cache.latency);
    const struct ring *ring = &sim->nodes.ring;
    return sim->tier.round_trip != NULL && nodes_init(&sim->nodes, c) &&
           cache_init(&sim->cache, c, p->per_entry_ttl, p->lead_ns, ring) &&
           (!p->builds || cache_init(&sim->tier.building, c, p->per_entry_ttl, p->lead_ns, ring));
}

static bool take_server_caches(struct sim *sim, const struct plan *p)
{
    if (deploy_planned(sim->config)) {
        sim->deploys = deploy_new(sim->config);
        if (sim->deploys == NULL) {
            return false;
        }
    }
    return !sim->config->servers.local.present || local_init(&sim->local, sim->config, p->local_entries_n);
}

static bool set_up(struct sim *sim, struct results **results)
{
    const struct config *c = sim->config;
    struct plan p = plan_of_config(c, sim->options->reference);
    bool ahead = sim->options->draw_ahead && !sim->options->reference;
    if (!meter_init(&sim->meter, c, results) || !take_records(sim, &p) || !take_held_keys(sim, &p) ||
        !take_cache_tier(sim, &p) || !take_server_caches(sim, &p) || !hooks_init(&sim->hooks, c, p.instance_bytes) ||
        !traffic_init(&sim->traffic, c, sim->nodes.matter ? &sim->nodes.epochs : NULL, ahead, sim->shelf)) {
        return false;
    }
    if (sim->options->reference) {
        sim->reference = reference_new();
        if (sim->reference == NULL) {
            return false;
        }
    }
    fetch_take_charge(sim);
    (*results)->prewarm = (struct prewarm_results){.started_s = NAN, .cutover_s = NAN};
    if (!warm_start(sim) || !local_warm_start(sim)) {
        return false;
    }
    triggers_enter(sim);
    hooks_start(sim);
    return true;
}

static void take_down(struct sim *sim)
{
    traffic_release(&sim->traffic);
    reference_free(sim->reference);
    hooks_release(&sim->hooks);
    cache_release(&sim->cache);
    cache_release(&sim->tier.building);
    local_release(&sim->local);
    deploy_free(sim->deploys);
    nodes_release(&sim->nodes);
    shelf_clear(&sim->own);
    database_free(sim);
    free(sim->source);

    struct held_keys *k = &sim->held_keys;
    uint64_t held_n = (uint64_t)k->slots.capacity * k->reads_n;
    memory_give(k->key, held_n * sizeof *k->key);
    memory_give(k->lookup_ns, held_n * sizeof *k->lookup_ns);
    free(k->node);
    slots_release(&k->slots);
    memory_give(sim->server, sim->config->servers.count * sizeof *sim->server);
    memory_give(sim->session, sim->session_slots.capacity * sizeof *sim->session);
    memory_give(sim->request, sim->request_slots.capacity * sizeof *sim->request);
    slots_release(&sim->session_slots);
    slots_release(&sim->request_slots);
    eventq_release(&sim->queue);
    eventq_release(&sim->soon);
    meter_release(&sim->meter);
}

/* Takes what comes next, an alarm, an event or a session; in this order at the same instant. False if
 * neither comes before end_ns. */
static bool step(struct sim *sim, int64_t end_ns)
{
    struct eventq *q = eventq_earlier(&sim->soon, &sim->queue);
    int64_t event_ns = eventq_first_ns(q), session_ns = sim->traffic.first_ns;
    if (__builtin_expect(sim->database.alarm_ns <= event_ns && sim->database.alarm_ns <= session_ns, 0)) {
        if (sim->database.alarm_ns >= end_ns) {
            return false;
        }
        dispatch_alarm(sim);
        return true;
    }
    if (event_ns <= session_ns) {
        if (event_ns >= end_ns) {
            return false;
        }
        struct event event = eventq_pop(q);
        dispatch_time(sim, event_ns);
        dispatch_event(sim, event);
        return true;
    }
    if (session_ns >= end_ns) {
        return false;
    }
    dispatch_time(sim, session_ns);
    struct arrival arrival;
    traffic_take(&sim->traffic, &arrival);
    users_open(sim, &arrival);
    return true;
}

static bool stop_asked(const struct sim *sim)
{
    return sim->options->stop != NULL && atomic_load_explicit(sim->options->stop, memory_order_relaxed);
}

/* Runs to the end; false if it was stopped before. */
static bool go(struct sim *sim)
{
    int64_t end_ns = sim->config->run.duration_ns;
    for (;;) {
        for (int i = 0; i < STOP_CHECK_EVENTS; i++) {
            if (!(sim->reference != NULL ? reference_loop_step(sim, end_ns) : step(sim, end_ns))) {
                return true;
            }
        }
        if (stop_asked(sim)) {
            return false;
        }
    }
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void conclude(struct sim *sim, bool complete)
{
    ensure(!complete || sim->now_ns <= sim->config->run.duration_ns);
    struct results *r = sim->meter.results;
    int64_t end_ns = complete ? sim->config->run.duration_ns : sim->now_ns;
    dispatch_close(sim, end_ns);
    meter_finish(&sim->meter, end_ns);
    r->partial = !complete;
    r->sessions_in_flight = sim->sessions_open;
    r->reads_in_flight = sim->reads_n + sim->unanswered_n;
    struct sim_memory memory = sim_memory_needed(sim->config);
    r->engine.events = sim->events;
    r->engine.reads = meter_count(&sim->meter, COUNTER_READS_ISSUED);
    r->engine.state_bytes = memory.total_bytes;
    r->engine.key_bytes = memory.key_bytes;
    judge_results(r);
}

enum sim_status sim_run(const struct config *c, const struct sim_options *options, struct results **out)
{
    double began_s = seconds_now();
    ensure(c->run.duration_ns > 0 && c->run.window_ns > 0 && c->run.warmup_ns >= 0);
    ensure(c->sources_n > 0 && c->servers.count > 0 && c->keys.count > 0 && c->keys.count < UINT32_MAX);
    ensure(c->run.warmup_ns % c->run.window_ns == 0); /* it ends where a window does */
    struct sim *sim = calloc(1, sizeof *sim);
    *out = NULL;
    if (sim == NULL) {
        return SIM_NO_MEMORY;
    }
    sim->config = c;
    sim->options = options;
    sim->shelf = options->shelf != NULL ? options->shelf : &sim->own;
    enum sim_status status = SIM_NO_MEMORY;
    if (set_up(sim, out)) {
        double ready_s = seconds_now();
        bool complete = go(sim);
        conclude(sim, complete);
        (*out)->engine.setup_s = ready_s - began_s;
        (*out)->engine.wall_s = seconds_now() - began_s;
        status = complete ? SIM_DONE : SIM_INTERRUPTED;
    } else {
        results_free(*out);
        *out = NULL;
    }
    take_down(sim);
    free(sim);
    return status;
}
