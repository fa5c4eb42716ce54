/* SPDX-License-Identifier: GPL-3.0-or-later */
/* breaker.c: a circuit breaker in every app server, around its queries of the database.
 *
 *   closed      queries pass; the outcomes of the last `window` are kept. As soon as there are so many, and the
 *               share of failures among them reaches the threshold, the breaker opens
 *   open        nothing passes, for `open`
 *   half-open   `trials` queries pass, and nothing else. When all of them have come back, the breaker opens again if
 *               the share of failures among them reaches the threshold; else it closes, with an empty window
 *
 * A failure is a query that got no connection in time, that the database refused or throttled, or that its client
 * gave up. Queries that were turned away, or dropped because nobody wanted them, say nothing about the database; a
 * trial that is dropped makes room for another. Nor do outcomes of queries that were sent before the last change of
 * state count: they tell of a time that is over. So each query in flight is marked with the epoch of its server's
 * breaker in which it was sent, and a change of state begins a new epoch. (resilience4j counts them; it differs only
 * where queries take longer than the breaker stays open.)
 *
 * Defaults: resilience4j, CircuitBreakerConfig (count-based window of 100, which is also the least number of calls;
 * 50%; 60 s; 10 permitted calls), without its slow calls. M. Nygard, "Release It!", 2007. State per server: a ring of
 * bits; it survives a restart of the server.
 */
#include "base/ensure.h"
#include "model/event.h"
#include "protections/registry.h"

struct params {
    uint64_t window, trials;
    double threshold;
    int64_t open_ns;
};

enum { BITS = 64 /* outcomes in a word of the ring */ };

enum phase { CLOSED, OPEN, HALF_OPEN };

struct breaker {           /* of one server */
    int64_t open_until_ns; /* OPEN */
    uint32_t epoch;
    uint32_t outcomes_n, failures_n; /* CLOSED: in the ring; HALF_OPEN: of trials */
    uint32_t next;                   /* CLOSED: place in the ring */
    uint32_t trials_n;               /* HALF_OPEN: sent, and not dropped */
    enum phase phase;
};

struct state { /* arrays follow: breaker[servers], ring[servers][words], epoch[fetches] */
    struct breaker *breaker;
    uint64_t *ring;  /* a bit per outcome: it failed */
    uint32_t *epoch; /* by fetch: when it was sent */
};

static size_t words_n(const struct params *p)
{
    return (p->window + BITS - 1) / BITS;
}

static const char *check(const void *params, const struct config *c, const char **field)
{
    (void)params;
    const struct config_servers *s = &c->servers;
    const struct config_database *d = &c->database;
    bool fails = d->kind == DATABASE_THROUGHPUT || d->queue_limit != COUNT_UNLIMITED || d->timeout_ns != TIME_NEVER ||
                 (s->pool_size != COUNT_UNLIMITED && s->pool_wait_timeout_ns != TIME_NEVER);
    fails = fails || event_fails_queries(c);
    *field = NULL;
    return fails ? NULL
                 : "means nothing where no query fails: without db_pool.wait_timeout, database.timeout, queue_limit, "
                   "partitions, or an event \"db_down\" that refuses";
}

static size_t state_bytes(const void *params, const struct config *c)
{
    size_t per_server = sizeof(struct breaker) + words_n(params) * sizeof(uint64_t);
    return sizeof(struct state) + c->servers.count * per_server + sim_fetches_at_once(c) * sizeof(uint32_t);
}

static void start(struct protection_instance *g, struct sim *sim)
{
    struct state *s = g->state;
    size_t servers_n = sim_config(sim)->servers.count;
    s->breaker = (struct breaker *)(void *)(s + 1);
    s->ring = (uint64_t *)(void *)(s->breaker + servers_n);
    s->epoch = (uint32_t *)(void *)(s->ring + servers_n * words_n(g->params));
}

static void enter(struct breaker *b, enum phase phase)
{
    b->phase = phase;
    b->epoch++;
    b->outcomes_n = b->failures_n = b->next = b->trials_n = 0;
}

static void open(struct protection_instance *g, struct sim *sim, uint32_t server)
{
    const struct params *p = g->params;
    struct breaker *b = &((struct state *)g->state)->breaker[server];
    int64_t now_ns = sim_now_ns(sim);
    enter(b, OPEN);
    b->open_until_ns = p->open_ns < TIME_NEVER - now_ns ? now_ns + p->open_ns : TIME_NEVER;
    sim_count(sim, COUNTER_BREAKER_OPENED);
    sim_log_incident(sim, INCIDENT_BREAKER_OPENED, server);
}

/* Open for long enough: the next query is a trial. */
static bool is_to_try(const struct breaker *b, int64_t now_ns)
{
    return b->phase == OPEN && now_ns >= b->open_until_ns;
}

