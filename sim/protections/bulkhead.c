/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bulkhead.c: a limit on the queries that one app server has under way, waiting for a connection included. Beyond it
 * a fetch fails at once.
 *
 * Unlike the connection pool, nobody waits: a slow database then costs failed reads, but not all of the server's
 * workers, and reads that hit go on. resilience4j, Bulkhead: maxConcurrentCalls 25, maxWaitDuration 0. Pre-warm
 * queries come from no app server and are not counted. State: a count per server.
 */
#include "protections/registry.h"

struct params {
    uint64_t limit;
};

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    return c->servers.count * sizeof(uint64_t);
}

static enum answer query(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    const struct params *p = g->params;
    const uint64_t *under_way = g->state;
    if (fetch->server == UINT32_MAX || under_way[fetch->server] < p->limit) {
        return ANSWER_PASS;
    }
    sim_count(sim, COUNTER_BULKHEAD_REJECTED);
    return ANSWER_REJECT;
}

static void sent(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    uint64_t *under_way = g->state;
    (void)sim;
    if (fetch->server != UINT32_MAX) {
        under_way[fetch->server]++;
    }
}

static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    uint64_t *under_way = g->state;
    (void)sim;
    if (fetch->server != UINT32_MAX && fetch->end != FETCH_TURNED_AWAY) {
        under_way[fetch->server]--;
    }
}

static const struct field fields[] = {{"limit", FIELD_COUNT, offsetof(struct params, limit), 1, 1e9, "25", NULL,
                                       "queries that one app server has under way at once; beyond it a fetch fails"},
                                      {.type = FIELD_END}};

const struct protection bulkhead_protection = {
    PROTECTION_TYPE("bulkhead", "a limit on the concurrent queries of each app server; nobody waits for a place",
                    "fetches beyond the limit fail at once, whatever the database could do", "resilience4j, Hystrix",
                    fields, sizeof(struct params)),
    .state_bytes = state_bytes,
    .query = query,
    .sent = sent,
    .reply = reply,
};
