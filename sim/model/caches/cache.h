/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cache.h: what the cache tier holds: per key, whether an entry is there and how long it stays fresh.
 *
 * State is one array indexed by popularity rank, 4 bytes a key where all entries live equally long (the
 * instant of the write, from which the deadline follows), 8 where they do not (write and deadline).
 * Instants are kept in ticks of 2^shift ns, the finest that fits run and TTL into 32 bits (about 1 us for
 * an hour), counted from a base so large that 0, "never written", is always past its deadline.
 *
 * An entry is fresh while now < deadline, in ticks. Expiry is lazy: nothing happens at the deadline, the
 * next lookup finds it passed.
 *
 * The word that makes an entry fresh also keeps the marks of a key's miss episode, which can only be open
 * while there is no fresh entry: a miss that asks for them finds them in the line that it has just read. So where a
 * protection wants expired values, the word that the marks take the place of is kept beside, 4 bytes a
 * key more. An entry is then in one of three states: fresh; expired, its value still there; or gone for good.
 */
#ifndef HERDSIM_CACHE_H
#define HERDSIM_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/caches/evict.h"
#include "model/caches/ring.h"
#include "model/config.h"

enum cache_state {
    CACHE_STALE, /* absent, or past its deadline */
    CACHE_DUE,   /* fresh, but so near its deadline that a protection wants to see it */
    CACHE_FRESH
};

struct cache_clock { /* ticks of a run */
    uint32_t shift;
    uint64_t base; /* tick of time 0 */
};

struct cache_entry { /* of a cache whose entries live differently long */
    uint32_t deadline, written;
};

/* Values of the word (written, or deadline if per_entry_ttl) that are no instants: no entry, and so far ... */
enum { CACHE_NOTHING, CACHE_EPISODE, CACHE_EPISODE_QUERIED, CACHE_FIRST_TICK };

struct cache {
    struct cache_clock clock;
    uint32_t ttl_ticks;  /* UINT32_MAX: never expires */
    uint32_t lead_ticks; /* due this long before the deadline */
    bool per_entry_ttl;
    uint64_t keys_n;
    uint32_t *written;         /* narrow */
    struct cache_entry *entry; /* per_entry_ttl */
    uint32_t *kept;          /* per key, the instant that its marks displaced, 0: none; NULL if nobody wants to know */
    uint32_t *outdated;      /* per key, tick from which the value is outdated; NULL if values never change */
    struct evict *evict;     /* NULL without a capacity */
    const struct ring *ring; /* for evict */
};

/* How long after they expired values may still be of use, 0: not at all; at most a thousand times the TTL, because the
 * clock has to go back so far before the run, and should stay fine enough for the TTL. */
int64_t cache_keeps_ns(const struct config *c);

/* The ticks that a config needs, for the tier and for local caches. */
struct cache_clock cache_clock_of(const struct config *c);

/* A lifetime in ticks of 2^shift ns, to the nearest, at least one. */
uint64_t cache_life_ticks(int64_t ns, uint32_t shift);

/* The tick of an instant of the run. */
static inline uint32_t cache_clock_tick(const struct cache_clock *clock, int64_t now_ns)
{
    return (uint32_t)(clock->base + ((uint64_t)now_ns >> clock->shift));
}

/* `per_entry_ttl`: some protection gives entries different lifetimes; `lead_ns`: some protection wants to see reads so long
 * before the deadline. False without memory. */
bool cache_init(struct cache *c, const struct config *config, bool per_entry_ttl, int64_t lead_ns,
                const struct ring *ring);
void cache_release(struct cache *c);

/* Bytes that cache_init takes, and what of it is per key. */
uint64_t cache_bytes(const struct config *config, bool per_entry_ttl);
uint64_t cache_key_bytes(const struct config *config, bool per_entry_ttl);

static inline uint32_t cache_tick(const struct cache *c, int64_t now_ns)
{
    return cache_clock_tick(&c->clock, now_ns);
}

/* Narrow: entries younger than this many ticks are fresh. (Those that were never written are older.) */
static inline uint32_t cache_fresh_age(const struct cache *c, uint32_t tick)
{
    uint32_t most = tick - CACHE_FIRST_TICK + 1;
    return c->ttl_ticks < most ? c->ttl_ticks : most;
}

/* Narrow: entries younger than this are fresh, and not due. */
static inline uint32_t cache_plain_age(const struct cache *c, uint32_t tick)
{
    uint32_t plain = c->ttl_ticks == UINT32_MAX ? UINT32_MAX : c->ttl_ticks - c->lead_ticks;
    uint32_t most = tick - CACHE_FIRST_TICK + 1;
    return plain < most ? plain : most;
}

static inline enum cache_state cache_look(const struct cache *c, uint32_t key, uint32_t tick)
{
    if (c->per_entry_ttl) {
        uint32_t deadline = c->entry[key].deadline;
        return tick >= deadline ? CACHE_STALE : tick + c->lead_ticks >= deadline ? CACHE_DUE : CACHE_FRESH;
    }
    uint32_t age = tick - c->written[key];
    return age >= cache_fresh_age(c, tick) ? CACHE_STALE : age >= cache_plain_age(c, tick) ? CACHE_DUE : CACHE_FRESH;
}

/* Where the state of a key is, to prefetch it. */
static inline const void *cache_place(const struct cache *c, uint32_t key)
{
    return c->per_entry_ttl ? (const void *)&c->entry[key] : (const void *)&c->written[key];
}

/* The word of a key that holds its marks while it has no fresh entry. */
static inline uint32_t *cache_mark(struct cache *c, uint32_t key)
{
    return c->per_entry_ttl ? &c->entry[key].deadline : &c->written[key];
}

/* The word of a key is about to become a mark. */
static inline void cache_keep(struct cache *c, uint32_t key, uint32_t word)
{
    if (c->kept != NULL && word >= CACHE_FIRST_TICK) {
        c->kept[key] = word;
    }
}

/* Tick at which the entry was written. */
static inline uint32_t cache_written(const struct cache *c, uint32_t key)
{
    return c->per_entry_ttl ? c->entry[key].written : c->written[key];
}

/* Deadline of a fresh entry of a cache that has a TTL, ns. */
int64_t cache_deadline_ns(const struct cache *c, uint32_t key);

/* Writes an entry at an instant that may lie before the run (`age_ns` ago), to be fresh for ttl_ns from then.
 * Returns the key pushed out to make room, or EVICT_NOBODY. */
uint32_t cache_write(struct cache *c, uint32_t key, int64_t now_ns, int64_t age_ns, int64_t ttl_ns);

/* The value of a key, fresh or expired, in ticks; false if there is none. Only where expired values are kept. */
struct cache_value {
    uint32_t written;
    uint64_t deadline; /* that it got when it was written; an event may have made it expire before */
};
bool cache_value_of(const struct cache *c, uint32_t key, struct cache_value *out);

/* The entry expires now; its value stays. */
void cache_drop(struct cache *c, uint32_t key);

/* The entry is gone for good; with a capacity, it keeps its place until it is pushed out or written again. */
void cache_forget(struct cache *c, uint32_t key);

/* The entry is gone for good, and its place is free. */
void cache_delete(struct cache *c, uint32_t key);

/* Every entry expires now; with a capacity, each keeps its place until it is pushed out or written again. */
void cache_expire_all(struct cache *c);

/* Everything is gone for good, places too. */
void cache_clear(struct cache *c);

#endif
