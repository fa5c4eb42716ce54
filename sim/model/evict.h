/* evict.h: which entry makes room when a cache node is full: lru, lfu, fifo or random.
 *
 * Every node has an equal share of the capacity. An entry keeps its place until it is pushed out or
 * dropped, expired or not, as in memcached.
 *   lru     least recently read or written first (Mattson et al., 1970)
 *   lfu     fewest reads since it entered first; among equals, least recently used. Constant time by lists
 *           of equal counts (Shah, Mitra, Matani, "An O(1) algorithm for implementing the LFU cache
 *           eviction scheme", 2010)
 *   fifo    oldest first
 *   random  uniform over the node's entries, drawn at the address (key that enters, instant)
 */
#ifndef HERDSIM_EVICT_H
#define HERDSIM_EVICT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

#define EVICT_NOBODY UINT32_MAX

struct evict_list { /* of slots, most recent first */
    uint32_t head, tail;
};

struct evict_bucket { /* lfu: the entries of a node that were read `uses` times */
    struct evict_list list;
    uint32_t lower, higher; /* neighbouring buckets of the node */
    uint64_t uses;
};

struct evict_node {
    uint32_t first_slot, slots_n, used_n;
    struct evict_list list; /* lru, fifo */
    uint32_t lowest_bucket; /* lfu */
};

struct evict_slot {
    uint32_t key, newer, older;
    uint32_t bucket; /* lfu */
};

struct evict {
    enum eviction policy;
    uint64_t seed;
    uint32_t nodes_n;
    struct evict_node *node;
    struct evict_slot *slot;
    uint32_t *slot_of; /* per key, slot + 1; 0: not in the cache */
    struct evict_bucket *bucket;
    uint32_t *free_bucket;
    uint32_t free_buckets_n;
    uint64_t keys_n, slots_n;
};

/* The config must have a cache with a capacity. False without memory. */
bool evict_init(struct evict *e, const struct config *c);
void evict_release(struct evict *e);

/* Bytes that evict_init takes, and what of it is per key. */
uint64_t evict_bytes(const struct config *c);
uint64_t evict_key_bytes(const struct config *c);

/* Whether the key has a place. */
static inline bool evict_holds(const struct evict *e, uint32_t key)
{
    return e->slot_of[key] != 0;
}

/* Whether a key can be admitted to the node without pushing another out. */
static inline bool evict_has_room(const struct evict *e, uint16_t node)
{
    return e->node[node].used_n < e->node[node].slots_n;
}

/* The key, which has a place, was read. */
void evict_touch(struct evict *e, uint32_t key);

/* Gives the key a place on its node if it has none; a write counts as use under lru. Returns the key that
 * was pushed out for it, or EVICT_NOBODY. */
uint32_t evict_admit(struct evict *e, uint16_t node, uint32_t key, int64_t now_ns);

/* Forgets all. */
void evict_clear(struct evict *e);

#endif
