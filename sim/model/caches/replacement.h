/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replacement.h: the places for entries that a cache has on each of its nodes, and who makes room when they are all taken:
 * lru, lfu, fifo or random. What an entry is, and how it is found, is its owner's matter; here it is a slot.
 *
 * An entry keeps its slot until it is pushed out or removed, or its node is cleared; expired or not, as in memcached.
 *   lru     least recently used first (Mattson et al., 1970)
 *   lfu     fewest uses since it came first; among equals, least recently used. Constant time by lists
 *           of equal counts (Shah, Mitra, Matani, "An O(1) algorithm for implementing the LFU cache
 *           eviction scheme", 2010)
 *   fifo    oldest first
 *   random  uniform over the node's entries, by an addressed draw
 */
#ifndef HERDSIM_REPLACEMENT_H
#define HERDSIM_REPLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slots.h"
#include "model/config.h"
#include "model/purposes.h"

struct replacement_list { /* of slots, most recent first */
    uint32_t head, tail;
};

struct replacement_bucket { /* lfu: the entries of a node that were used `uses` times */
    struct replacement_list list;
    uint32_t lower, higher; /* neighbouring buckets of the node */
    uint64_t uses;
};

struct replacement_node { /* its slots lie side by side, those in use first */
    uint32_t first_slot, slots_n, used_n;
    struct replacement_list list; /* lru, fifo */
    uint32_t lowest_bucket;       /* lfu */
};

struct replacement_slot {
    uint32_t key; /* the owner's */
    uint32_t newer, older;
    uint32_t bucket; /* lfu */
};

struct replacement {
    enum eviction policy;
    uint64_t seed;
    enum purpose purpose; /* of the draws of random */
    uint32_t nodes_n;
    uint64_t slots_n;
    struct replacement_node *node;
    struct replacement_slot *slot;
    struct replacement_bucket *bucket;
    struct slots free_buckets;
};

/* slots_n of them (>= nodes_n, < 2^32 - nodes_n - 1), shared equally by the nodes: the first ones have one more where
 * it does not come out even. False without memory. */
bool replacement_init(struct replacement *p, const struct config *c, enum eviction policy, enum purpose purpose,
                      uint64_t nodes_n, uint64_t slots_n);
void replacement_release(struct replacement *p);

/* Bytes that replacement_init reserves. */
uint64_t replacement_bytes(enum eviction policy, uint64_t nodes_n, uint64_t slots_n);

static inline bool replacement_has_room(const struct replacement *p, uint32_t node)
{
    return p->node[node].used_n < p->node[node].slots_n;
}

/* A slot of the node for an entry that comes in: a free one or, *pushed_out, that of the one which makes room. The slot
 * still has its last key, and the caller sets the new one. (a, b) is the address of a draw. */
uint32_t replacement_take(struct replacement *p, uint32_t node, uint64_t a, uint64_t b, bool *pushed_out);

/* The entry was used. */
void replacement_touch(struct replacement *p, uint32_t slot);

/* The entry was written again, which counts as a use under lru. */
void replacement_rewrite(struct replacement *p, uint32_t slot);

/* The slot is free. True if another entry of its node has moved into it: the owner has to note where that is now. */
bool replacement_give(struct replacement *p, uint32_t slot);

/* All slots of a node, or of all nodes, are free. */
void replacement_clear_node(struct replacement *p, uint32_t node);
void replacement_clear(struct replacement *p);

#endif
