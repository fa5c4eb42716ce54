/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ramp.c: after something has come up empty, traffic is let in step by step.
 *
 * Caches fill by misses, so a cold cache under full load asks the database for everything at once. The ramp admits a
 * share of the sessions that grows in equal steps, and turns the others away: at step k of n the share is
 * from + (1 - from) k / n, and after `over` everybody is in. What it saves is the keys that the first, few readers
 * put into the cache for the later, many ones.
 *
 * Whether a session is let in is drawn at the address of the user's attempt: who is let in at one share is let in at
 * every larger one, and the same in every variant. A second restart starts the ramp again from its foot; a deploy
 * in batches is one restart, which counts from its first.
 *
 * Defaults: 10% more every minute, from 10% on: AWS CodeDeploy's Linear10PercentEvery1Minute. Cf. Envoy's slow
 * start, which does the same for one server by moving its share of the traffic to others.
 */
#include "base/ensure.h"
#include "model/event.h"
#include "protections/registry.h"

enum after { AFTER_CACHE, AFTER_SERVERS, AFTER_ANY };

struct params {
    double from;
    int64_t over_ns;
    uint64_t steps;
    int after; /* enum after */
};

struct state {
    int64_t since_ns; /* of the last restart */
    bool climbing;
};

static bool follows(const struct params *p, enum restart what)
{
    return p->after == AFTER_ANY || (p->after == AFTER_CACHE) == (what == RESTART_CACHE);
}

/* Whether the config starts with something empty that the ramp is to follow. */
static bool starts_empty(const struct params *p, const struct config *c)
{
    bool cache = c->cache.present && c->cache.start == CACHE_START_COLD;
    bool local = c->servers.local.present && c->servers.local.start == CACHE_START_COLD;
    return (cache && follows(p, RESTART_CACHE)) || (local && follows(p, RESTART_SERVERS));
}

static bool can_empty(const struct params *p, const struct event_type *type)
{
    return (type->restarts_tier && follows(p, RESTART_CACHE)) ||
           (type->restarts_servers && follows(p, RESTART_SERVERS));
}

static const char *check(const void *params, const struct config *c, const char **field)
{
    const struct params *p = params;
    bool any = starts_empty(p, c);
    for (size_t i = 0; i < c->events_n && !any; i++) {
        any = can_empty(p, c->events[i].type);
    }
    *field = "after";
    return any ? NULL : "nothing of the kind comes up empty: no cold start, no event that restarts it";
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    (void)c;
    return sizeof(struct state);
}

static void start(struct protection_instance *g, struct sim *sim)
{
    ((struct state *)g->state)->climbing = starts_empty(g->params, sim_config(sim));
}

static void restart(struct protection_instance *g, struct sim *sim, enum restart what)
{
    if (follows(g->params, what)) {
        *(struct state *)g->state = (struct state){.since_ns = sim_now_ns(sim), .climbing = true};
    }
}

static enum answer admit(struct protection_instance *g, struct sim *sim, uint32_t server, uint64_t number)
{
    const struct params *p = g->params;
    struct state *s = g->state;
    int64_t up_ns = sim_now_ns(sim) - s->since_ns;
    (void)server;
    ensure(up_ns >= 0);
    if (!s->climbing || up_ns >= p->over_ns) {
        s->climbing = false;
        return ANSWER_PASS;
    }
    uint64_t step = (uint64_t)up_ns * p->steps / (uint64_t)p->over_ns;
    double share = p->from + (1 - p->from) * (double)step / (double)p->steps;
    ensure(step < p->steps && share >= 0 && share <= 1);
    struct rng draw = sim_rng_at(sim, g, number, 0);
    return rng_uniform(&draw) < share ? ANSWER_PASS : ANSWER_REJECT;
}

static const char *const after_names[] = {"cache", "servers", "any", NULL};

static const struct field fields[] = {
    {"from", FIELD_RATIO, offsetof(struct params, from), 0, 1, "\"10%\"", NULL,
     "share of the sessions admitted at first"},
    {"over", FIELD_DURATION, offsetof(struct params, over_ns), 1e6, 8.64e13, "\"9min\"", NULL,
     "time until all are admitted again"},
    {"steps", FIELD_COUNT, offsetof(struct params, steps), 1, 10000, "9", NULL,
     "the share grows by so many equal steps"},
    {"after", FIELD_ENUM, offsetof(struct params, after), 0, 0, "\"any\"", after_names,
     "what has to come up empty: the cache, app servers with their local caches, or either"},
    {.type = FIELD_END}};

static int64_t lingers(const void *params)
{
    const struct params *p = params;
    return p->over_ns;
}

const struct protection ramp_protection = {
    PROTECTION_TYPE("ramp", "after a restart, sessions are admitted step by step; the others are turned away",
                    "users turned away while it lasts", "AWS CodeDeploy linear deployments, Envoy slow start", fields,
                    sizeof(struct params)),
    .check = check,
    .lingers = lingers,
    .state_bytes = state_bytes,
    .start = start,
    .admit = admit,
    .restart = restart,
};
