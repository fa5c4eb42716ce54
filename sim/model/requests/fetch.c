/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch.c: from the wish for a query to the fill (see fetch.h).
 *
 * The write to the cache takes effect when the query is done: the way of the write there is left out (nobody
 * waits for it), which also makes the fetch time of the closed forms exact.
 */
#include "model/requests/fetch.h"

#include "base/ensure.h"
#include "model/caches/local_read.h"
#include "model/caches/tier.h"
#include "model/caches/updates.h"
#include "model/requests/answer.h"
#include "model/requests/database.h"
#include "model/requests/delete_on_error.h"
#include "model/requests/episode.h"
#include "model/requests/failure.h"
#include "model/requests/pool.h"
#include "model/requests/wanted.h"
#include "model/state/hooks.h"

static struct fetch_info info_of(const struct sim *sim, uint32_t slot, enum fetch_end end)
{
    const struct request *f = &sim->request[slot];
    bool demand = f->kind == FETCH_DEMAND;
    return (struct fetch_info){.kind = (enum fetch_kind)f->kind,
                               .ok = end == FETCH_OK,
                               .end = end,
                               .key = f->key,
                               .server = f->server,
                               .id = slot,
                               .read = demand ? slot : READ_NONE};
}

static void free_background(struct sim *sim, uint32_t slot)
{
    ensure(sim->background_n > 0);
    struct request *f = &sim->request[slot];
    sim->background_n--;
    if (f->orphan) {
        sim->orphans_n++;
    } else {
        slots_give(&sim->request_slots, slot);
    }
}

/* A fetch has come to its end: the protections are told, and the read, if one waits. The record is free afterwards, unless
 * the database still has it (an orphan). */
static void over(struct sim *sim, uint32_t slot, enum fetch_end end)
{
    struct fetch_info info = info_of(sim, slot, end);
    bool ok = info.ok;
    if (info.kind != FETCH_DEMAND) {
        free_background(sim, slot);
        state_count_n(sim, COUNTER_REFRESH_FAILED, info.kind == FETCH_REFRESH && !ok);
    }
    if (__builtin_expect(!ok, 0) && info.kind == FETCH_DEMAND) {
        delete_on_error_entry(sim, info.key, end);
    }
    hooks_reply(sim, &info);
    if (info.kind == FETCH_DEMAND) {
        if (ok) {
            answer_read(sim, slot, ANSWERED_FETCH, sim->now_ns);
        } else {
            failure_of_read(sim, slot);
        }
    }
}

/* Whether the protections let the fetch go on; if they all do, they are told that it does. */
static bool is_let_through(struct sim *sim, uint32_t slot)
{
    struct fetch_info info = info_of(sim, slot, FETCH_OK);
    return hooks_query(sim, &info);
}

static void start(struct sim *sim, uint32_t slot)
{
    if (wanted_no_more(sim, &sim->request[slot]) || (sim->hooks.asks && !is_let_through(sim, slot))) {
        over(sim, slot, FETCH_TURNED_AWAY);
    } else {
        pool_want(sim, slot);
    }
}

void fetch_demand(struct sim *sim, uint32_t slot, bool fill)
{
    sim->request[slot].fill = fill;
    start(sim, slot);
}

/* A request that no read waits for, or SLOT_NONE when the room for these is used up. */
static uint32_t background(struct sim *sim, enum fetch_kind kind, uint32_t key, uint32_t server, uint64_t number)
{
    ensure(kind != FETCH_DEMAND && key < sim->config->keys.count);
    if (sim->background_n == STATE_BACKGROUND_MAX || slots_full(&sim->request_slots)) {
        return SLOT_NONE;
    }
    sim->background_n++;
    uint32_t slot = slots_take(&sim->request_slots);
    sim->request[slot] = (struct request){
        .number = number, .key = key, .session = SLOT_NONE, .server = server, .kind = (uint8_t)kind, .fill = true};
    return slot;
}

void fetch_refresh(struct sim *sim, struct protection_instance *g, uint32_t key, uint32_t server, uint64_t number)
{
    uint32_t slot = background(sim, FETCH_REFRESH, key, server, number);
    if (slot != SLOT_NONE) {
        start(sim, slot);
        return;
    }
    state_count(sim, COUNTER_REFRESH_FAILED);
    struct fetch_info info = {
        .kind = FETCH_REFRESH, .end = FETCH_TURNED_AWAY, .key = key, .server = server, .read = READ_NONE};
    if (g->kind->reply != NULL) {
        g->kind->reply(g, sim, &info);
    }
}

void sim_refresh(struct sim *sim, struct protection_instance *g, uint32_t key, uint32_t server, uint64_t number)
{
    fetch_refresh(sim, g, key, server, number);
}

bool sim_fetch_prewarm(struct sim *sim, uint32_t key)
{
    ensure(sim->config->cache.present);
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

static void write_entry(struct sim *sim, const struct request *f)
{
    struct cache *c = f->kind == FETCH_PREWARM && sim->tier.builds ? &sim->tier.building : &sim->cache;
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
    uint32_t pushed_out = cache_write(c, f->key, sim->now_ns, 0, hooks_ttl(sim, f->key, f->number));
    state_count_n(sim, COUNTER_CACHE_EVICTIONS, pushed_out != EVICT_NOBODY);
    if (c->outdated != NULL) {
        c->outdated[f->key] = updates_next_tick(sim->config, &c->clock, f->key, sim->now_ns);
    }
    if (c != &sim->cache) {
        return; /* the protections watch over the cache that is in use */
    }
    hooks_fill(sim, f->key);
}

void fetch_done(struct sim *sim, uint32_t slot)
{
    const struct request *f = &sim->request[slot];
    database_release(sim, slot);
    if (f->server != SLOT_NONE) {
        pool_release(sim, f->server);
    }
    if (f->orphan) {
        state_count(sim, COUNTER_DB_ABANDONED);
        ensure(sim->orphans_n > 0);
        slots_give(&sim->request_slots, slot);
        sim->orphans_n--;
        return;
    }
    state_count_n(sim, COUNTER_DB_ABANDONED, f->crashed || !wanted_by_somebody(sim, slot));
    if (f->crashed) {
        over(sim, slot, FETCH_DROPPED);
        return;
    }
    if (f->kind == FETCH_DEMAND) {
        state_count(sim, COUNTER_DB_ANSWERED);
        state_count_n(sim, COUNTER_DB_ANSWERED_FIRST, episode_is_open(sim, f->key));
    }
    if (f->fill && sim->config->cache.present) {
        write_entry(sim, f);
    }
    if (f->fill && sim->local.present && f->kind == FETCH_DEMAND) {
        local_read_fill(sim, f);
    }
    sim->meter.results->prewarm.loaded += f->kind == FETCH_PREWARM;
    over(sim, slot, FETCH_OK);
}

/* A query has been lost on its way: in the line for a connection, or at the database. */
static void lost(struct sim *sim, uint32_t server, uint32_t slot, enum fetch_end end)
{
    if (server != SLOT_NONE) {
        pool_release(sim, server);
    }
    if (slot != SLOT_NONE) {
        over(sim, slot, end);
    }
}

void fetch_take_charge(struct sim *sim)
{
    sim->database.lost = lost;
}
