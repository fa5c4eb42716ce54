/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c: what is counted on the way is counted once more from the records, and both must agree (see audit.h). */
#include "model/engine/audit.h"

#include "base/ensure.h"

enum { AUDIT_SERVERS_MAX = 10000 }; /* with more of them it would cost more than the run */

static uint64_t count(const struct sim *sim, enum counter c)
{
    return meter_count(&sim->meter, c);
}

static void check_servers(const struct sim *sim)
{
    const struct config_servers *c = &sim->config->servers;
    uint64_t busy = 0, in_use = 0, full = 0;
    for (uint64_t i = 0; i < c->count && c->count <= AUDIT_SERVERS_MAX; i++) {
        const struct server *s = &sim->server[i];
        ensure(s->workers_busy <= c->workers && s->accept_n <= c->accept_queue);
        ensure(s->accept_n == 0 || s->workers_busy == c->workers);
        ensure(s->pool_in_use <= c->pool_size && (s->pool.n == 0 || s->pool_in_use == c->pool_size));
        busy += s->workers_busy;
        in_use += s->pool_in_use;
        full += s->pool_in_use >= c->pool_size;
    }
    if (c->count <= AUDIT_SERVERS_MAX) {
        const struct meter_level *level = sim->meter.level;
        ensure(busy == level[LEVEL_WORKERS_BUSY].value && in_use == level[LEVEL_POOL_IN_USE].value);
        ensure(full == level[LEVEL_POOLS_FULL].value);
        ensure(busy <= slots_in_use(&sim->session_slots));
    }
}

static void check_queries(const struct sim *sim)
{
    const struct config_database *c = &sim->config->database;
    const struct database *d = &sim->database;
    uint64_t gone = count(sim, COUNTER_DB_DONE) + count(sim, COUNTER_DB_REJECTED) + count(sim, COUNTER_DB_THROTTLED) +
                    count(sim, COUNTER_DB_REFUSED) + count(sim, COUNTER_DB_CANCELLED);
    ensure(count(sim, COUNTER_DB_QUERIES) == gone + d->busy + d->queue.n);
    ensure(d->busy <= c->connections && d->queue.n <= c->queue_limit);
    ensure(d->queue.n == 0 || d->busy == c->connections);
}

void audit_window(const struct sim *sim)
{
    uint64_t ended = count(sim, COUNTER_SESSIONS_OK) + count(sim, COUNTER_SESSIONS_FAILED);
    ensure(count(sim, COUNTER_SESSIONS_STARTED) == ended + sim->sessions_open);
    ensure(sim->sessions_open <= slots_in_use(&sim->session_slots));
    ensure(slots_in_use(&sim->request_slots) == sim->reads_n + sim->background_n + sim->orphans_n);
    uint64_t answered = count(sim, COUNTER_READS_OK) + count(sim, COUNTER_READS_FAILED);
    ensure(sim->reference != NULL || count(sim, COUNTER_READS_ISSUED) == answered + sim->reads_n + sim->unanswered_n);
    check_servers(sim);
    check_queries(sim);
}
