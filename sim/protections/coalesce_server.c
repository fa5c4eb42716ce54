/* coalesce_server.c: request coalescing in each app server (a mutex per key, "single flight").
 *
 * The first read of a key that misses on a server fetches; those that miss on the same server while that
 * fetch is under way wait for it and then look in the cache again. If it fails, they fail with it. With N
 * servers the herd on one key makes 1 + (N - 1)(1 - e^(-lambda S / N)) queries, not one.
 *
 * The fetch under way is known by (key, server) -> the read that fetches. Its waiters hang on it in the
 * order of their coming, a circle linked through the reads' words: the fetching read's word is the last
 * waiter, whose word is the first.
 */
#include "base/ensure.h"
#include "base/map.h"
#include "protections/registry.h"

struct state {
    struct map under_way;
};

static uint64_t map_room(const struct config *c)
{
    return c->run.max_reads;
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    return sizeof(struct state) + map_bytes(map_room(c));
}

static void start(struct guard *g, struct sim *sim)
{
    struct state *s = g->state;
    map_place(&s->under_way, s + 1, map_room(sim_config(sim)));
}

static uint64_t flight(uint32_t key, uint32_t server)
{
    return ((uint64_t)key << 32) | server;
}

static enum answer miss(struct guard *g, struct sim *sim, read_slot read)
{
    struct state *s = g->state;
    uint64_t id = flight(sim_read_key(sim, read), sim_read_server(sim, read));
    const uint32_t *leader = map_find(&s->under_way, id);
    if (leader == NULL) {
        sim_read_set_word(sim, read, READ_NONE);
        ensure(map_add(&s->under_way, id, read));
        return ANSWER_FETCH;
    }
    read_slot last = sim_read_word(sim, *leader);
    sim_read_set_word(sim, read, last == READ_NONE ? read : sim_read_word(sim, last));
    if (last != READ_NONE) {
        sim_read_set_word(sim, last, read);
    }
    sim_read_set_word(sim, *leader, read);
    return ANSWER_JOIN;
}

static void release(struct sim *sim, read_slot last, bool ok)
{
    read_slot read = sim_read_word(sim, last);
    for (;;) {
        read_slot next = sim_read_word(sim, read);
        bool done = read == last;
        if (ok) {
            sim_read_again(sim, read);
        } else {
            sim_read_fail(sim, read);
        }
        if (done) {
            return;
        }
        read = next;
    }
}

static void reply(struct guard *g, struct sim *sim, const struct fetch_info *fetch)
{
    struct state *s = g->state;
    if (fetch->kind != FETCH_DEMAND) {
        return;
    }
    uint64_t id = flight(fetch->key, fetch->server);
    const uint32_t *leader = map_find(&s->under_way, id);
    if (leader == NULL || *leader != fetch->read) {
        return;
    }
    map_remove(&s->under_way, id);
    read_slot last = sim_read_word(sim, fetch->read);
    if (last != READ_NONE) {
        release(sim, last, fetch->ok);
    }
}

static const struct field fields[] = {{.type = FIELD_END}};

const struct protection coalesce_server_protection = {
    .name = "coalescing",
    .help = "one fetch in flight per key and app server; other reads of the key on that server wait for it",
    .choice = "scope",
    .chosen = "server",
    .fields = fields,
    .needs_cache = true,
    .state_bytes = state_bytes,
    .start = start,
    .miss = miss,
    .reply = reply,
};
