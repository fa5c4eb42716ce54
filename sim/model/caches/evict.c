/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evict.c: the tier's places, by key (see evict.h). */
#include "model/caches/evict.h"

#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"

uint64_t evict_key_bytes(const struct config *c)
{
    return c->keys.count * sizeof(uint32_t);
}

uint64_t evict_bytes(const struct config *c)
{
    return evict_key_bytes(c) + replacement_bytes(c->cache.eviction, c->cache.nodes, c->cache.capacity);
}

bool evict_init(struct evict *e, const struct config *c)
{
    *e = (struct evict){.keys_n = c->keys.count};
    e->slot_of = memory_take(e->keys_n * sizeof *e->slot_of);
    return replacement_init(&e->replacement, c, c->cache.eviction, PURPOSE_EVICT, c->cache.nodes, c->cache.capacity) &&
           e->slot_of != NULL;
}

void evict_release(struct evict *e)
{
    replacement_release(&e->replacement);
    memory_give(e->slot_of, e->keys_n * sizeof *e->slot_of);
}

void evict_clear(struct evict *e)
{
    memset(e->slot_of, 0, e->keys_n * sizeof *e->slot_of);
    replacement_clear(&e->replacement);
}

uint32_t evict_admit(struct evict *e, uint16_t node, uint32_t key, int64_t now_ns)
{
    ensure(key < e->keys_n);
    if (e->slot_of[key] != 0) {
        replacement_rewrite(&e->replacement, e->slot_of[key] - 1);
        return EVICT_NOBODY;
    }
    bool pushed_out;
    uint32_t slot = replacement_take(&e->replacement, node, key, (uint64_t)now_ns, &pushed_out);
    uint32_t victim = e->replacement.slot[slot].key;
    ensure(!pushed_out || (victim < e->keys_n && e->slot_of[victim] == slot + 1));
    if (pushed_out) {
        e->slot_of[victim] = 0;
    }
    e->replacement.slot[slot].key = key;
    e->slot_of[key] = slot + 1;
    return pushed_out ? victim : EVICT_NOBODY;
}

void evict_remove(struct evict *e, uint32_t key)
{
    ensure(key < e->keys_n);
    if (e->slot_of[key] == 0) {
        return;
    }
    uint32_t slot = e->slot_of[key] - 1;
    e->slot_of[key] = 0;
    if (replacement_give(&e->replacement, slot)) {
        e->slot_of[e->replacement.slot[slot].key] = slot + 1;
    }
}
