/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prewarm.c: a new cache is loaded with the most popular keys before traffic is routed to it.
 *
 * From the event `cutover` on, the `top` keys by the counters of the old cache are queried from the database, the
 * most popular first, at `rate` (or as fast as `parallel` queries in flight go), while the old cache still
 * serves; when the last one is in, traffic moves. The loading queries are queries like others: they take
 * the database's connections, wait in its queue, and are sent again when it turns them away.
 */
#include <math.h>

#include "base/ensure.h"
#include "protections/access_counts.h"
#include "protections/registry.h"

struct params {
    uint64_t top;
    double rate_per_s; /* INFINITY: as fast as it goes */
    uint64_t parallel;
    int by;             /* enum access_counter */
    int64_t history_ns; /* TIME_NEVER: since ever */
};

struct state {
    uint64_t keys_n, next; /* of the list; the next one to query */
    uint64_t in_flight;
    int64_t paced_from_ns; /* pace: query number i goes at paced_from + (i - paced_number) / rate */
    uint64_t paced_number;
    bool loading, timer_set;
    struct access_counts_room room;
    uint32_t key[];
};

static const char *check(const void *params, const struct config *c, const char **field)
{
    const struct params *p = params;
    if (p->top > c->keys.count) {
        *field = "top";
        return "at most as many keys as there are";
    }
    if (c->cache.capacity != COUNT_UNLIMITED && p->top > c->cache.capacity) {
        *field = "top";
        return "at most as many keys as the cache has room for (cache.capacity)";
    }
    if (p->by == ACCESS_COUNTER_LOGARITHMIC && p->history_ns != TIME_NEVER) {
        *field = "history";
        return "no history with logarithmic counters: they forget by themselves";
    }
    return NULL;
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)c;
    return sizeof(struct state) + ((const struct params *)params)->top * sizeof(uint32_t);
}

static int64_t due_ns(const struct state *s, const struct params *p, uint64_t number)
{
    if (isinf(p->rate_per_s)) {
        return s->paced_from_ns;
    }
    return s->paced_from_ns + (int64_t)((double)(number - s->paced_number) * (double)NS_PER_S / p->rate_per_s);
}

/* Sends what is due; sets the timer for what is not yet. A query that could not go when it was due, for
 * want of room in flight, starts the pace anew: there are no bursts to catch up. */
static void send(struct protection_instance *g, struct sim *sim)
{
    struct state *s = g->state;
    const struct params *p = g->params;
    int64_t now_ns = sim_now_ns(sim);
    while (s->next < s->keys_n && s->in_flight < p->parallel) {
        int64_t wait_ns = due_ns(s, p, s->next) - now_ns;
        if (wait_ns > 0) {
            if (!s->timer_set) {
                s->timer_set = true;
                sim_timer(sim, g, wait_ns, 0);
            }
            return;
        }
        bool sent = sim_fetch_prewarm(sim, s->key[s->next]);
        if (!sent || wait_ns < 0) { /* turned away, it is sent again a hundredth of a second later */
            s->paced_from_ns = sent ? now_ns : now_ns + NS_PER_S / 100;
            s->paced_number = s->next;
        }
        ensure(s->key[s->next] < sim_config(sim)->keys.count);
        s->in_flight += sent;
        s->next += sent;
    }
}

static void timer(struct protection_instance *g, struct sim *sim, uint32_t argument)
{
    struct state *s = g->state;
    (void)argument;
    s->timer_set = false;
    send(g, sim);
}

static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    struct state *s = g->state;
    if (fetch->kind != FETCH_PREWARM) {
        return;
    }
    ensure(s->in_flight > 0 && s->loading);
    s->in_flight--;
    if (s->next < s->keys_n) {
        send(g, sim);
    } else if (s->in_flight == 0) {
        s->loading = false;
        sim_cutover(sim);
    }
}

static bool rebuild(struct protection_instance *g, struct sim *sim)
{
    struct state *s = g->state;
    const struct params *p = g->params;
    if (s->loading) {
        return true; /* the cache being loaded is the new one */
    }
    ensure(s->in_flight == 0 && p->top <= sim_config(sim)->keys.count);
    s->keys_n = p->top;
    access_counts_top(sim, g, (enum access_counter)p->by, p->history_ns, &s->room, s->key, s->keys_n);
    s->next = 0;
    s->paced_number = 0;
    s->paced_from_ns = sim_now_ns(sim);
    s->loading = true;
    send(g, sim);
    return true;
}

static struct protection_preload preload(const void *params)
{
    const struct params *p = params;
    return (struct protection_preload){.keys_n = p->top, .rate_per_s = p->rate_per_s, .parallel = p->parallel};
}

static const char *const counters[] = {"frequency", "log_counter", NULL};

static const struct field fields[] = {
    {"top", FIELD_COUNT, offsetof(struct params, top), 1, 4e9, NULL, NULL, "how many keys are loaded"},
    {"rate", FIELD_RATE, offsetof(struct params, rate_per_s), 1e-3, 1e9, "null", NULL,
     "queries per second of the loader; null: as fast as `parallel` allows"},
    {"parallel", FIELD_COUNT, offsetof(struct params, parallel), 1, 50000, "100", NULL,
     "loading queries in flight at once, at most"},
    {"by", FIELD_ENUM, offsetof(struct params, by), 0, 0, "\"frequency\"", counters,
     "what tells the popular keys: exact access counters, or Redis's 8-bit logarithmic counters with decay"},
    {"history", FIELD_DURATION, offsetof(struct params, history_ns), 1, 1e18, "null", NULL,
     "how long exact counters have counted; null: so long that they show true popularity"},
    {.type = FIELD_END}};

const struct protection prewarm_protection = {
    PROTECTION_TYPE("prewarm", "a planned restart (event cutover) first loads the new cache with the most popular keys",
                    "the time and the queries of loading; both caches at once",
                    "Facebook's cold cluster warm-up (NSDI 2013), CDN pre-positioning", fields, sizeof(struct params)),
    .needs_tier = true,
    .preload = preload,
    .check = check,
    .state_bytes = state_bytes,
    .reply = reply,
    .timer = timer,
    .rebuild = rebuild,
};
