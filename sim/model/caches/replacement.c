/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replacement.c: lists of slots, per node (see replacement.h). */
#include "model/caches/replacement.h"

#include "base/ensure.h"
#include "base/memory.h"
#include "base/rng.h"

#define NONE UINT32_MAX

/* A bucket has an entry at least; while one moves to the next bucket there may be one more. */
static uint64_t buckets_of(enum eviction policy, uint64_t nodes_n, uint64_t slots_n)
{
    return policy == EVICTION_LFU ? slots_n + nodes_n : 0;
}

uint64_t replacement_bytes(enum eviction policy, uint64_t nodes_n, uint64_t slots_n)
{
    uint64_t buckets_n = buckets_of(policy, nodes_n, slots_n);
    return nodes_n * sizeof(struct replacement_node) + slots_n * sizeof(struct replacement_slot) +
           buckets_n * (sizeof(struct replacement_bucket) + sizeof(uint32_t));
}

bool replacement_init(struct replacement *p, const struct config *c, enum eviction policy, enum purpose purpose,
                      uint64_t nodes_n, uint64_t slots_n)
{
    ensure(nodes_n > 0 && slots_n >= nodes_n && slots_n < UINT32_MAX - nodes_n - 1);
    *p = (struct replacement){
        .policy = policy, .seed = c->run.seed, .purpose = purpose, .nodes_n = (uint32_t)nodes_n, .slots_n = slots_n};
    uint64_t buckets_n = buckets_of(policy, nodes_n, slots_n);
    p->node = memory_take(nodes_n * sizeof *p->node);
    p->slot = memory_take(slots_n * sizeof *p->slot);
    p->bucket = memory_take(buckets_n * sizeof *p->bucket);
    if (!slots_init(&p->free_buckets, buckets_n) || p->node == NULL || p->slot == NULL || p->bucket == NULL) {
        return false;
    }
    replacement_clear(p);
    return true;
}

void replacement_release(struct replacement *p)
{
    memory_give(p->node, p->nodes_n * sizeof *p->node);
    memory_give(p->slot, p->slots_n * sizeof *p->slot);
    memory_give(p->bucket, buckets_of(p->policy, p->nodes_n, p->slots_n) * sizeof *p->bucket);
    slots_release(&p->free_buckets);
}

static const struct replacement_list empty_list = {NONE, NONE};

void replacement_clear_node(struct replacement *p, uint32_t node)
{
    struct replacement_node *n = &p->node[node];
    for (uint32_t b = n->lowest_bucket; b != NONE; b = p->bucket[b].higher) {
        slots_give(&p->free_buckets, b);
    }
    n->used_n = 0;
    n->list = empty_list;
    n->lowest_bucket = NONE;
}

void replacement_clear(struct replacement *p)
{
    uint64_t share = p->slots_n / p->nodes_n, rest = p->slots_n % p->nodes_n;
    uint32_t first = 0;
    for (uint32_t i = 0; i < p->nodes_n; i++) {
        uint32_t slots_n = (uint32_t)(share + (i < rest ? 1 : 0));
        p->node[i] = (struct replacement_node){
            .first_slot = first, .slots_n = slots_n, .list = empty_list, .lowest_bucket = NONE};
        first += slots_n;
    }
    slots_clear(&p->free_buckets);
}

static void list_add(struct replacement *p, struct replacement_list *l, uint32_t slot)
{
    p->slot[slot].newer = NONE;
    p->slot[slot].older = l->head;
    if (l->head != NONE) {
        p->slot[l->head].newer = slot;
    } else {
        l->tail = slot;
    }
    l->head = slot;
}

static void list_remove(struct replacement *p, struct replacement_list *l, uint32_t slot)
{
    uint32_t newer = p->slot[slot].newer, older = p->slot[slot].older;
    *(newer != NONE ? &p->slot[newer].older : &l->head) = older;
    *(older != NONE ? &p->slot[older].newer : &l->tail) = newer;
}

static struct replacement_node *node_of_slot(struct replacement *p, uint32_t slot)
{
    ensure(slot < p->slots_n);
    uint32_t share = (uint32_t)(p->slots_n / p->nodes_n), rest = (uint32_t)(p->slots_n % p->nodes_n);
    uint32_t in_long = rest * (share + 1); /* the first `rest` nodes have one slot more */
    return &p->node[slot < in_long ? slot / (share + 1) : rest + (slot - in_long) / share];
}

/* A bucket of that many uses between two neighbours (either may be NONE). */
static uint32_t bucket_insert(struct replacement *p, struct replacement_node *node, uint32_t lower, uint32_t higher,
                              uint64_t uses)
{
    uint32_t b = slots_take(&p->free_buckets);
    ensure(b != SLOT_NONE);
    p->bucket[b] = (struct replacement_bucket){.list = empty_list, .lower = lower, .higher = higher, .uses = uses};
    *(lower != NONE ? &p->bucket[lower].higher : &node->lowest_bucket) = b;
    if (higher != NONE) {
        p->bucket[higher].lower = b;
    }
    return b;
}

