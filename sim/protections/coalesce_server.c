/* SPDX-License-Identifier: GPL-3.0-or-later */
/* coalesce_server.c: request coalescing in each app server (a mutex per key, "single flight").
 *
 * The first read of a key that misses on a server fetches; those that miss on the same server while that
 * fetch is under way wait for it and then look in the cache again (or get the value at once, if the key's cache node
 * is down). If it fails, they fail with it. The fetch belongs to all of them: if the user of the first one goes, it keeps its
 * place in the queues and goes on as long as there is one whose user is there; only then can it be dropped
 * (cancel_on_deadline), and what is left fails. With N servers the herd on one key makes
 * 1 + (N - 1)(1 - e^(-lambda S / N)) queries, not one.
 *
 * The reads that fetch are found by (key, server). The waiters hang on the read that fetches in the order of
 * their coming, a circle through the reads' words: its word is the last waiter, whose word is the first.
 */
#include "base/hashindex.h"
#include "protections/registry.h"

struct state {
    struct hashindex leaders;
};

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    return sizeof(struct state) + hashindex_bytes(sim_reads_at_once(c));
}

static void start(struct protection_instance *g, struct sim *sim)
{
    struct state *s = g->state;
    hashindex_place(&s->leaders, s + 1, sim_reads_at_once(sim_config(sim)));
}

static uint32_t hash_of(const struct sim *sim, read_slot read)
{
    return (uint32_t)rng_mix(sim_read_key_and_server(sim, read));
}

/* Who fetches what this read is after, on its server; READ_NONE if nobody does. */
static read_slot leader_of(const struct state *s, const struct sim *sim, read_slot read, uint32_t hash)
{
    uint64_t flight = sim_read_key_and_server(sim, read), at = hash;
    for (;;) {
        read_slot leader = hashindex_next(&s->leaders, hash, &at);
        if (leader == HASHINDEX_NONE || sim_read_key_and_server(sim, leader) == flight) {
            return leader;
        }
    }
}

static enum answer miss(struct protection_instance *g, struct sim *sim, read_slot read)
{
    struct state *s = g->state;
    uint32_t hash = hash_of(sim, read);
    read_slot leader = leader_of(s, sim, read, hash);
    if (leader == READ_NONE) {
        sim_read_set_word(sim, read, READ_NONE);
        hashindex_add(&s->leaders, hash, read);
        return ANSWER_FETCH;
    }
    read_slot last = sim_read_word(sim, leader);
    sim_read_set_word(sim, read, last == READ_NONE ? read : sim_read_word(sim, last));
    if (last != READ_NONE) {
        sim_read_set_word(sim, last, read);
    }
    sim_read_set_word(sim, leader, read);
    return ANSWER_JOIN;
}

static void release(struct sim *sim, read_slot last, bool ok)
{
    read_slot read = sim_read_word(sim, last);
    bool written = sim_node_up(sim, sim_read_key(sim, last));
    for (;;) {
        read_slot next = sim_read_word(sim, read);
        bool done = read == last;
        if (ok && written) {
            sim_read_again(sim, read);
        } else if (ok) {
            sim_read_share(sim, read);
        } else {
            sim_read_fail(sim, read);
        }
        if (done) {
            return;
        }
        read = next;
    }
}

/* Every demand fetch is that of a leader: nobody else gets past miss(). */
static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    if (fetch->kind != FETCH_DEMAND) {
        return;
    }
    struct state *s = g->state;
    hashindex_remove(&s->leaders, hash_of(sim, fetch->read), fetch->read);
    read_slot last = sim_read_word(sim, fetch->read);
    if (last != READ_NONE) {
        release(sim, last, fetch->ok);
    }
}

static bool wanted(const struct protection_instance *g, const struct sim *sim, read_slot leader)
{
    (void)g;
    read_slot last = sim_read_word(sim, leader);
    for (read_slot read = last; read != READ_NONE;) {
        read = sim_read_word(sim, read);
        if (sim_read_alive(sim, read)) {
            return true;
        }
        if (read == last) {
            break;
        }
    }
    return false;
}

static void expect(const struct protection_instance *g, const struct sim *sim, read_slot read)
{
    const struct state *s = g->state;
    hashindex_prefetch(&s->leaders, hash_of(sim, read));
}

static const struct field fields[] = {{.type = FIELD_END}};

const struct protection coalesce_server_protection = {
    PROTECTION_TYPE("coalescing",
                    "one fetch in flight per key and app server; other reads of the key on that server wait for it",
                    "readers wait for another's fetch and fail with it; one query per server remains",
                    "Go singleflight, Caffeine, nginx proxy_cache_lock in one process", fields, 0),
    .choice = "scope",
    .scenario.value = "server",
    .herd = HERD_PER_SERVER,
    .keeps_hit_ratio = true,
    .needs_cache = true,
    .state_bytes = state_bytes,
    .start = start,
    .miss = miss,
    .reply = reply,
    .wanted = wanted,
    .shared = wanted,
    .expect = expect,
};
