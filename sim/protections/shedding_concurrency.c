/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shedding_concurrency.c: load shedding by a limit on concurrency: an app server that already has `limit` sessions
 * (with a worker, or waiting for one) turns the next one away at once.
 *
 * By Little's law a limit on sessions is a limit on time as well: of those admitted none waits behind more than
 * `limit` others. With as many workers as the limit there is no queue, and Poisson sessions are lost by Erlang's
 * formula B(lambda S, limit), whatever the distribution of S.
 *
 * It keeps no state. There is no published default: the right limit is the concurrency at which the server still
 * meets its objective. Cf. Envoy's max_requests; a limit that adapts (Netflix's concurrency-limits) is left out.
 */
#include "protections/registry.h"

struct params {
    uint64_t limit;
};

static const char *check(const void *params, const struct config *c, const char **field)
{
    const struct params *p = params;
    const struct config_servers *s = &c->servers;
    bool bounded = s->workers != COUNT_UNLIMITED && s->accept_queue != COUNT_UNLIMITED;
    if (bounded && p->limit > s->workers && p->limit - s->workers > s->accept_queue) {
        *field = "limit";
        return "never reached: more than app_servers.workers and app_servers.accept_queue together";
    }
    return NULL;
}

static enum answer admit(struct protection_instance *g, struct sim *sim, uint32_t server, uint64_t number)
{
    const struct params *p = g->params;
    (void)number;
    return sim_server_busy(sim, server) + sim_server_waiting(sim, server) < p->limit ? ANSWER_PASS : ANSWER_REJECT;
}

static const struct field fields[] = {{"limit", FIELD_COUNT, offsetof(struct params, limit), 1, 1e9, NULL, NULL,
                                       "sessions that one app server has at once, those waiting for a worker included"},
                                      {.type = FIELD_END}};

const struct protection shedding_concurrency_protection = {
    PROTECTION_TYPE("shedding", "an app server turns sessions away while it has as many as the limit says",
                    "users turned away; the limit must be known", "Envoy max_requests, Netflix concurrency-limits",
                    fields, sizeof(struct params)),
    .choice = "by",
    .scenario.value = "concurrency",
    .check = check,
    .admit = admit,
};
