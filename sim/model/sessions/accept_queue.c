/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accept_queue.c: a list of sessions per server, taken from the front (or, where a protection wants the newest, from
 * the back) (see accept_queue.h).
 */
#include "model/sessions/accept_queue.h"

#include "base/ensure.h"
#include "model/sessions/held_keys.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"

static void workers_change(struct sim *sim, struct server *server, int by)
{
    ensure(by > 0 ? server->workers_busy < sim->config->servers.workers : server->workers_busy > 0);
    server->workers_busy += (uint64_t)(int64_t)by;
    uint64_t all = sim->meter.level[LEVEL_WORKERS_BUSY].value + (uint64_t)(int64_t)by;
    meter_level_set(&sim->meter, LEVEL_WORKERS_BUSY, sim->now_ns, all);
}

void accept_queue_take_worker(struct sim *sim, uint32_t server)
{
    workers_change(sim, &sim->server[server], 1);
}

void accept_queue_wait(struct sim *sim, uint32_t session)
{
    ensure(sim->server[sim->session[session].server].accept_n < sim->config->servers.accept_queue);
    ensure(!sim->session[session].working);
    struct session *s = &sim->session[session];
    struct server *server = &sim->server[s->server];
    list_add(&server->accept, &sim->session[0].accept, sizeof *s, session);
    server->accept_n++;
    if (server->accept_n > sim->meter.accept_queue_peak) {
        sim->meter.accept_queue_peak = server->accept_n;
    }
    incident_log_note(sim, INCIDENT_WORKERS_BUSY, s->server);
}

/* The reads of the one that is likely to be next, and the record behind it. */
static void prefetch_next(const struct sim *sim, const struct server *server)
{
    if (server->accept_n == 0) {
        return;
    }
    const struct session *head = &sim->session[server->accept.head];
    held_keys_prefetch(sim, head);
    __builtin_prefetch(&sim->session[head->accept.next != SLOT_NONE ? head->accept.next : server->accept.head]);
}

uint32_t accept_queue_take(struct sim *sim, uint32_t server_number)
{
    struct server *server = &sim->server[server_number];
    if (server->accept_n == 0) {
        return SLOT_NONE;
    }
    uint32_t next = hooks_newest(sim, server_number) ? server->accept.tail : server->accept.head;
    list_remove(&server->accept, &sim->session[0].accept, sizeof(struct session), next);
    server->accept_n--;
    prefetch_next(sim, server);
    return next;
}

void accept_queue_free_worker(struct sim *sim, uint32_t server)
{
    ensure(sim->server[server].accept_n == 0); /* it would be the next one's */
    workers_change(sim, &sim->server[server], -1);
}

uint64_t sim_server_busy(const struct sim *sim, uint32_t server)
{
    return sim->server[server].workers_busy;
}

uint64_t sim_server_waiting(const struct sim *sim, uint32_t server)
{
    return sim->server[server].accept_n;
}

int64_t sim_server_oldest_ns(const struct sim *sim, uint32_t server)
{
    const struct server *s = &sim->server[server];
    return s->accept_n > 0 ? sim->now_ns - sim->session[s->accept.head].start_ns : 0;
}
