/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shedding_codel.c: load shedding by queueing delay: controlled delay (CoDel) for services, with adaptive LIFO.
 *
 * Each app server keeps the least delay before a worker that it saw during an interval. When an interval is over and
 * even that least delay was above `target`, the queue stands: the server is overloaded, and until the end of the
 * next interval it drops every session that waited for more than 2 x target when its turn comes. A burst that drains
 * within an interval costs nobody anything. Under lasting overload those who are served have waited for about
 * 2 x target, where without it delay grows without bound.
 *
 *   interval over      at the first turn after its end; that session sets the next one going, and is never dropped
 *   lifo               while overloaded, the newest goes first, as soon as the oldest that waited too long are gone.
 *                      The delay of the newest tells nothing of the queue, so that is measured only when nobody is
 *                      left to wait: the server is overloaded until its queue has been empty
 *
 * B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015; folly/executors/Codel.cpp: target 5 ms, interval 100 ms, the
 * factor 2. K. Nichols and V. Jacobson, "Controlling Queue Delay", ACM Queue 10(5), 2012, drop ever more often
 * instead. State: 24 bytes per server, which survive its restart.
 */
#include "base/ensure.h"
#include "protections/registry.h"

struct params {
    int64_t target_ns, interval_ns;
    bool lifo;
};

struct queue { /* of one server, as it is watched */
    int64_t interval_end_ns;
    int64_t least_ns; /* delay seen in this interval */
    bool measured;    /* least_ns is valid */
    bool overloaded;
};

static const char *check(const void *params, const struct config *c, const char **field)
{
    const struct params *p = params;
    if (c->servers.workers == COUNT_UNLIMITED || c->servers.accept_queue == 0) {
        *field = NULL;
        return "means nothing where no session waits: app_servers.workers has no limit, or accept_queue is 0";
    }
    if (p->interval_ns <= p->target_ns) {
        *field = "interval";
        return "expected a longer time than target";
    }
    return NULL;
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    return c->servers.count * sizeof(struct queue);
}

static bool newest(struct protection_instance *g, struct sim *sim, uint32_t server)
{
    const struct params *p = g->params;
    const struct queue *q = (const struct queue *)g->state + server;
    return p->lifo && q->overloaded && sim_server_oldest_ns(sim, server) <= 2 * p->target_ns;
}

static enum answer dequeue(struct protection_instance *g, struct sim *sim, uint32_t server, int64_t waited_ns)
{
    ensure(waited_ns >= 0);
    const struct params *p = g->params;
    struct queue *q = (struct queue *)g->state + server;
    int64_t now_ns = sim_now_ns(sim);
    bool hides_delay = p->lifo && q->overloaded && sim_server_waiting(sim, server) > 0;
    int64_t delay_ns = hides_delay ? TIME_NEVER : waited_ns;
    if (q->measured && now_ns > q->interval_end_ns) {
        q->overloaded = q->least_ns > p->target_ns;
        q->interval_end_ns = now_ns + p->interval_ns;
        q->measured = false;
    }
    if (!q->measured) {
        q->measured = true;
        q->least_ns = delay_ns;
        return ANSWER_PASS;
    }
    q->least_ns = delay_ns < q->least_ns ? delay_ns : q->least_ns;
    return q->overloaded && waited_ns > 2 * p->target_ns ? ANSWER_REJECT : ANSWER_PASS;
}

static const struct field fields[] = {
    {"target", FIELD_DURATION, offsetof(struct params, target_ns), 1e3, 3.6e12, "\"5ms\"", NULL,
     "delay before a worker that may stand; while overloaded, who has waited for twice as long is dropped"},
    {"interval", FIELD_DURATION, offsetof(struct params, interval_ns), 1e3, 3.6e12, "\"100ms\"", NULL,
     "a server is overloaded if the least delay over such an interval exceeds the target"},
    {"lifo", FIELD_BOOL, offsetof(struct params, lifo), 0, 1, "false", NULL,
     "while overloaded, the newest waiting session is served first (adaptive LIFO)"},
    {.type = FIELD_END}};

const struct protection shedding_codel_protection = {
    PROTECTION_TYPE("shedding",
                    "an app server drops sessions that waited too long for a worker, while its queue stands (CoDel)",
                    "users turned away once the queue stands; lifo makes some wait long",
                    "folly Codel, Fail at Scale (ACM Queue 2015)", fields, sizeof(struct params)),
    .choice = "by",
    .scenario.value = "codel",
    .check = check,
    .state_bytes = state_bytes,
    .newest = newest,
    .dequeue = dequeue,
};
