/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visit.c: see visit.h. What is drawn (service times, round trips, jitter) is drawn at the addresses that the simulator
 * uses, so a run of the same seed meets the same users and equally slow queries.
 *
 * Loopback has next to no round trip: as the scenario states one, the answer of a look in the cache is held back until it
 * would have come. So, as in the model, the state is that of the instant at which the look is sent.
 *
 * A refresh is done by the thread whose read gave rise to it, after its user has been answered: so it occupies a worker,
 * which in the model it does not.
 */
#include "visit.h"

#include "clock.h"
#include "model/purposes.h"
#include "protections/registry.h"

struct visit {
    const struct visit_server *server;
    struct store *store;
    const struct scheduled *read;
    struct record *record;
    uint64_t lookups; /* in the cache, after the first */
};

static int64_t since_start_ns(const struct visit *v)
{
    return clock_now_ns() - v->server->start_ns;
}

int64_t visit_ttl_ns(const struct config *c, const struct asked *asked, uint32_t key, uint64_t number)
{
    if (asked->spread == 0) {
        return c->cache.ttl_ns;
    }
    struct rng draw = rng_at(c->run.seed, PURPOSE_PROTECTION + rng_hash_text(jitter_protection.name), number, key);
    double factor = 1 + asked->spread * (2 * rng_uniform(&draw) - 1);
    return (int64_t)((double)c->cache.ttl_ns * factor);
}

static struct dbpool_query query(const struct visit *v, enum purpose purpose)
{
    struct rng draw = rng_at(v->server->config->run.seed, purpose, v->read->number, v->read->key);
    return dbpool_query(v->server->pool, v->read->key, dist_draw(v->server->service, &draw));
}

static void query_on_demand(const struct visit *v)
{
    struct dbpool_query done = query(v, PURPOSE_SERVICE);
    v->record->queried_ns = done.sent_ns - v->server->start_ns;
    v->record->query_ns = done.taken_ns;
}

/* Waits for the answer of a look that is not the first. */
static void await_answer(struct visit *v, int64_t sent_ns)
{
    struct rng draw = rng_at(v->server->config->run.seed, PURPOSE_AGAIN, v->read->number, ++v->lookups);
    clock_sleep_until(sent_ns + dist_draw(v->server->latency, &draw));
}

/* Waits for the answer that the lock is taken. */
static void await_lock(const struct visit *v, int64_t sent_ns)
{
    uint64_t purpose = PURPOSE_PROTECTION + rng_hash_text(coalesce_cluster_protection.name);
    struct rng draw = rng_at(v->server->config->run.seed, purpose, v->read->number, v->read->key);
    clock_sleep_until(sent_ns + dist_draw(v->server->latency, &draw));
}

static int64_t ttl_ns(const struct visit *v)
{
    return visit_ttl_ns(v->server->config, v->server->asked, v->read->key, v->read->number);
}

static bool leaves_alone(const struct visit *v)
{
    return v->server->config->cache.write == CACHE_WRITE_ADD;
}

static void answer(struct visit *v, enum record_outcome outcome)
{
    v->record->answered_ns = since_start_ns(v);
    v->record->outcome = outcome;
}

static void fetch(struct visit *v, bool fill)
{
    query_on_demand(v);
    v->record->filled = fill && store_set(v->store, v->read->key, ttl_ns(v), leaves_alone(v));
    answer(v, RECORD_FETCHED);
}

static void refresh(struct visit *v)
{
    v->record->refreshed_ns = query(v, PURPOSE_REFRESH).sent_ns - v->server->start_ns;
    store_set_refreshed(v->store, v->read->key, ttl_ns(v));
}

/* Who misses on this server while somebody fetches the key waits, and looks again. */
static void coalesce_in_server(struct visit *v)
{
    while (!flights_lead(v->server->flights, v->read->key)) {
        int64_t sent_ns = clock_now_ns();
        bool found = store_get(v->store, v->read->key);
        await_answer(v, sent_ns);
        if (found) {
            answer(v, RECORD_JOINED);
            return;
        }
    }
    fetch(v, true);
    flights_land(v->server->flights, v->read->key);
}

static void fetch_with_lock(struct visit *v, uint64_t token)
{
    query_on_demand(v);
    v->record->filled = store_set_unlock(v->store, v->read->key, token, ttl_ns(v), leaves_alone(v));
    answer(v, RECORD_FETCHED);
}

/* The lock, or polls until the value is there, the lock is free, or the limit is reached. */
static void coalesce_in_cluster(struct visit *v)
{
    const struct asked *a = v->server->asked;
    uint64_t token = v->read->number + 1;
    int64_t missed_ns = clock_now_ns(), tried_ns = missed_ns;
    bool holds = store_lock(v->store, v->read->key, token, a->lock_ttl_ns);
    while (!holds) {
        int64_t left_ns = missed_ns + a->wait_limit_ns - tried_ns;
        clock_sleep_until(tried_ns + (left_ns < a->poll_ns ? left_ns : a->poll_ns));
        tried_ns = clock_now_ns();
        bool last = tried_ns - missed_ns >= a->wait_limit_ns;
        enum store_poll found = last ? (store_get(v->store, v->read->key) ? STORE_VALUE : STORE_WAIT)
                                     : store_poll(v->store, v->read->key, token, a->lock_ttl_ns);
        if (found == STORE_VALUE) {
            await_answer(v, tried_ns);
            answer(v, RECORD_JOINED);
            return;
        }
        if (last) {
            fetch(v, false);
            return;
        }
        v->lookups++;
        holds = found == STORE_LOCKED;
    }
    await_lock(v, tried_ns);
    fetch_with_lock(v, token);
}

void visit_read(const struct visit_server *server, struct store *store, const struct scheduled *read,
                struct record *record)
{
    struct visit v = {.server = server, .store = store, .read = read, .record = record};
    record->queried_ns = record->refreshed_ns = -1;
    const struct asked *a = server->asked;
    bool due = false;
    int64_t sent_ns = clock_now_ns();
    bool found = a->refreshes ? store_get_watched(store, read->key, &a->watch, &due) : store_get(store, read->key);
    clock_sleep_until(sent_ns + read->lookup_ns);
    if (found) {
        answer(&v, RECORD_HIT);
        if (due) {
            refresh(&v);
        }
        return;
    }
    switch (a->coalescing) {
    case ASKED_NO_COALESCING:
        fetch(&v, true);
        return;
    case ASKED_SERVER:
        coalesce_in_server(&v);
        return;
    case ASKED_CLUSTER:
        coalesce_in_cluster(&v);
        return;
    }
}
