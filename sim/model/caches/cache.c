/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cache.c: the arrays of a cache (see cache.h). */
#include "model/caches/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "model/protection.h"

uint64_t cache_life_ticks(int64_t ns, uint32_t shift)
{
    ensure(ns >= 0 && shift < 63);
    uint64_t half = shift == 0 ? 0 : UINT64_C(1) << (shift - 1);
    uint64_t ticks = ((uint64_t)ns + half) >> shift;
    return ticks == 0 ? 1 : ticks;
}

enum { KEEPS_TTLS = 1000 };

int64_t cache_keeps_ns(const struct config *c)
{
    int64_t most_ns = 0;
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct protection *kind = c->protections[i].kind;
        int64_t keeps_ns = kind->keeps != NULL ? kind->keeps(c->protections[i].params, c) : 0;
        most_ns = keeps_ns > most_ns ? keeps_ns : most_ns;
    }
    return most_ns / KEEPS_TTLS < c->cache.ttl_ns ? most_ns : KEEPS_TTLS * c->cache.ttl_ns;
}

/* Lifetimes may be drawn up to twice the TTL; a value that left the tier may live on in a local cache. */
struct cache_clock cache_clock_of(const struct config *c)
{
    const struct config_local *local = &c->servers.local;
    int64_t tier_ns = c->cache.present && c->cache.ttl_ns != TIME_NEVER ? c->cache.ttl_ns : 0;
    int64_t local_ns = local->present && local->ttl_ns != TIME_NEVER ? local->ttl_ns : 0;
    struct cache_clock clock = {.shift = 0};
    for (;; clock.shift++) {
        uint64_t ttl = tier_ns == 0 ? 0 : cache_life_ticks(tier_ns, clock.shift);
        ttl += local_ns == 0 ? 0 : cache_life_ticks(local_ns, clock.shift);
        uint64_t run = ((uint64_t)c->run.duration_ns >> clock.shift) + 1;
        clock.base = 2 * ttl + ((uint64_t)cache_keeps_ns(c) >> clock.shift) + CACHE_FIRST_TICK + 1;
        if (ttl < (UINT32_MAX >> 3) && run < UINT32_MAX && clock.base + run + 2 * ttl < UINT32_MAX) {
            return clock;
        }
    }
}

uint64_t cache_key_bytes(const struct config *config, bool per_entry_ttl)
{
    uint64_t per_key = per_entry_ttl ? sizeof(struct cache_entry) : sizeof(uint32_t);
    per_key += config->keys.update_rate_per_s > 0 ? sizeof(uint32_t) : 0;
    per_key += cache_keeps_ns(config) > 0 ? sizeof(uint32_t) : 0;
    return per_key * config->keys.count + (config->cache.capacity != COUNT_UNLIMITED ? evict_key_bytes(config) : 0);
}

uint64_t cache_bytes(const struct config *config, bool per_entry_ttl)
{
    uint64_t bytes = cache_key_bytes(config, per_entry_ttl);
    return config->cache.capacity == COUNT_UNLIMITED ? bytes : bytes + evict_bytes(config) - evict_key_bytes(config);
}

bool cache_init(struct cache *c, const struct config *config, bool per_entry_ttl, int64_t lead_ns,
                const struct ring *ring)
{
    ensure(lead_ns >= 0 && config->keys.count > 0);
    *c = (struct cache){
        .clock = cache_clock_of(config), .per_entry_ttl = per_entry_ttl, .keys_n = config->keys.count, .ring = ring};
    bool expires = config->cache.ttl_ns != TIME_NEVER;
    c->ttl_ticks = expires ? (uint32_t)cache_life_ticks(config->cache.ttl_ns, c->clock.shift) : UINT32_MAX;
    c->lead_ticks = expires && lead_ns > 0 ? (uint32_t)cache_life_ticks(lead_ns, c->clock.shift) : 0;
    c->lead_ticks = c->lead_ticks < c->ttl_ticks ? c->lead_ticks : c->ttl_ticks;
    ensure(c->ttl_ticks > 0);
    bool ok = true;
    if (per_entry_ttl) {
        c->entry = memory_take_whole(c->keys_n * sizeof *c->entry);
        ok = c->entry != NULL;
    } else {
        c->written = memory_take_whole(c->keys_n * sizeof *c->written);
        ok = c->written != NULL;
    }
    if (config->keys.update_rate_per_s > 0) {
        c->outdated = memory_take(c->keys_n * sizeof *c->outdated);
        ok = ok && c->outdated != NULL;
    }
    if (cache_keeps_ns(config) > 0) {
        c->kept = memory_take(c->keys_n * sizeof *c->kept);
        ok = ok && c->kept != NULL;
    }
    if (config->cache.capacity != COUNT_UNLIMITED) {
        c->evict = calloc(1, sizeof *c->evict);
        ok = ok && c->evict != NULL && evict_init(c->evict, config);
    }
    return ok;
}

