/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool.c: a counter of connections and a queue of requests per server; waits are equally long at most, so one event
 * a server watches over them (see pool.h).
 */
#include "model/requests/pool.h"

#include "base/ensure.h"
#include "model/requests/database.h"
#include "model/requests/wanted.h"
#include "model/state/incident_log.h"
#include "model/state/timeout.h"

static __attribute__((noinline)) void note_full(struct sim *sim, const struct server *server)
{
    uint32_t number = (uint32_t)(server - sim->server);
    incident_log_note(sim, INCIDENT_POOL_FULL, number);
    if (sim->meter.level[LEVEL_POOLS_FULL].value == sim->config->servers.count) {
        incident_log_note(sim, INCIDENT_POOLS_FULL, UINT32_MAX);
    }
}

static inline __attribute__((always_inline)) void change(struct sim *sim, struct server *server, int by)
{
    uint64_t size = sim->config->servers.pool_size;
    bool was_full = server->pool_in_use >= size;
    ensure(by > 0 ? !was_full : server->pool_in_use > 0);
    server->pool_in_use += (uint64_t)(int64_t)by;
    bool is_full = server->pool_in_use >= size;
    struct meter *m = &sim->meter;
    uint64_t all = m->level[LEVEL_POOL_IN_USE].value + (uint64_t)(int64_t)by;
    meter_level_set(m, LEVEL_POOL_IN_USE, sim->now_ns, all);
    if (was_full != is_full) {
        uint64_t full = m->level[LEVEL_POOLS_FULL].value + (is_full ? 1 : UINT64_MAX);
        meter_level_set(m, LEVEL_POOLS_FULL, sim->now_ns, full);
        if (is_full) {
            note_full(sim, server);
        }
    }
    if (by > 0 && server->pool_in_use > m->results->pool_in_use_peak) {
        m->results->pool_in_use_peak = server->pool_in_use;
    }
}

/* The fetch has its connection; false (and the fetch is over) if nothing comes of it. */
static inline __attribute__((always_inline)) bool go_to_database(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    if (wanted_no_more(sim, f)) {
        sim->database.lost(sim, SLOT_NONE, slot, FETCH_DROPPED);
        return false;
    }
    histogram_record(&sim->meter.results->pool_wait, (uint64_t)(sim->now_ns - f->since_ns));
    if (database_submit(sim, slot)) {
        return true;
    }
    sim->database.lost(sim, SLOT_NONE, slot, FETCH_DB_ERROR);
    return false;
}

static void watch(struct sim *sim, uint32_t server_number)
{
    struct server *server = &sim->server[server_number];
    if (server->pool.n > 0) {
        timeout_watch(sim, &server->timeout_set, sim->request[server->pool.head].since_ns,
                      sim->config->servers.pool_wait_timeout_ns, STATE_POOL_TIMEOUT, server_number);
    }
}

/* None is free. */
static __attribute__((noinline)) void wait_in_line(struct sim *sim, uint32_t slot)
{
    uint32_t server_number = sim->request[slot].server;
    struct server *server = &sim->server[server_number];
    state_fifo_add(&server->pool, slot, &sim->request[server->pool.n > 0 ? server->pool.tail : slot].next);
    if (server->pool.n > sim->meter.pool_waiting_peak) {
        sim->meter.pool_waiting_peak = server->pool.n;
    }
    watch(sim, server_number);
}

void pool_want(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    struct server *server = &sim->server[f->server];
    f->since_ns = sim->now_ns;
    f->stage = STAGE_POOL;
    if (server->pool_in_use >= sim->config->servers.pool_size) {
        wait_in_line(sim, slot);
        return;
    }
    change(sim, server, 1);
    if (!go_to_database(sim, slot)) {
        pool_release(sim, (uint32_t)(server - sim->server));
    }
}

static uint32_t take_waiting(struct sim *sim, struct server *server)
{
    uint32_t slot = state_fifo_take(&server->pool, sim->request[server->pool.head].next);
    state_prefetch_queue(sim, &server->pool);
    return slot;
}

/* Until one gets past the database's door. */
static __attribute__((noinline)) bool hand_on(struct sim *sim, struct server *server)
{
    while (server->pool.n > 0) {
        if (go_to_database(sim, take_waiting(sim, server))) {
            return true;
        }
    }
    return false;
}

void pool_release(struct sim *sim, uint32_t server_number)
{
    struct server *server = &sim->server[server_number];
    if (server->pool.n == 0 || !hand_on(sim, server)) {
        change(sim, server, -1);
    }
}

void pool_timeout(struct sim *sim, uint32_t server_number)
{
    ensure(sim->server[server_number].timeout_set);
    struct server *server = &sim->server[server_number];
    int64_t limit_ns = sim->config->servers.pool_wait_timeout_ns;
    server->timeout_set = false;
    while (server->pool.n > 0 && timeout_is_over(sim, sim->request[server->pool.head].since_ns, limit_ns)) {
        uint32_t slot = take_waiting(sim, server);
        state_count(sim, COUNTER_POOL_TIMED_OUT);
        incident_log_note(sim, INCIDENT_POOL_TIMED_OUT, server_number);
        sim->database.lost(sim, SLOT_NONE, slot, FETCH_POOL_TIMEOUT);
    }
    watch(sim, server_number);
}
