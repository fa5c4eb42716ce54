/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accept_queue.c: a list of sessions per server, taken from the front (or, where a protection wants the newest, from
 * the back) (see accept_queue.h).
 */
#include "model/sessions/accept_queue.h"

#include "model/sessions/held_keys.h"
#include "model/sessions/users.h"
#include "model/state/incident_log.h"

static void workers_change(struct sim *sim, struct server *server, int by)
{
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
    struct session *s = &sim->session[session];
    struct server *server = &sim->server[s->server];
    list_add(&server->accept, &sim->session[0].accept, sizeof *s, session);
    server->accept_n++;
    if (server->accept_n > sim->meter.accept_queue_peak) {
        sim->meter.accept_queue_peak = server->accept_n;
    }
    incident_log_note(sim, INCIDENT_WORKERS_BUSY, s->server);
}

static bool wants_newest(struct sim *sim, uint32_t server)
{
    for (size_t i = 0; sim->admits && i < sim->instances_n; i++) {
        struct protection_instance *g = &sim->instance[i];
        if (g->kind->newest != NULL && g->kind->newest(g, sim, server)) {
            return true;
        }
    }
    return false;
}

bool accept_queue_lets_begin(struct sim *sim, uint32_t server, int64_t waited_ns)
{
    for (size_t i = 0; sim->admits && i < sim->instances_n; i++) {
        struct protection_instance *g = &sim->instance[i];
        if (g->kind->dequeue != NULL && g->kind->dequeue(g, sim, server, waited_ns) == ANSWER_REJECT) {
            return false;
        }
    }
    return true;
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

void accept_queue_next(struct sim *sim, uint32_t server_number)
{
    struct server *server = &sim->server[server_number];
    while (server->accept_n > 0) {
        uint32_t next = wants_newest(sim, server_number) ? server->accept.tail : server->accept.head;
        struct session *s = &sim->session[next];
        list_remove(&server->accept, &sim->session[0].accept, sizeof *s, next);
        server->accept_n--;
        prefetch_next(sim, server);
        if (s->gone && sim->config->sources[s->source].cancel_on_deadline) {
            users_forget(sim, next);
        } else if (!accept_queue_lets_begin(sim, server_number, sim->now_ns - s->start_ns)) {
            users_shed(sim, next);
        } else {
            s->working = true;
            state_push(sim, sim->now_ns, STATE_SESSION_BEGIN, next);
            return;
        }
    }
    workers_change(sim, server, -1);
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
