/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hashindex.h: finds records by the hash of their key: a bounded set of (32-bit hash, 32-bit value) pairs.
 *
 * Open addressing with linear probing over 8-byte entries. The index keeps hashes, not keys, so that a search
 * touches one line of memory and no record but the one it is after; several values may share a hash, and
 * the caller looks at the records to tell them apart. The table doubles as it fills and halves as it empties,
 * inside memory taken at the start: one that holds little stays in the processor's cache, however much it has
 * room for or has held.
 */
#ifndef HERDSIM_HASHINDEX_H
#define HERDSIM_HASHINDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

#define HASHINDEX_NONE UINT32_MAX

struct hashindex_entry {
    uint32_t hash, value_1; /* value + 1; 0: empty */
};

struct hashindex {
    struct hashindex_entry *entry;
    uint64_t size, size_max; /* powers of two */
    uint64_t n;
};

/* Bytes of an index with room for `capacity` pairs. */
uint64_t hashindex_bytes(uint64_t capacity);

/* An empty index in hashindex_bytes(capacity) of zeroed memory, aligned to 8 bytes, that the caller keeps. */
void hashindex_place(struct hashindex *x, void *memory, uint64_t capacity);

/* The values with this hash, one a call: `*at` is where the search goes on, and starts with the hash.
 * HASHINDEX_NONE after the last one. */
static inline uint32_t hashindex_next(const struct hashindex *x, uint32_t hash, uint64_t *at)
{
    for (;;) {
        struct hashindex_entry e = x->entry[*at & (x->size - 1)];
        if (e.value_1 == 0) {
            return HASHINDEX_NONE;
        }
        ++*at;
        if (e.hash == hash) {
            return e.value_1 - 1;
        }
    }
}

/* Adds a pair; there must be room. value < 2^32 - 1. */
void hashindex_add(struct hashindex *x, uint32_t hash, uint32_t value);

/* Removes a pair, which must be there. */
void hashindex_remove(struct hashindex *x, uint32_t hash, uint32_t value);

/* Removes all. */
void hashindex_clear(struct hashindex *x);

/* Asks for the memory that a search for the hash will touch. */
MEMORY_PREFETCHING void hashindex_prefetch(const struct hashindex *x, uint32_t hash)
{
    __builtin_prefetch(&x->entry[hash & (x->size - 1)]);
}

#endif
