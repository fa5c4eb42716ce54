/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hooks.h: the protections at work in a run, and every call of one of their hooks (private to the model).
 *
 * The model says here what happens; who has a hook for that is asked, in the order of the registry (see
 * model/protection.h for what each hook means). A hook that all leave out costs a comparison where it is asked once
 * per miss or less often, and nothing where a flag of struct hooks stands before it.
 */
#ifndef HERDSIM_HOOKS_H
#define HERDSIM_HOOKS_H

#include "model/state/state.h"

/* Takes the state that each protection of the config needs, bytes[i] of it, zeroed. False without memory. */
bool hooks_init(struct hooks *h, const struct config *c, const uint64_t *bytes);
void hooks_release(struct hooks *h);

/* Before the first event. */
void hooks_start(struct sim *sim);

/* Whether a session is let in at a server: `number` addresses draws. */
bool hooks_admit(struct sim *sim, uint32_t server, uint64_t number);

/* Whether the newest of those who wait for a worker is to be served first. */
bool hooks_newest(struct sim *sim, uint32_t server);

/* Whether a session that waited so long (ns; 0: not at all) may begin. */
bool hooks_dequeue(struct sim *sim, uint32_t server, int64_t waited_ns);

/* Whether a fetch may ask for a connection; if all let it, they are told that it does. */
bool hooks_query(struct sim *sim, const struct fetch_info *fetch);

/* Whether a protection has an expired value for a read that is about to fail. */
bool hooks_rescue(struct sim *sim, uint32_t request);

/* Whether reads of others, whose users are there, wait for what this request fetches, and its server knows of them. */
bool hooks_shared(const struct sim *sim, uint32_t request);

/* Something has come up empty. */
void hooks_restart(struct sim *sim, enum restart what);

/* Traffic is to move to a new cache: whether a protection prepares it first, and will say when. */
bool hooks_rebuild(struct sim *sim);

/* Whoever holds the lock of the key crashes. */
void hooks_crash(struct sim *sim, uint32_t key);

/* A timer of protection number `index` has come. */
void hooks_timer(struct sim *sim, size_t index, uint32_t argument);

/* The protection after `g` that has the hook, or (g NULL) the first; NULL: none has. As a loop:
 *   HOOKS_EACH(sim, g, miss) { ... g->kind->miss(g, sim, ...) ... } */
#define HOOKS_EACH(sim, g, hook)                                                                                       \
    for (struct protection_instance *g = (sim)->hooks.instance, *g##_end = g + (sim)->hooks.n; g < g##_end; g++)       \
        if (g->kind->hook != NULL)

/* A read's miss will be known, or its query end, in a moment. */
static inline void hooks_expect(struct sim *sim, uint32_t request)
{
    HOOKS_EACH(sim, g, expect)
    {
        g->kind->expect(g, sim, request);
    }
}

/* What the first protection that has an opinion says of a miss; ANSWER_PASS: none has. */
static inline enum answer hooks_miss(struct sim *sim, uint32_t request)
{
    HOOKS_EACH(sim, g, miss)
    {
        enum answer answer = g->kind->miss(g, sim, request);
        if (answer != ANSWER_PASS) {
            return answer;
        }
    }
    return ANSWER_PASS;
}

/* A fetch is over. */
static inline void hooks_reply(struct sim *sim, const struct fetch_info *fetch)
{
    HOOKS_EACH(sim, g, reply)
    {
        g->kind->reply(g, sim, fetch);
    }
}

/* An entry of the cache in use has been written. */
static inline void hooks_fill(struct sim *sim, uint32_t key)
{
    HOOKS_EACH(sim, g, fill)
    {
        g->kind->fill(g, sim, key);
    }
}

/* Whether anybody waits for the fetch of a read whose user has gone. */
static inline bool hooks_wanted(struct sim *sim, uint32_t request)
{
    HOOKS_EACH(sim, g, wanted)
    {
        if (g->kind->wanted(g, sim, request)) {
            return true;
        }
    }
    return false;
}

/* The time to live that protections make of the config's. `number` addresses their draws with the key. */
static inline int64_t hooks_ttl(struct sim *sim, uint32_t key, uint64_t number)
{
    int64_t ttl_ns = sim->config->cache.ttl_ns;
    if (!sim->hooks.lifetimes) {
        return ttl_ns;
    }
    HOOKS_EACH(sim, g, ttl)
    {
        ttl_ns = g->kind->ttl(g, sim, key, number, ttl_ns);
    }
    return ttl_ns;
}

#endif
