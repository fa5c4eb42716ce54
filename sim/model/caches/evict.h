/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evict.h: which key makes room when a node of the cache tier is full (see model/caches/replacement.h): per key, the place that its
 * entry has.
 *
 * Every node has an equal share of the capacity. The draws of random eviction are addressed by (key that enters,
 * instant).
 */
#ifndef HERDSIM_EVICT_H
#define HERDSIM_EVICT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/caches/replacement.h"
#include "model/config.h"

#define EVICT_NOBODY UINT32_MAX

struct evict {
    struct replacement replacement;
    uint32_t *slot_of; /* per key, slot + 1; 0: not in the cache */
    uint64_t keys_n;
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
    return replacement_has_room(&e->replacement, node);
}

/* The key, which has a place, was read. */
static inline void evict_touch(struct evict *e, uint32_t key)
{
    replacement_touch(&e->replacement, e->slot_of[key] - 1);
}

/* Gives the key a place on its node if it has none; a write counts as use under lru. Returns the key that
 * was pushed out for it, or EVICT_NOBODY. */
uint32_t evict_admit(struct evict *e, uint16_t node, uint32_t key, int64_t now_ns);

/* The key gives its place up, if it has one. */
void evict_remove(struct evict *e, uint32_t key);

/* Forgets all. */
void evict_clear(struct evict *e);

#endif
