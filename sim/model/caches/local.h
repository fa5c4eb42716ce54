/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.h: what the caches in the memory of the app servers hold (private to the model).
 *
 * Every server has as many places, side by side; all entries are found through one hash index of (server, key). An
 * entry is there from an instant on, `from` (an answer of the tier that carries it is still on its way), and fresh from
 * then until its deadline. Ticks are those of the tier (model/caches/cache.h). Expiry is lazy; an expired entry keeps its place
 * until it is written again or pushed out.
 *
 * Where there are fewer places than keys, a copy that is on its way takes its place when it arrives (local_copies.h); where
 * there are more such copies than there is room for, as many as places, or 1M, the latest take theirs at once.
 *
 * A write that comes when a fresh entry will be there already changes nothing: the first one starts the TTL.
 */
#ifndef HERDSIM_LOCAL_H
#define HERDSIM_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hashindex.h"
#include "model/caches/cache.h"
#include "model/caches/local_copies.h"
#include "model/caches/replacement.h"
#include "model/config.h"

enum { LOCAL_COPIES_MAX = 1000000 };
#define LOCAL_ENTRIES_MAX (UINT64_C(1) << 31) /* of all servers together */

struct local_entry { /* all in ticks */
    uint32_t from, deadline;
    uint32_t written;  /* when the value left the database */
    uint32_t outdated; /* when the database replaces it; UINT32_MAX: never */
};

enum local_written {
    LOCAL_LEFT /* as it was */,
    LOCAL_WRITTEN,
    LOCAL_PUSHED_OUT /* written, and another entry gone */
};

struct local {
    bool present;
    struct cache_clock clock;
    uint32_t servers_n;
    uint32_t capacity; /* entries per server */
    struct replacement replacement;
    struct local_entry *entry; /* per place */
    struct hashindex index;
    void *index_memory;
    struct local_copies copies; /* on their way; none where every key has a place */
    uint32_t *emptied;          /* per server: how often its cache has been */
    uint32_t *mark;             /* per key, as in cache.h: the marks of its miss episode; NULL if the tier keeps them */
    uint64_t keys_n;
};

/* Entries that a server has room for: what the config says, at most as many as there are keys, or as the reads of the
 * whole run can fill from cold; and no more than LOCAL_ENTRIES_MAX / servers, which the loader has seen to unless it is
 * those reads that count. */
uint64_t local_capacity(const struct config *c, uint64_t reads_ever);

/* The config must have local caches, and a capacity of local_capacity(). False without memory. */
bool local_init(struct local *l, const struct config *c, uint64_t capacity);
void local_release(struct local *l);

/* Bytes that local_init reserves, and what of it is per key. */
uint64_t local_bytes(const struct config *c, uint64_t capacity);
uint64_t local_key_bytes(const struct config *c);

/* The hash of (server, key) in the index. */
static inline uint32_t local_hash(uint32_t server, uint32_t key)
{
    return (uint32_t)rng_mix(((uint64_t)server << 32) | key);
}

/* The fresh entry of a key on a server, which counts as used; NULL if there is none. Good until the next write. */
const struct local_entry *local_look(struct local *l, uint32_t server, uint32_t key, uint32_t tick);

/* Writes an entry; now_ns addresses the draw of a random victim, with server and key. */
enum local_written local_write(struct local *l, uint32_t server, uint32_t key, struct local_entry e, int64_t now_ns);

/* The server's cache is empty from here on; or those of all servers. */
void local_empty(struct local *l, uint32_t server);
void local_empty_all(struct local *l);

#endif
