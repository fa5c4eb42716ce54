/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.c: entries by (server, key) (see local.h). */
#include "model/caches/local.h"

#include "base/ensure.h"
#include "base/memory.h"
#include "base/rng.h"

static uint64_t at_most(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t local_capacity(const struct config *c, uint64_t reads_ever)
{
    ensure(c->servers.count > 0 && c->servers.count <= LOCAL_ENTRIES_MAX);
    uint64_t n = at_most(c->servers.local.capacity, c->keys.count);
    if (c->servers.local.start == CACHE_START_COLD) {
        n = at_most(n, reads_ever > 0 ? reads_ever : 1);
    }
    return at_most(n, LOCAL_ENTRIES_MAX / c->servers.count);
}

uint64_t local_key_bytes(const struct config *c)
{
    return c->cache.present ? 0 : c->keys.count * sizeof(uint32_t);
}

/* Copies on their way that there is room for. */
static uint64_t copies_of(const struct config *c, uint64_t capacity)
{
    bool crowded = c->cache.present && c->servers.local.capacity < c->keys.count;
    return crowded ? at_most(capacity * c->servers.count, LOCAL_COPIES_MAX) : 0;
}

uint64_t local_bytes(const struct config *c, uint64_t capacity)
{
    uint64_t entries_n = capacity * c->servers.count;
    return local_key_bytes(c) + local_copies_bytes(copies_of(c, capacity)) + c->servers.count * sizeof(uint32_t) +
           replacement_bytes(c->servers.local.eviction, c->servers.count, entries_n) +
           entries_n * sizeof(struct local_entry) + hashindex_bytes(entries_n);
}

bool local_init(struct local *l, const struct config *c, uint64_t capacity)
{
    ensure(capacity > 0 && capacity * c->servers.count <= LOCAL_ENTRIES_MAX);
    *l = (struct local){.present = true,
                        .clock = cache_clock_of(c),
                        .servers_n = (uint32_t)c->servers.count,
                        .capacity = (uint32_t)capacity,
                        .keys_n = c->keys.count};
    uint64_t entries_n = capacity * c->servers.count;
    l->entry = memory_take(entries_n * sizeof *l->entry);
    l->index_memory = memory_take(hashindex_bytes(entries_n));
    l->emptied = memory_take(c->servers.count * sizeof *l->emptied);
    l->mark = c->cache.present ? NULL : memory_take(l->keys_n * sizeof *l->mark);
    if (!local_copies_init(&l->copies, copies_of(c, capacity)) || l->emptied == NULL ||
        !replacement_init(&l->replacement, c, c->servers.local.eviction, PURPOSE_LOCAL_EVICT, c->servers.count,
                          entries_n) ||
        l->entry == NULL || l->index_memory == NULL || (l->mark == NULL && !c->cache.present)) {
        return false;
    }
    hashindex_place(&l->index, l->index_memory, entries_n);
    return true;
}

void local_release(struct local *l)
{
    if (!l->present) {
        return;
    }
    uint64_t entries_n = (uint64_t)l->capacity * l->servers_n;
    replacement_release(&l->replacement);
    local_copies_release(&l->copies);
    memory_give(l->emptied, l->servers_n * sizeof *l->emptied);
    memory_give(l->entry, entries_n * sizeof *l->entry);
    memory_give(l->index_memory, hashindex_bytes(entries_n));
    memory_give(l->mark, l->keys_n * sizeof *l->mark);
}

/* The place of the key's entry on the server, or HASHINDEX_NONE. */
static uint32_t find(const struct local *l, uint32_t server, uint32_t key, uint32_t hash)
{
    uint32_t first = server * l->capacity;
    uint64_t at = hash;
    for (;;) {
        uint32_t slot = hashindex_next(&l->index, hash, &at);
        if (slot == HASHINDEX_NONE || (slot - first < l->capacity && l->replacement.slot[slot].key == key)) {
            return slot;
        }
    }
}

const struct local_entry *local_look(struct local *l, uint32_t server, uint32_t key, uint32_t tick)
{
    uint32_t slot = find(l, server, key, local_hash(server, key));
    if (slot == HASHINDEX_NONE || tick < l->entry[slot].from || tick >= l->entry[slot].deadline) {
        return NULL;
    }
    replacement_touch(&l->replacement, slot);
    return &l->entry[slot];
}

enum local_written local_write(struct local *l, uint32_t server, uint32_t key, struct local_entry e, int64_t now_ns)
{
    ensure(server < l->servers_n && key < l->keys_n && e.from < e.deadline && e.written <= e.from);
    uint32_t hash = local_hash(server, key), slot = find(l, server, key, hash);
    if (slot != HASHINDEX_NONE) {
        const struct local_entry *there = &l->entry[slot];
        if (there->from <= e.from && e.from < there->deadline) {
            return LOCAL_LEFT;
        }
        l->entry[slot] = e;
        replacement_rewrite(&l->replacement, slot);
        return LOCAL_WRITTEN;
    }
    bool pushed_out;
    slot = replacement_take(&l->replacement, server, ((uint64_t)server << 32) | key, (uint64_t)now_ns, &pushed_out);
    uint32_t *owner = &l->replacement.slot[slot].key;
    if (pushed_out) {
        hashindex_remove(&l->index, local_hash(server, *owner), slot);
    }
    *owner = key;
    l->entry[slot] = e;
    hashindex_add(&l->index, hash, slot);
    return pushed_out ? LOCAL_PUSHED_OUT : LOCAL_WRITTEN;
}

void local_empty(struct local *l, uint32_t server)
{
    ensure(server < l->servers_n);
    l->emptied[server]++;
    const struct replacement_node *n = &l->replacement.node[server];
    for (uint32_t i = 0; i < n->used_n; i++) {
        uint32_t slot = n->first_slot + i;
        hashindex_remove(&l->index, local_hash(server, l->replacement.slot[slot].key), slot);
    }
    replacement_clear_node(&l->replacement, server);
}

void local_empty_all(struct local *l)
{
    for (uint32_t server = 0; server < l->servers_n; server++) {
        l->emptied[server]++;
    }
    hashindex_clear(&l->index);
    replacement_clear(&l->replacement);
}
