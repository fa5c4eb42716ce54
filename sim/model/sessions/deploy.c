/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deploy.c: batches going down and coming up (see deploy.h).
 *
 * Batch k of B servers is restarted at `at` + k `every`, in the order of their numbers, and is up `downtime` later. Both
 * are chains of events, each entering the next one; a deploy has two of them pending at most.
 */
#include "model/sessions/deploy.h"
#include "base/ensure.h"
#include "model/caches/local_read.h"

#include <stdlib.h>

#include "base/rng.h"
#include "model/event.h"
#include "model/purposes.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"

enum { DRAWS = 8 /* of a server that is up, before taking the next one in order */ };

struct progress { /* of one deploy: servers before these have gone down, and have come up again */
    uint32_t down, up;
};

struct deploys {
    uint32_t down_n;
    int64_t *up_ns; /* per server, when it will be up; 0: it is */
    struct progress *progress;
};

bool deploy_planned(const struct config *c)
{
    return EVENT_ANY(c, restarts_servers);
}

uint64_t deploy_bytes(const struct config *c)
{
    return sizeof(struct deploys) + c->servers.count * sizeof(int64_t) + c->events_n * sizeof(struct progress);
}

struct deploys *deploy_new(const struct config *c)
{
    struct deploys *d = calloc(1, sizeof *d);
    if (d == NULL) {
        return NULL;
    }
    d->up_ns = calloc(c->servers.count, sizeof *d->up_ns);
    d->progress = calloc(c->events_n, sizeof *d->progress);
    if (d->up_ns == NULL || d->progress == NULL) {
        deploy_free(d);
        return NULL;
    }
    return d;
}

void deploy_free(struct deploys *d)
{
    if (d != NULL) {
        free(d->up_ns);
        free(d->progress);
        free(d);
    }
}

/* The first server after a batch that begins with this one. */
static uint32_t batch_end(const struct sim *sim, const struct config_event *e, uint32_t first)
{
    ensure(first < sim->config->servers.count && e->batch > 0);
    uint64_t servers_n = sim->config->servers.count;
    return (uint32_t)(e->batch < servers_n - first ? first + e->batch : servers_n);
}

static void empty_caches(struct sim *sim, uint32_t first, uint32_t end)
{
    ensure(first < end && end <= sim->config->servers.count);
    if (!sim->local.present) {
        return;
    }
    local_read_settle(sim, sim->now_ns);
    if (end - first == sim->local.servers_n) {
        local_empty_all(&sim->local);
        return;
    }
    for (uint32_t server = first; server < end; server++) {
        local_empty(&sim->local, server);
    }
}

void deploy_down(struct sim *sim, uint32_t number)
{
    ensure(sim->deploys->progress[number].down < sim->config->servers.count);
    const struct config_event *e = &sim->config->events[number];
    struct deploys *d = sim->deploys;
    struct progress *p = &d->progress[number];
    uint32_t first = p->down, end = batch_end(sim, e, first);
    if (first == 0) {
        incident_log_trigger(sim, number);
        hooks_restart(sim, RESTART_SERVERS);
    }
    empty_caches(sim, first, end);
    int64_t up_ns = sim->now_ns + e->downtime_ns;
    for (uint32_t server = first; e->downtime_ns > 0 && server < end; server++) {
        d->down_n += d->up_ns[server] == 0;
        d->up_ns[server] = up_ns > d->up_ns[server] ? up_ns : d->up_ns[server];
    }
    p->down = end;
    if (end < sim->config->servers.count) {
        state_push(sim, sim->now_ns + e->every_ns, STATE_TRIGGER, number);
    }
    if (e->downtime_ns == 0) {
        deploy_up(sim, number);
    } else if (first == p->up) { /* no batch before it is still to come up */
        state_push(sim, up_ns, STATE_TRIGGER_OVER, number);
    }
}

/* What the old process has written to its cache since has gone with it. */
void deploy_up(struct sim *sim, uint32_t number)
{
    ensure(sim->deploys->progress[number].up < sim->deploys->progress[number].down);
    const struct config_event *e = &sim->config->events[number];
    struct deploys *d = sim->deploys;
    struct progress *p = &d->progress[number];
    uint32_t first = p->up, end = batch_end(sim, e, first);
    for (uint32_t server = first; server < end; server++) {
        if (d->up_ns[server] != 0 && d->up_ns[server] <= sim->now_ns) {
            ensure(d->down_n > 0);
            d->up_ns[server] = 0;
            d->down_n--;
            empty_caches(sim, server, server + 1);
        }
    }
    p->up = end;
    if (end == sim->config->servers.count) {
        incident_log_over(sim, number);
    } else if (e->downtime_ns > 0 && end < p->down) {
        state_push(sim, sim->now_ns + e->every_ns, STATE_TRIGGER_OVER, number);
    }
}

static bool is_up(const struct deploys *d, uint32_t server)
{
    return d->up_ns[server] == 0;
}

uint32_t deploy_route(const struct sim *sim, uint32_t server, uint64_t number)
{
    ensure(server < sim->config->servers.count && sim->deploys->down_n <= sim->config->servers.count);
    const struct deploys *d = sim->deploys;
    uint32_t servers_n = (uint32_t)sim->config->servers.count;
    if (is_up(d, server)) {
        return server;
    }
    if (d->down_n == servers_n) {
        return UINT32_MAX;
    }
    for (uint64_t i = 0; i < DRAWS && !is_up(d, server); i++) {
        struct rng draw = rng_at(sim->config->run.seed, PURPOSE_REROUTE, number, i);
        server = (uint32_t)(rng_uniform(&draw) * servers_n);
    }
    while (!is_up(d, server)) {
        server = server + 1 < servers_n ? server + 1 : 0;
    }
    return server;
}
