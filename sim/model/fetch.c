/* fetch.c: the connection pools of the servers, and the fill (see fetch.h).
 *
 * A fetch holds a connection of its server's pool while it waits at the database and while it is served.
 * Who finds none free waits, first come first served; as all wait equally long at most, the head of the
 * queue is always the next to give up, and one pending timeout per server is enough.
 *
 * The write to the cache takes effect when the query is done: the way of the write there is left out (nobody
 * waits for it), which also makes the fetch time of the closed forms exact.
 */
#include "model/fetch.h"

#include "model/answer.h"
#include "model/database.h"
#include "model/local_read.h"
#include "model/tier.h"
#include "model/updates.h"

/* Tells the protections, and the read if one waits. The request is over. */
static void conclude(struct sim *sim, uint32_t slot, bool ok)
{
    const struct request *f = &sim->request[slot];
    enum fetch_kind kind = (enum fetch_kind)f->kind;
    struct fetch_info info = {.kind = kind,
                              .ok = ok,
                              .end = ok ? FETCH_OK : FETCH_DB_ERROR,
                              .key = f->key,
                              .server = f->server,
                              .id = slot,
                              .read = kind == FETCH_DEMAND ? slot : READ_NONE};
    if (kind != FETCH_DEMAND) {
        slots_give(&sim->request_slots, slot);
        sim->background_n--;
        state_count_n(sim, COUNTER_REFRESH_FAILED, kind == FETCH_REFRESH && !ok);
    }
    for (size_t i = 0; i < sim->guards_n; i++) {
        struct guard *g = &sim->guard[i];
        if (g->kind->reply != NULL) {
            g->kind->reply(g, sim, &info);
        }
    }
    if (kind == FETCH_DEMAND) {
        answer_read(sim, slot, ok ? ANSWERED_FETCH : ANSWERED_FAIL, sim->now_ns);
    }
}

static void write_entry(struct sim *sim, const struct request *f)
{
    struct cache *c = f->kind == FETCH_PREWARM && sim->builds ? &sim->building : &sim->cache;
    if (sim->nodes.dead_n > 0 && !nodes_takes(sim, f->key)) {
        return;
    }
    state_count(sim, COUNTER_CACHE_FILLS);
    bool redundant = f->kind == FETCH_DEMAND && cache_look(c, f->key, cache_tick(c, sim->now_ns)) != CACHE_STALE;
    if (redundant) {
        state_count(sim, COUNTER_CACHE_REDUNDANT_FILLS);
        if (sim->config->cache.write == CACHE_WRITE_ADD) {
            return;
        }
    }
    uint32_t pushed_out = cache_write(c, f->key, sim->now_ns, 0, tier_lifetime_ns(sim, f->key, f->number));
    state_count_n(sim, COUNTER_CACHE_EVICTIONS, pushed_out != EVICT_NOBODY);
    if (c->outdated != NULL) {
        c->outdated[f->key] = updates_next_tick(sim->config, &c->clock, f->key, sim->now_ns);
    }
    if (c != &sim->cache) {
        return; /* the protections watch over the cache that is in use */
    }
    for (size_t i = 0; i < sim->guards_n; i++) {
        struct guard *g = &sim->guard[i];
        if (g->kind->fill != NULL) {
            g->kind->fill(g, sim, f->key);
        }
    }
}

static void pool_change(struct sim *sim, struct server *server, int by)
{
    uint64_t size = sim->config->servers.pool_size;
    bool was_full = server->pool_in_use >= size;
    server->pool_in_use += (uint64_t)(int64_t)by;
    bool is_full = server->pool_in_use >= size;
    struct meter *m = &sim->meter;
    uint64_t all = m->level[LEVEL_POOL_IN_USE].value + (uint64_t)(int64_t)by;
    meter_level_set(m, LEVEL_POOL_IN_USE, sim->now_ns, all);
    if (was_full != is_full) {
        uint64_t full = m->level[LEVEL_POOLS_FULL].value + (is_full ? 1 : UINT64_MAX);
        meter_level_set(m, LEVEL_POOLS_FULL, sim->now_ns, full);
    }
    struct results *r = m->results;
    r->pool_in_use_peak = server->pool_in_use > r->pool_in_use_peak ? server->pool_in_use : r->pool_in_use_peak;
}

/* The fetch has its connection; false (and the fetch is over) if the database turns it away. */
static bool go_to_database(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    histogram_record(&sim->meter.results->pool_wait, (uint64_t)(sim->now_ns - f->since_ns));
    if (database_submit(sim, slot)) {
        return true;
    }
    conclude(sim, slot, false);
    return false;
}

