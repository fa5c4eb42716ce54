/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_read.c: hits, copies and fills (see local_read.h). */
#include "model/caches/local_read.h"

#include "base/ensure.h"
#include "base/rng.h"
#include "model/caches/updates.h"
#include "model/purposes.h"

bool local_read_served(struct sim *sim, uint32_t server, uint32_t key)
{
    struct local *l = &sim->local;
    if (local_copies_first_ns(&l->copies) <= sim->now_ns) {
        local_read_settle(sim, sim->now_ns);
    }
    uint32_t tick = cache_clock_tick(&l->clock, sim->now_ns);
    const struct local_entry *e = local_look(l, server, key, tick);
    if (e == NULL) {
        return false;
    }
    histogram_record(&sim->meter.results->age, (uint64_t)(tick - e->written) << l->clock.shift);
    state_count_n(sim, COUNTER_STALENESS_OUTDATED, tick >= e->outdated);
    return true;
}

uint32_t local_read_life(const struct sim *sim, uint32_t server, uint32_t key, uint64_t number)
{
    ensure(!(sim->config->servers.local.jitter < 0));
    const struct config_local *c = &sim->config->servers.local;
    if (c->ttl_ns == TIME_NEVER) {
        return UINT32_MAX;
    }
    double life_ns = (double)c->ttl_ns;
    if (c->jitter > 0) {
        struct rng draw = rng_at(sim->config->run.seed, PURPOSE_LOCAL_TTL, number, ((uint64_t)server << 32) | key);
        life_ns *= 1 + c->jitter * (2 * rng_uniform(&draw) - 1);
    }
    return (uint32_t)cache_life_ticks((int64_t)life_ns, sim->local.clock.shift);
}

/* Writes an entry whose `from`, `written` and `outdated` are known. */
static void write_entry(struct sim *sim, uint32_t server, uint32_t key, uint64_t number, struct local_entry e,
                        int64_t at_ns)
{
    uint32_t life = local_read_life(sim, server, key, number);
    e.deadline = life == UINT32_MAX ? UINT32_MAX : e.from + life;
    enum local_written done = local_write(&sim->local, server, key, e, at_ns);
    state_count_n(sim, COUNTER_LOCAL_FILLS, done != LOCAL_LEFT);
    state_count_n(sim, COUNTER_LOCAL_EVICTIONS, done == LOCAL_PUSHED_OUT);
}

void local_read_settle(struct sim *sim, int64_t until_ns)
{
    struct local *l = &sim->local;
    for (int64_t at_ns = local_copies_first_ns(&l->copies); at_ns <= until_ns;
         at_ns = local_copies_first_ns(&l->copies)) {
        struct local_copy c = local_copies_take(&l->copies);
        if (c.emptied == l->emptied[c.server]) {
            struct local_entry e = {.from = c.from, .written = c.written, .outdated = c.outdated};
            write_entry(sim, c.server, c.key, c.number, e, at_ns);
        }
    }
}

void local_read_copy(struct sim *sim, uint32_t server, uint32_t key, uint64_t number, int64_t from_ns)
{
    ensure(from_ns >= sim->now_ns);
    if (from_ns >= sim->config->run.duration_ns) {
        return; /* too late for anybody */
    }
    const struct cache *tier = &sim->cache;
    int64_t tick_ns = INT64_C(1) << sim->local.clock.shift;
    int64_t whole_ns = from_ns > sim->now_ns ? from_ns + tick_ns - 1 : from_ns; /* never too early */
    struct local_entry e = {.from = cache_clock_tick(&sim->local.clock, whole_ns),
                            .written = cache_written(tier, key),
                            .outdated = tier->outdated != NULL ? tier->outdated[key] : UINT32_MAX};
    struct local_copy c = {.number = number,
                           .server = server,
                           .key = key,
                           .from = e.from,
                           .written = e.written,
                           .outdated = e.outdated,
                           .emptied = sim->local.emptied[server]};
    if (from_ns == sim->now_ns || !local_copies_send(&sim->local.copies, from_ns, &c)) {
        write_entry(sim, server, key, number, e, sim->now_ns);
    }
}

void local_read_fill(struct sim *sim, const struct request *f)
{
    ensure(f->kind == FETCH_DEMAND && f->server < sim->local.servers_n);
    struct local *l = &sim->local;
    bool changes = sim->config->keys.update_rate_per_s > 0;
    uint32_t tick = cache_clock_tick(&l->clock, sim->now_ns);
    struct local_entry e = {.from = tick,
                            .written = tick,
                            .outdated =
                                changes ? updates_next_tick(sim->config, &l->clock, f->key, sim->now_ns) : UINT32_MAX};
    local_read_settle(sim, sim->now_ns);
    write_entry(sim, f->server, f->key, f->number, e, sim->now_ns);
    if (l->mark != NULL) {
        l->mark[f->key] = CACHE_NOTHING;
    }
}