static enum answer query(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    const struct params *p = g->params;
    const struct state *s = g->state;
    if (fetch->server == UINT32_MAX) {
        return ANSWER_PASS;
    }
    const struct breaker *b = &s->breaker[fetch->server];
    if (b->phase == CLOSED || is_to_try(b, sim_now_ns(sim)) || (b->phase == HALF_OPEN && b->trials_n < p->trials)) {
        return ANSWER_PASS;
    }
    sim_count(sim, COUNTER_BREAKER_REJECTED);
    return ANSWER_REJECT;
}

static void sent(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    struct state *s = g->state;
    if (fetch->server == UINT32_MAX) {
        return;
    }
    struct breaker *b = &s->breaker[fetch->server];
    if (is_to_try(b, sim_now_ns(sim))) {
        enter(b, HALF_OPEN);
    }
    b->trials_n += b->phase == HALF_OPEN;
    s->epoch[fetch->id] = b->epoch;
}

static void outcome_of_trial(struct protection_instance *g, struct sim *sim, uint32_t server, bool failed)
{
    const struct params *p = g->params;
    struct breaker *b = &((struct state *)g->state)->breaker[server];
    b->outcomes_n++;
    b->failures_n += failed;
    ensure(b->phase == HALF_OPEN && b->failures_n <= b->outcomes_n && b->outcomes_n <= p->trials);
    if (b->outcomes_n < p->trials) {
        return;
    }
    if ((double)b->failures_n / (double)p->trials >= p->threshold) {
        open(g, sim, server);
    } else {
        enter(b, CLOSED);
    }
}

static void outcome(struct protection_instance *g, struct sim *sim, uint32_t server, bool failed)
{
    const struct params *p = g->params;
    struct state *s = g->state;
    struct breaker *b = &s->breaker[server];
    uint64_t *word = &s->ring[server * words_n(p) + b->next / BITS], bit = UINT64_C(1) << b->next % BITS;
    ensure(b->phase == CLOSED && b->next < p->window && b->outcomes_n <= p->window);
    if (b->outcomes_n == p->window) {
        b->failures_n -= (*word & bit) != 0; /* the oldest makes room */
    } else {
        b->outcomes_n++;
    }
    *word = failed ? *word | bit : *word & ~bit;
    b->failures_n += failed;
    b->next = b->next + 1 == p->window ? 0 : b->next + 1;
    ensure(b->failures_n <= b->outcomes_n);
    if (b->outcomes_n == p->window && (double)b->failures_n / (double)p->window >= p->threshold) {
        open(g, sim, server);
    }
}

static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    struct state *s = g->state;
    if (fetch->server == UINT32_MAX || fetch->end == FETCH_TURNED_AWAY) {
        return;
    }
    struct breaker *b = &s->breaker[fetch->server];
    if (s->epoch[fetch->id] != b->epoch) {
        return;
    }
    if (fetch->end == FETCH_DROPPED) {
        ensure(b->phase != HALF_OPEN || b->trials_n > 0);
        b->trials_n -= b->phase == HALF_OPEN;
    } else if (b->phase == HALF_OPEN) {
        outcome_of_trial(g, sim, fetch->server, !fetch->ok);
    } else {
        outcome(g, sim, fetch->server, !fetch->ok);
    }
}

static const struct field fields[] = {
    {"window", FIELD_COUNT, offsetof(struct params, window), 1, 1e6, "100", NULL,
     "so many outcomes of a server's last queries are looked at; with fewer, the breaker stays closed"},
    {"threshold", FIELD_RATIO, offsetof(struct params, threshold), 0.001, 1, "\"50%\"", NULL,
     "share of failures among them, and among trials, at which it opens"},
    {"open", FIELD_DURATION, offsetof(struct params, open_ns), 1e6, 3.6e12, "\"60s\"", NULL,
     "how long it turns every query away before it lets some try"},
    {"trials", FIELD_COUNT, offsetof(struct params, trials), 1, 1e6, "10", NULL,
     "queries that are let through then; their outcomes decide"},
    {.type = FIELD_END}};

/* Until a trial tells it that all is well. */
static int64_t lingers(const void *params)
{
    const struct params *p = params;
    return p->open_ns;
}

const struct protection breaker_protection = {
    PROTECTION_TYPE("breaker",
                    "a circuit breaker in each app server: while the database fails, queries are turned away at once",
                    "requests fail that might have succeeded; trips late or too early by its window",
                    "resilience4j, Hystrix, Envoy outlier detection", fields, sizeof(struct params)),
    .check = check,
    .lingers = lingers,
    .state_bytes = state_bytes,
    .start = start,
    .query = query,
    .sent = sent,
    .reply = reply,
};
