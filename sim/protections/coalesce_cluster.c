/* SPDX-License-Identifier: GPL-3.0-or-later */
/* coalesce_cluster.c: request coalescing across the cluster, by a lock in the cache keyed by the key.
 *
 * Who misses tries the lock (SET NX with a time to live). The holder learns that it has it a round trip
 * later, fetches, fills and lets go. The others poll: one atomic script that gets the value or else tries
 * the lock, every `poll`; so the mean delay that polling adds is poll / 2, and an episode costs
 * lambda S^2 / (2 poll) polls. A lock whose time to live runs out under its holder is taken by the next who polls, so
 * a fetch of S makes ceil(S / lock_ttl) queries. Who has waited for `wait_limit` looks a last time, then
 * fetches for itself and keeps the answer out of the cache, as nginx (proxy_cache_lock_timeout) and the
 * Redis cache-aside sample do. A restart of the cache loses the locks in it.
 *
 * The lock lives on the cache node of the key. While that is down there is none to take: every read fetches for itself.
 * (That locks are lost with a node whose keys are rehashed is left out: at most one query more for each of them.)
 *
 * A holder whose fetch fails or is dropped lets go of the lock. One that crashes (event lock_holder_crash) does not, and
 * writes nothing: the others wait until the lock expires. (An app server that is restarted shuts down in order: its locks
 * are let go.) A fetch whose user has gone is wanted as long as a waiter whose user is still there has polled within
 * the last `poll`: a lock knows no list of those who wait for it, so its holder's fetch is dropped with its user
 * (cancel_on_deadline), and who polls next begins anew.
 */
#include "base/ensure.h"
#include "base/hashindex.h"
#include "base/slots.h"
#include "model/event.h"
#include "protections/registry.h"

struct params {
    int64_t lock_ttl_ns, poll_ns, wait_limit_ns;
};

struct lock {
    int64_t expires_ns;
    int64_t polled_ns; /* when somebody whose user is there last found it taken; before the run: never */
    uint32_t key;
    read_slot holder; /* READ_NONE if it has crashed */
};

struct state {
    struct hashindex lock_of; /* key -> slot of its lock */
    struct slots slots;
    struct lock *lock;
    uint32_t *doomed; /* keys whose next holder crashes at once */
    size_t doomed_n;
};

enum { WAITS, HOLDS }; /* the word of a read that was taken in */

static uint64_t crashes_of(const struct config *c)
{
    uint64_t n = 0;
    for (size_t i = 0; i < c->events_n; i++) {
        n += c->events[i].type->crashes_processes;
    }
    return n;
}

/* Every lock has a holder, or one that has crashed. */
static uint64_t locks_of(const struct config *c)
{
    return sim_reads_at_once(c) + crashes_of(c);
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    uint64_t room = locks_of(c);
    return sizeof(struct state) + room * (sizeof(struct lock) + sizeof(uint32_t)) + hashindex_bytes(room) +
           crashes_of(c) * sizeof(uint32_t);
}

static void start(struct protection_instance *g, struct sim *sim)
{
    struct state *s = g->state;
    uint64_t room = locks_of(sim_config(sim));
    hashindex_place(&s->lock_of, s + 1, room);
    s->lock = (struct lock *)(void *)((char *)(s + 1) + hashindex_bytes(room));
    uint32_t *words = (uint32_t *)(void *)(s->lock + room);
    slots_place(&s->slots, words, room);
    s->doomed = words + room;
}

static uint32_t hash_of(uint32_t key)
{
    return (uint32_t)rng_mix(key);
}

/* The slot of the key's lock, or SLOT_NONE if nobody holds it. */
static uint32_t find(const struct state *s, uint32_t key)
{
    uint64_t at = hash_of(key);
    for (;;) {
        uint32_t slot = hashindex_next(&s->lock_of, hash_of(key), &at);
        if (slot == HASHINDEX_NONE || s->lock[slot].key == key) {
            return slot;
        }
    }
}

/* Whether the next holder of the key's lock is to crash: once for each time that nobody was there to crash. */
static bool is_doomed(struct state *s, uint32_t key)
{
    for (size_t i = 0; i < s->doomed_n; i++) {
        if (s->doomed[i] == key) {
            s->doomed[i] = s->doomed[--s->doomed_n];
            return true;
        }
    }
    return false;
}

/* The lock stays as it is until it expires: nobody is left to let go of it. */
static void crash_holder(struct sim *sim, struct lock *lock)
{
    read_slot holder = lock->holder;
    ensure(holder != READ_NONE);
    lock->holder = READ_NONE;
    sim_count(sim, COUNTER_LOCK_CRASHED);
    sim_read_crash(sim, holder);
}

static void crash(struct protection_instance *g, struct sim *sim, uint32_t key)
{
    struct state *s = g->state;
    uint32_t slot = find(s, key);
    if (slot != SLOT_NONE && s->lock[slot].holder != READ_NONE && s->lock[slot].expires_ns > sim_now_ns(sim)) {
        crash_holder(sim, &s->lock[slot]);
    } else {
        ensure(s->doomed_n < crashes_of(sim_config(sim)));
        s->doomed[s->doomed_n++] = key;
    }
}