void cache_release(struct cache *c)
{
    memory_give(c->entry, c->keys_n * sizeof *c->entry);
    memory_give(c->written, c->keys_n * sizeof *c->written);
    memory_give(c->outdated, c->keys_n * sizeof *c->outdated);
    memory_give(c->kept, c->keys_n * sizeof *c->kept);
    if (c->evict != NULL) {
        evict_release(c->evict);
        free(c->evict);
    }
    *c = (struct cache){0};
}

int64_t cache_deadline_ns(const struct cache *c, uint32_t key)
{
    ensure(c->ttl_ticks != UINT32_MAX || c->per_entry_ttl);
    uint64_t deadline = c->per_entry_ttl ? c->entry[key].deadline : (uint64_t)c->written[key] + c->ttl_ticks;
    return (int64_t)((deadline - c->clock.base) << c->clock.shift);
}

uint32_t cache_write(struct cache *c, uint32_t key, int64_t now_ns, int64_t age_ns, int64_t ttl_ns)
{
    uint32_t age_ticks = (uint32_t)((uint64_t)age_ns >> c->clock.shift);
    uint32_t written = cache_tick(c, now_ns) - age_ticks;
    ensure(written >= CACHE_FIRST_TICK); /* below are marks */
    if (c->per_entry_ttl) {
        ensure(ttl_ns > 0);
        uint64_t life = ttl_ns == TIME_NEVER ? UINT32_MAX : cache_life_ticks(ttl_ns, c->clock.shift);
        uint64_t deadline = life == UINT32_MAX ? UINT32_MAX : written + life;
        ensure(deadline <= UINT32_MAX);
        c->entry[key] = (struct cache_entry){(uint32_t)deadline, written};
    } else {
        c->written[key] = written;
    }
    if (c->evict == NULL) {
        return EVICT_NOBODY;
    }
    uint32_t pushed_out = evict_admit(c->evict, ring_node(c->ring, key), key, now_ns);
    if (pushed_out != EVICT_NOBODY) {
        cache_forget(c, pushed_out);
    }
    return pushed_out;
}

/* What is left of a word when its entry is lost: where there is none to lose, a miss episode goes on. */
static inline uint32_t without_entry(uint32_t word)
{
    return word < CACHE_FIRST_TICK ? word : (uint32_t)CACHE_NOTHING;
}

bool cache_value_of(const struct cache *c, uint32_t key, struct cache_value *out)
{
    ensure(key < c->keys_n && c->kept != NULL);
    uint32_t word = c->per_entry_ttl ? c->entry[key].deadline : c->written[key];
    word = word >= CACHE_FIRST_TICK ? word : c->kept[key];
    *out = c->per_entry_ttl ? (struct cache_value){c->entry[key].written, word}
                            : (struct cache_value){word, (uint64_t)word + c->ttl_ticks};
    return word != CACHE_NOTHING;
}

void cache_drop(struct cache *c, uint32_t key)
{
    ensure(key < c->keys_n);
    uint32_t *word = cache_mark(c, key);
    cache_keep(c, key, *word);
    *word = without_entry(*word);
}

void cache_forget(struct cache *c, uint32_t key)
{
    ensure(key < c->keys_n);
    uint32_t *word = cache_mark(c, key);
    *word = without_entry(*word);
    if (c->kept != NULL) {
        c->kept[key] = CACHE_NOTHING;
    }
}

void cache_delete(struct cache *c, uint32_t key)
{
    cache_forget(c, key);
    if (c->evict != NULL) {
        evict_remove(c->evict, key);
    }
}

static void lose_all_entries(struct cache *c)
{
    for (uint64_t i = 0; c->per_entry_ttl && i < c->keys_n; i++) {
        c->entry[i].deadline = without_entry(c->entry[i].deadline);
    }
    for (uint64_t i = 0; !c->per_entry_ttl && i < c->keys_n; i++) {
        c->written[i] = without_entry(c->written[i]);
    }
}

void cache_expire_all(struct cache *c)
{
    for (uint64_t i = 0; c->kept != NULL && i < c->keys_n; i++) {
        cache_keep(c, (uint32_t)i, *cache_mark(c, (uint32_t)i));
    }
    lose_all_entries(c);
}

void cache_clear(struct cache *c)
{
    lose_all_entries(c);
    if (c->kept != NULL) {
        memset(c->kept, 0, c->keys_n * sizeof *c->kept);
    }
    if (c->evict != NULL) {
        evict_clear(c->evict);
    }
}
