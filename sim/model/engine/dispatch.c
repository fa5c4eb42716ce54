/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch.c: clock, windows, and who handles which event (see dispatch.h); the functions of
 * protection.h that concern no read.
 */
#include "model/engine/dispatch.h"

#include "base/ensure.h"
#include "base/rng.h"
#include "model/caches/local_read.h"
#include "model/engine/audit.h"
#include "model/engine/triggers.h"
#include "model/purposes.h"
#include "model/requests/database.h"
#include "model/requests/fetch.h"
#include "model/requests/pool.h"
#include "model/requests/read.h"
#include "model/sessions/users.h"
#include "model/state/hooks.h"

static void close_window(struct sim *sim, int64_t at_ns)
{
    ensure(at_ns >= sim->now_ns && at_ns <= sim->config->run.duration_ns);
    sim->now_ns = at_ns;
    if (sim->local.present) {
        local_read_settle(sim, at_ns - 1);
    }
    struct load_mean load = load_close(&sim->database.load, sim->meter.tally.start_ns, at_ns);
    struct meter_sample sample = {.sessions_in_flight = sim->sessions_open,
                                  .db_oldest_s = database_oldest_s(sim),
                                  .db_capacity_per_s = load.capacity_per_s,
                                  .db_shares = sim->database.shares,
                                  .db_share = load.share};
    audit_window(sim);
    meter_close_window(&sim->meter, at_ns, &sample);
    if (sim->options->progress != NULL) {
        atomic_store_explicit(&sim->options->progress->now_ns, at_ns, memory_order_relaxed);
        atomic_store_explicit(&sim->options->progress->reads, meter_count(&sim->meter, COUNTER_READS_ISSUED),
                              memory_order_relaxed);
    }
}

void dispatch_time(struct sim *sim, int64_t now_ns)
{
    ensure(now_ns >= sim->now_ns); /* time does not go back */
    while (__builtin_expect(now_ns >= sim->meter.window_end_ns, 0)) {
        close_window(sim, sim->meter.window_end_ns);
    }
    sim->now_ns = now_ns;
}

void dispatch_close(struct sim *sim, int64_t end_ns)
{
    while (sim->meter.window_end_ns < end_ns) {
        close_window(sim, sim->meter.window_end_ns);
    }
    close_window(sim, end_ns);
}

void dispatch_alarm(struct sim *sim)
{
    dispatch_time(sim, sim->database.alarm_ns);
    sim->events++;
    uint32_t request = SLOT_NONE;
    while (database_finished(sim, &request)) {
        fetch_done(sim, request);
    }
}

void dispatch_event(struct sim *sim, struct event event)
{
    sim->events++;
    switch (event.kind) {
    case STATE_SESSION_BEGIN:
        users_begin_held(sim, event.argument);
        return;
    case STATE_SESSION_END:
        users_end(sim, event.argument);
        return;
    case STATE_MISS_KNOWN:
        read_miss_known(sim, event.argument);
        return;
    case STATE_DEADLINE:
        users_deadline(sim, event.argument);
        return;
    case STATE_SESSION_RETRY:
        users_retry(sim, event.argument);
        return;
    case STATE_POOL_TIMEOUT:
        pool_timeout(sim, event.argument);
        return;
    case STATE_QUERY_DONE:
        if (database_done(sim, event.argument)) {
            fetch_done(sim, event.argument);
        }
        return;
    case STATE_QUERY_TIMEOUT:
        database_timeout(sim);
        return;
    case STATE_QUERY_AGAIN:
        database_again(sim, event.argument);
        return;
    case STATE_TRIGGER_OVER:
        triggers_end(sim, event.argument);
        return;
    case STATE_TRIGGER:
        triggers_do(sim, event.argument);
        return;
    default:
        hooks_timer(sim, event.kind - STATE_TIMER, event.argument);
        return;
    }
}

int64_t sim_now_ns(const struct sim *sim)
{
    return sim->now_ns;
}

const struct config *sim_config(const struct sim *sim)
{
    return sim->config;
}

void sim_count(struct sim *sim, enum counter c)
{
    state_count(sim, c);
}

void sim_timer(struct sim *sim, const struct protection_instance *g, int64_t delay_ns, uint32_t argument)
{
    ensure(delay_ns >= 0 && g->kind->timer != NULL);
    state_push(sim, sim->now_ns + delay_ns, (enum state_event)(STATE_TIMER + g->index), argument);
}

struct rng sim_rng_at(const struct sim *sim, const struct protection_instance *g, uint64_t a, uint64_t b)
{
    return rng_at(sim->config->run.seed, PURPOSE_PROTECTION + rng_hash_text(g->kind->name), a, b);
}

int64_t sim_round_trip_ns(struct sim *sim, const struct protection_instance *g, uint64_t a, uint64_t b)
{
    ensure(sim->tier.round_trip != NULL); /* there is a tier to go to */
    struct rng draw = sim_rng_at(sim, g, a, b);
    return dist_draw(sim->tier.round_trip, &draw);
}
