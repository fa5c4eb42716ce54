/* evict.c: lists of slots, per node (see evict.h). */
#include "model/evict.h"

#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "base/rng.h"
#include "model/purposes.h"

#define NONE UINT32_MAX

uint64_t evict_key_bytes(const struct config *c)
{
    return c->keys.count * sizeof(uint32_t);
}

uint64_t evict_bytes(const struct config *c)
{
    uint64_t bytes = evict_key_bytes(c) + c->cache.nodes * sizeof(struct evict_node);
    bytes += c->cache.capacity * sizeof(struct evict_slot);
    if (c->cache.eviction == EVICTION_LFU) {
        bytes += (c->cache.capacity + c->cache.nodes) * (sizeof(struct evict_bucket) + sizeof(uint32_t));
    }
    return bytes;
}

bool evict_init(struct evict *e, const struct config *c)
{
    *e = (struct evict){.policy = c->cache.eviction,
                        .seed = c->run.seed,
                        .nodes_n = (uint32_t)c->cache.nodes,
                        .keys_n = c->keys.count,
                        .slots_n = c->cache.capacity};
    uint64_t buckets_n = e->policy == EVICTION_LFU ? e->slots_n + e->nodes_n : 0;
    e->node = memory_take(e->nodes_n * sizeof *e->node);
    e->slot = memory_take(e->slots_n * sizeof *e->slot);
    e->slot_of = memory_take(e->keys_n * sizeof *e->slot_of);
    e->bucket = memory_take(buckets_n * sizeof *e->bucket);
    e->free_bucket = memory_take(buckets_n * sizeof *e->free_bucket);
    if (e->node == NULL || e->slot == NULL || e->slot_of == NULL || e->bucket == NULL || e->free_bucket == NULL) {
        return false;
    }
    evict_clear(e);
    return true;
}

void evict_release(struct evict *e)
{
    uint64_t buckets_n = e->policy == EVICTION_LFU ? e->slots_n + e->nodes_n : 0;
    memory_give(e->node, e->nodes_n * sizeof *e->node);
    memory_give(e->slot, e->slots_n * sizeof *e->slot);
    memory_give(e->slot_of, e->keys_n * sizeof *e->slot_of);
    memory_give(e->bucket, buckets_n * sizeof *e->bucket);
    memory_give(e->free_bucket, buckets_n * sizeof *e->free_bucket);
}

void evict_clear(struct evict *e)
{
    memset(e->slot_of, 0, e->keys_n * sizeof *e->slot_of);
    uint64_t share = e->slots_n / e->nodes_n, rest = e->slots_n % e->nodes_n;
    uint32_t first = 0;
    for (uint32_t i = 0; i < e->nodes_n; i++) {
        uint32_t slots_n = (uint32_t)(share + (i < rest ? 1 : 0));
        e->node[i] =
            (struct evict_node){.first_slot = first, .slots_n = slots_n, .list = {NONE, NONE}, .lowest_bucket = NONE};
        first += slots_n;
    }
    e->free_buckets_n = 0;
    for (uint64_t i = e->policy == EVICTION_LFU ? e->slots_n + e->nodes_n : 0; i > 0; i--) {
        e->free_bucket[e->free_buckets_n++] = (uint32_t)(i - 1);
    }
}

static void list_add(struct evict *e, struct evict_list *l, uint32_t slot)
{
    e->slot[slot].newer = NONE;
    e->slot[slot].older = l->head;
    if (l->head != NONE) {
        e->slot[l->head].newer = slot;
    } else {
        l->tail = slot;
    }
    l->head = slot;
}

static void list_remove(struct evict *e, struct evict_list *l, uint32_t slot)
{
    uint32_t newer = e->slot[slot].newer, older = e->slot[slot].older;
    *(newer != NONE ? &e->slot[newer].older : &l->head) = older;
    *(older != NONE ? &e->slot[older].newer : &l->tail) = newer;
}

static struct evict_node *node_of_slot(struct evict *e, uint32_t slot)
{
    uint32_t share = (uint32_t)(e->slots_n / e->nodes_n), rest = (uint32_t)(e->slots_n % e->nodes_n);
    uint32_t in_long = rest * (share + 1); /* the first `rest` nodes have one slot more */
    return &e->node[slot < in_long ? slot / (share + 1) : rest + (slot - in_long) / share];
}