static void set_timeout(struct sim *sim, uint32_t server_number)
{
    struct server *server = &sim->server[server_number];
    int64_t limit_ns = sim->config->servers.pool_wait_timeout_ns;
    if (limit_ns == TIME_NEVER || server->timeout_set || server->pool.n == 0) {
        return;
    }
    server->timeout_set = true;
    state_push(sim, sim->request[server->pool.head].since_ns + limit_ns, STATE_POOL_TIMEOUT, server_number);
}

static void start(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    struct server *server = &sim->server[f->server];
    f->since_ns = sim->now_ns;
    if (server->pool_in_use < sim->config->servers.pool_size) {
        pool_change(sim, server, 1);
        if (!go_to_database(sim, slot)) {
            pool_change(sim, server, -1);
        }
        return;
    }
    state_fifo_add(&server->pool, slot, &sim->request[server->pool.n > 0 ? server->pool.tail : slot].next);
    if (server->pool.n > sim->meter.pool_waiting_peak) {
        sim->meter.pool_waiting_peak = server->pool.n;
    }
    set_timeout(sim, f->server);
}

static uint32_t take_waiting(struct sim *sim, struct server *server)
{
    uint32_t slot = state_fifo_take(&server->pool, sim->request[server->pool.head].next);
    state_prefetch_queue(sim, &server->pool);
    return slot;
}

/* A connection came back: it goes to the next in line, until one gets past the database's door. */
static void pool_release(struct sim *sim, struct server *server)
{
    while (server->pool.n > 0) {
        if (go_to_database(sim, take_waiting(sim, server))) {
            return;
        }
    }
    pool_change(sim, server, -1);
}

void fetch_demand(struct sim *sim, uint32_t slot, bool fill)
{
    sim->request[slot].fill = fill;
    start(sim, slot);
}

/* A request that no read waits for, or SLOT_NONE when the room for these is used up. */
static uint32_t background(struct sim *sim, enum fetch_kind kind, uint32_t key, uint32_t server, uint64_t number)
{
    if (sim->background_n == STATE_BACKGROUND_MAX) {
        return SLOT_NONE;
    }
    sim->background_n++;
    uint32_t slot = slots_take(&sim->request_slots);
    sim->request[slot] = (struct request){
        .number = number, .key = key, .session = SLOT_NONE, .server = server, .kind = (uint8_t)kind, .fill = true};
    return slot;
}

void fetch_refresh(struct sim *sim, struct guard *g, uint32_t key, uint32_t server, int64_t deadline_ns)
{
    uint32_t slot = background(sim, FETCH_REFRESH, key, server, (uint64_t)deadline_ns);
    if (slot == SLOT_NONE) {
        state_count(sim, COUNTER_REFRESH_FAILED);
        struct fetch_info info = {
            .kind = FETCH_REFRESH, .end = FETCH_TURNED_AWAY, .key = key, .server = server, .read = READ_NONE};
        if (g->kind->reply != NULL) {
            g->kind->reply(g, sim, &info);
        }
        return;
    }
    start(sim, slot);
}

bool sim_fetch_prewarm(struct sim *sim, uint32_t key)
{
    uint32_t slot = background(sim, FETCH_PREWARM, key, SLOT_NONE, 0);
    if (slot == SLOT_NONE) {
        return false;
    }
    if (database_submit(sim, slot)) {
        return true;
    }
    slots_give(&sim->request_slots, slot);
    sim->background_n--;
    return false;
}

void fetch_done(struct sim *sim, uint32_t slot)
{
    const struct request f = sim->request[slot];
    database_release(sim);
    if (f.server != SLOT_NONE) {
        pool_release(sim, &sim->server[f.server]);
    }
    if (f.fill && sim->config->cache.present) {
        write_entry(sim, &f);
    }
    if (f.fill && sim->local.present && f.kind == FETCH_DEMAND) {
        local_read_fill(sim, &f);
    }
    sim->meter.results->prewarm.loaded += f.kind == FETCH_PREWARM;
    conclude(sim, slot, true);
}

void fetch_pool_timeout(struct sim *sim, uint32_t server_number)
{
    struct server *server = &sim->server[server_number];
    int64_t limit_ns = sim->config->servers.pool_wait_timeout_ns;
    server->timeout_set = false;
    while (server->pool.n > 0 && sim->request[server->pool.head].since_ns + limit_ns <= sim->now_ns) {
        uint32_t slot = take_waiting(sim, server);
        state_count(sim, COUNTER_POOL_TIMED_OUT);
        conclude(sim, slot, false);
    }
    set_timeout(sim, server_number);
}
