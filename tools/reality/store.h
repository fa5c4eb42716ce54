/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h: the cache: what an app does with a Redis server, on one connection.
 *
 * Keys are "k:<rank>". Where two steps of the model happen in one instant (to poll a lock: get the value, or else try the
 * lock; to fill and let go of the lock), a Lua script does both, because Redis runs a script as one step.
 */
#ifndef HERDSIM_REALITY_STORE_H
#define HERDSIM_REALITY_STORE_H

#include <stdbool.h>
#include <stdint.h>

struct store; /* a connection; for one thread at a time */

/* Connects; ends the process if it cannot. Every other function does the same if the connection breaks. */
struct store *store_connect(const char *socket);
void store_close(struct store *s);

/* Whether the key has a value. */
bool store_get(struct store *s, uint32_t key);

/* Writes a value that lives ttl_ns (rounded to ms). `only_absent`: leaves a value that is there alone; false if so. */
bool store_set(struct store *s, uint32_t key, int64_t ttl_ns, bool only_absent);

/* Removes the key's value; everything, locks too. */
void store_delete(struct store *s, uint32_t key);
void store_flush(struct store *s);

/* Tries the lock of the key (SET NX PX). `token` names who holds it, never 0. */
bool store_lock(struct store *s, uint32_t key, uint64_t token, int64_t lock_ttl_ns);

enum store_poll { STORE_WAIT, STORE_VALUE, STORE_LOCKED };

/* The value, or else the lock, or neither. */
enum store_poll store_poll(struct store *s, uint32_t key, uint64_t token, int64_t lock_ttl_ns);

/* Writes a value and lets go of the lock, if `token` still holds it. False if a value was there and left alone. */
bool store_set_unlock(struct store *s, uint32_t key, uint64_t token, int64_t ttl_ns, bool only_absent);

struct store_watch {       /* when a key is hot, as protections/refresh.c decides it */
    int64_t ahead_ns;      /* before the deadline: refresh, if hot */
    int64_t observe_ns;    /* before that: count */
    double hot_rate_per_s; /* INFINITY: not used */
    uint64_t hot_reads;    /* COUNT_UNLIMITED: not used */
};

/* Whether the key has a value; *refresh: and it is hot, and this reader is to fetch it anew. The count and the mark of
 * the refresh under way are kept in Redis, one for all processes. */
bool store_get_watched(struct store *s, uint32_t key, const struct store_watch *watch, bool *refresh);

/* Writes what a refresh has fetched, and begins to count anew. */
void store_set_refreshed(struct store *s, uint32_t key, int64_t ttl_ns);

#endif