/* A bucket of that many uses between two neighbours (either may be NONE). */
static uint32_t bucket_insert(struct evict *e, struct evict_node *node, uint32_t lower, uint32_t higher, uint64_t uses)
{
    ensure(e->free_buckets_n > 0);
    uint32_t b = e->free_bucket[--e->free_buckets_n];
    e->bucket[b] = (struct evict_bucket){.list = {NONE, NONE}, .lower = lower, .higher = higher, .uses = uses};
    *(lower != NONE ? &e->bucket[lower].higher : &node->lowest_bucket) = b;
    if (higher != NONE) {
        e->bucket[higher].lower = b;
    }
    return b;
}

/* Takes a slot out of its bucket, and the bucket away if that leaves it empty. */
static void bucket_leave(struct evict *e, struct evict_node *node, uint32_t slot)
{
    uint32_t b = e->slot[slot].bucket;
    struct evict_bucket *bucket = &e->bucket[b];
    list_remove(e, &bucket->list, slot);
    if (bucket->list.head == NONE) {
        *(bucket->lower != NONE ? &e->bucket[bucket->lower].higher : &node->lowest_bucket) = bucket->higher;
        if (bucket->higher != NONE) {
            e->bucket[bucket->higher].lower = bucket->lower;
        }
        e->free_bucket[e->free_buckets_n++] = b;
    }
}

static void bucket_enter(struct evict *e, struct evict_node *node, uint32_t slot, uint32_t lower, uint64_t uses)
{
    uint32_t higher = lower != NONE ? e->bucket[lower].higher : node->lowest_bucket;
    bool there = higher != NONE && e->bucket[higher].uses == uses;
    uint32_t b = there ? higher : bucket_insert(e, node, lower, higher, uses);
    e->slot[slot].bucket = b;
    list_add(e, &e->bucket[b].list, slot);
}

static void count_use(struct evict *e, struct evict_node *node, uint32_t slot)
{
    uint32_t b = e->slot[slot].bucket;
    uint64_t uses = e->bucket[b].uses;
    bool alone = e->bucket[b].list.head == slot && e->bucket[b].list.tail == slot;
    uint32_t lower = alone ? e->bucket[b].lower : b;
    bucket_leave(e, node, slot);
    bucket_enter(e, node, slot, lower, uses + 1);
}

void evict_touch(struct evict *e, uint32_t key)
{
    uint32_t slot = e->slot_of[key] - 1;
    if (e->policy == EVICTION_LRU) {
        struct evict_node *node = node_of_slot(e, slot);
        if (node->list.head != slot) {
            list_remove(e, &node->list, slot);
            list_add(e, &node->list, slot);
        }
    } else if (e->policy == EVICTION_LFU) {
        count_use(e, node_of_slot(e, slot), slot);
    }
}

/* The slot whose entry the policy gives up. */
static uint32_t choose_victim(struct evict *e, struct evict_node *node, uint32_t key, int64_t now_ns)
{
    if (e->policy == EVICTION_RANDOM) {
        struct rng r = rng_at(e->seed, PURPOSE_EVICT, key, (uint64_t)now_ns);
        __extension__ typedef unsigned __int128 wide;
        return node->first_slot + (uint32_t)(((wide)rng_next(&r) * node->slots_n) >> 64);
    }
    if (e->policy == EVICTION_LFU) {
        return e->bucket[node->lowest_bucket].list.tail;
    }
    return node->list.tail;
}

static void leave(struct evict *e, struct evict_node *node, uint32_t slot)
{
    if (e->policy == EVICTION_LFU) {
        bucket_leave(e, node, slot);
    } else if (e->policy != EVICTION_RANDOM) {
        list_remove(e, &node->list, slot);
    }
    e->slot_of[e->slot[slot].key] = 0;
}

static void enter(struct evict *e, struct evict_node *node, uint32_t slot, uint32_t key)
{
    e->slot[slot].key = key;
    e->slot_of[key] = slot + 1;
    if (e->policy == EVICTION_LFU) {
        bucket_enter(e, node, slot, NONE, 1);
    } else if (e->policy != EVICTION_RANDOM) {
        list_add(e, &node->list, slot);
    }
}

uint32_t evict_admit(struct evict *e, uint16_t node_number, uint32_t key, int64_t now_ns)
{
    struct evict_node *node = &e->node[node_number];
    if (e->slot_of[key] != 0) {
        if (e->policy == EVICTION_LRU) {
            evict_touch(e, key);
        }
        return EVICT_NOBODY;
    }
    if (node->used_n < node->slots_n) {
        enter(e, node, node->first_slot + node->used_n++, key);
        return EVICT_NOBODY;
    }
    uint32_t slot = choose_victim(e, node, key, now_ns);
    uint32_t victim = e->slot[slot].key;
    leave(e, node, slot);
    enter(e, node, slot, key);
    return victim;
}
