/* map.h: a hash map from 64-bit keys to 32-bit values, of bounded size.
 *
 * Chains from an array of heads that doubles as the map fills, inside memory reserved at the start:
 * nothing is allocated later, and a map that holds little stays in the processor's cache however much it
 * has room for.
 */
#ifndef HERDSIM_MAP_H
#define HERDSIM_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"
#include "base/slots.h"

struct map_node {
    uint64_t key;
    uint32_t value;
    uint32_t next; /* node + 1; 0 ends a chain */
};

struct map {
    uint32_t *head; /* node + 1; 0 is empty */
    uint64_t heads_n, heads_max;
    struct map_node *node;
    struct slots slots;
};

/* Bytes that a map with room for `capacity` entries occupies. */
uint64_t map_bytes(uint64_t capacity);

/* Lays an empty map out in map_bytes(capacity) of zeroed memory, aligned to 8 bytes, that the caller keeps. */
void map_place(struct map *m, void *memory, uint64_t capacity);

/* Where the value of the key is, until the map next changes; NULL if the key is not there. */
static inline uint32_t *map_find(struct map *m, uint64_t key)
{
    uint32_t at = m->head[rng_mix(key) & (m->heads_n - 1)];
    while (at != 0) {
        struct map_node *node = &m->node[at - 1];
        if (node->key == key) {
            return &node->value;
        }
        at = node->next;
    }
    return NULL;
}

/* Adds a key that is not there. False if the map is full. */
bool map_add(struct map *m, uint64_t key, uint32_t value);

/* Removes a key; false if it was not there. */
bool map_remove(struct map *m, uint64_t key);

/* Removes all. */
void map_clear(struct map *m);

/* Entries held. */
static inline uint32_t map_size(const struct map *m)
{
    return slots_in_use(&m->slots);
}

#endif