/* Takes a slot out of its bucket, and the bucket away if that leaves it empty. */
static void bucket_leave(struct replacement *p, struct replacement_node *node, uint32_t slot)
{
    uint32_t b = p->slot[slot].bucket;
    struct replacement_bucket *bucket = &p->bucket[b];
    list_remove(p, &bucket->list, slot);
    if (bucket->list.head == NONE) {
        *(bucket->lower != NONE ? &p->bucket[bucket->lower].higher : &node->lowest_bucket) = bucket->higher;
        if (bucket->higher != NONE) {
            p->bucket[bucket->higher].lower = bucket->lower;
        }
        slots_give(&p->free_buckets, b);
    }
}

static void bucket_enter(struct replacement *p, struct replacement_node *node, uint32_t slot, uint32_t lower,
                         uint64_t uses)
{
    uint32_t higher = lower != NONE ? p->bucket[lower].higher : node->lowest_bucket;
    bool there = higher != NONE && p->bucket[higher].uses == uses;
    uint32_t b = there ? higher : bucket_insert(p, node, lower, higher, uses);
    p->slot[slot].bucket = b;
    list_add(p, &p->bucket[b].list, slot);
}

static void count_use(struct replacement *p, struct replacement_node *node, uint32_t slot)
{
    uint32_t b = p->slot[slot].bucket;
    uint64_t uses = p->bucket[b].uses;
    ensure(uses > 0);
    bool alone = p->bucket[b].list.head == slot && p->bucket[b].list.tail == slot;
    uint32_t lower = alone ? p->bucket[b].lower : b;
    bucket_leave(p, node, slot);
    bucket_enter(p, node, slot, lower, uses + 1);
}

void replacement_touch(struct replacement *p, uint32_t slot)
{
    if (p->policy == EVICTION_LRU) {
        struct replacement_node *node = node_of_slot(p, slot);
        if (node->list.head != slot) {
            list_remove(p, &node->list, slot);
            list_add(p, &node->list, slot);
        }
    } else if (p->policy == EVICTION_LFU) {
        count_use(p, node_of_slot(p, slot), slot);
    }
}

void replacement_rewrite(struct replacement *p, uint32_t slot)
{
    if (p->policy == EVICTION_LRU) {
        replacement_touch(p, slot);
    }
}

/* The slot whose entry the policy gives up. */
static uint32_t choose_victim(const struct replacement *p, const struct replacement_node *node, uint64_t a, uint64_t b)
{
    if (p->policy == EVICTION_RANDOM) {
        struct rng r = rng_at(p->seed, p->purpose, a, b);
        return node->first_slot + (uint32_t)rng_below(&r, node->slots_n);
    }
    if (p->policy == EVICTION_LFU) {
        return p->bucket[node->lowest_bucket].list.tail;
    }
    return node->list.tail;
}

static void leave(struct replacement *p, struct replacement_node *node, uint32_t slot)
{
    if (p->policy == EVICTION_LFU) {
        bucket_leave(p, node, slot);
    } else if (p->policy != EVICTION_RANDOM) {
        list_remove(p, &node->list, slot);
    }
}

static void enter(struct replacement *p, struct replacement_node *node, uint32_t slot)
{
    if (p->policy == EVICTION_LFU) {
        bucket_enter(p, node, slot, NONE, 1);
    } else if (p->policy != EVICTION_RANDOM) {
        list_add(p, &node->list, slot);
    }
}

uint32_t replacement_take(struct replacement *p, uint32_t node_number, uint64_t a, uint64_t b, bool *pushed_out)
{
    struct replacement_node *node = &p->node[node_number];
    *pushed_out = !replacement_has_room(p, node_number);
    uint32_t slot = *pushed_out ? choose_victim(p, node, a, b) : node->first_slot + node->used_n++;
    ensure(slot - node->first_slot < node->slots_n);
    if (*pushed_out) {
        leave(p, node, slot);
    }
    enter(p, node, slot);
    return slot;
}

/* The neighbours of a slot in its list, or the list's ends, name it by another number. */
static void rename_slot(struct replacement *p, struct replacement_list *l, uint32_t slot, uint32_t name)
{
    uint32_t newer = p->slot[slot].newer, older = p->slot[slot].older;
    *(newer != NONE ? &p->slot[newer].older : &l->head) = name;
    *(older != NONE ? &p->slot[older].newer : &l->tail) = name;
}

bool replacement_give(struct replacement *p, uint32_t slot)
{
    struct replacement_node *node = node_of_slot(p, slot);
    ensure(slot - node->first_slot < node->used_n); /* it is in use */
    leave(p, node, slot);
    uint32_t last = node->first_slot + --node->used_n; /* moves, as those in use come first */
    if (last == slot) {
        return false;
    }
    if (p->policy == EVICTION_LFU) {
        rename_slot(p, &p->bucket[p->slot[last].bucket].list, last, slot);
    } else if (p->policy != EVICTION_RANDOM) {
        rename_slot(p, &node->list, last, slot);
    }
    p->slot[slot] = p->slot[last];
    return true;
}