/* Takes the lock of the read's key if it is free or has expired. */
static bool try_lock(struct protection_instance *g, struct sim *sim, read_slot read)
{
    struct state *s = g->state;
    const struct params *p = g->params;
    uint32_t key = sim_read_key(sim, read);
    uint32_t slot = find(s, key);
    int64_t now_ns = sim_now_ns(sim);
    if (slot != SLOT_NONE && s->lock[slot].expires_ns > now_ns) {
        s->lock[slot].polled_ns = sim_read_alive(sim, read) ? now_ns : s->lock[slot].polled_ns;
        return false;
    }
    if (slot == SLOT_NONE) {
        slot = slots_take(&s->slots);
        ensure(slot != SLOT_NONE);
        hashindex_add(&s->lock_of, hash_of(key), slot);
    } else {
        sim_count(sim, COUNTER_LOCK_EXPIRED);
        sim_log_incident(sim, INCIDENT_LOCK_EXPIRED, sim_read_server(sim, read));
    }
    s->lock[slot] =
        (struct lock){.expires_ns = p->lock_ttl_ns < TIME_NEVER - now_ns ? now_ns + p->lock_ttl_ns : TIME_NEVER,
                      .polled_ns = -p->poll_ns - 1,
                      .key = key,
                      .holder = read};
    sim_count(sim, COUNTER_LOCK_ACQUIRED);
    if (is_doomed(s, key)) {
        crash_holder(sim, &s->lock[slot]);
    }
    return true;
}

static bool wanted(const struct protection_instance *g, const struct sim *sim, read_slot read)
{
    const struct state *s = g->state;
    const struct params *p = g->params;
    uint32_t slot = find(s, sim_read_key(sim, read));
    return slot != SLOT_NONE && s->lock[slot].holder == read && sim_now_ns(sim) - s->lock[slot].polled_ns <= p->poll_ns;
}

/* Tries the lock, and sees to what comes next: the fetch, or the next poll. */
static void try_or_wait(struct protection_instance *g, struct sim *sim, read_slot read)
{
    const struct params *p = g->params;
    if (try_lock(g, sim, read)) {
        sim_read_set_word(sim, read, HOLDS);
        sim_timer(sim, g, sim_round_trip_ns(sim, g, sim_read_number(sim, read), sim_read_key(sim, read)), read);
        return;
    }
    sim_read_set_word(sim, read, WAITS);
    int64_t waited_ns = sim_now_ns(sim) - sim_read_missed_ns(sim, read);
    int64_t left_ns = p->wait_limit_ns - waited_ns;
    ensure(waited_ns >= 0 && left_ns >= 0 && p->poll_ns > 0);
    sim_timer(sim, g, left_ns < p->poll_ns ? left_ns : p->poll_ns, read);
}

static enum answer miss(struct protection_instance *g, struct sim *sim, read_slot read)
{
    if (!sim_node_up(sim, sim_read_key(sim, read))) {
        return ANSWER_PASS;
    }
    try_or_wait(g, sim, read);
    return ANSWER_JOIN;
}

static void timer(struct protection_instance *g, struct sim *sim, uint32_t read)
{
    const struct params *p = g->params;
    if (sim_read_word(sim, read) == HOLDS) {
        sim_read_fetch(sim, read, true);
        return;
    }
    if (sim_read_drop(sim, read)) {
        return;
    }
    sim_count(sim, COUNTER_LOCK_POLLS);
    if (sim_read_poll(sim, read)) {
        return;
    }
    if (!sim_node_up(sim, sim_read_key(sim, read))) {
        sim_read_fetch(sim, read, true);
        return;
    }
    if (sim_now_ns(sim) - sim_read_missed_ns(sim, read) >= p->wait_limit_ns) {
        sim_count(sim, COUNTER_LOCK_GAVE_UP);
        sim_read_fetch(sim, read, false);
        return;
    }
    try_or_wait(g, sim, read);
}

static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    struct state *s = g->state;
    (void)sim;
    if (fetch->kind != FETCH_DEMAND) {
        return;
    }
    uint32_t slot = find(s, fetch->key);
    if (slot != SLOT_NONE && s->lock[slot].holder == fetch->read) {
        hashindex_remove(&s->lock_of, hash_of(fetch->key), slot);
        slots_give(&s->slots, slot);
    }
}

static void restart(struct protection_instance *g, struct sim *sim, enum restart what)
{
    struct state *s = g->state;
    (void)sim;
    if (what != RESTART_CACHE) {
        return;
    }
    hashindex_clear(&s->lock_of);
    slots_clear(&s->slots);
}

static const struct field fields[] = {
    {"lock_ttl", FIELD_DURATION, offsetof(struct params, lock_ttl_ns), 1, 1e18, "\"2s\"", NULL,
     "how long a lock holds if its holder does not let go; shorter than the fetch, and another fetch starts"},
    {"poll", FIELD_DURATION, offsetof(struct params, poll_ns), 1, 1e18, "\"25ms\"", NULL,
     "how often a waiting read looks whether the value is there"},
    {"wait_limit", FIELD_DURATION, offsetof(struct params, wait_limit_ns), 1, 1e18, "\"5s\"", NULL,
     "after so long a waiting read fetches for itself, without writing to the cache"},
    {.type = FIELD_END}};

const struct protection coalesce_cluster_protection = {
    PROTECTION_TYPE("coalescing",
                    "one fetch in flight per key in the whole cluster, by a lock in the cache; other readers poll",
                    "a lock and polling in the cache; added latency of poll / 2; a lock too short repeats the herd",
                    "Redis SET NX, nginx proxy_cache_lock", fields, sizeof(struct params)),
    .choice = "scope",
    .scenario.value = "cluster",
    .keeps_hit_ratio = true,
    .needs_tier = true,
    .state_bytes = state_bytes,
    .start = start,
    .miss = miss,
    .wanted = wanted,
    .crash = crash,
    .reply = reply,
    .timer = timer,
    .restart = restart,
};
