/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protection.h: the one narrow interface behind which every protection lives.
 *
 * A protection is a table of hooks. The model calls the hooks of the protections that a variant switches
 * on, in the order of the registry, at the few moments where something can be decided; a hook left NULL
 * costs nothing. To act, a hook calls the functions at the end of this file, and nothing else of the
 * model. Protections never include each other.
 *
 * A fresh hit asks nobody, unless a protection wants to see the key a while before its deadline (`lead`).
 */
#ifndef HERDSIM_PROTECTION_H
#define HERDSIM_PROTECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/field.h"
#include "base/rng.h"
#include "model/config.h"
#include "model/results.h"

struct sim;

/* A read that missed, as a slot number; valid until the read is answered. */
typedef uint32_t read_slot;
#define READ_NONE UINT32_MAX

enum answer {
    ANSWER_PASS,  /* no opinion: the next protection decides; after the last one, the read fetches */
    ANSWER_FETCH, /* this read queries the database (at a touch: a background refresh is started) */
    ANSWER_JOIN,  /* the protection has taken the read in; it will call sim_read_again, _fetch or _fail */
    ANSWER_STALE, /* the read gets the expired value that is still in the cache (sim_expired must say there is one) */
    ANSWER_REJECT /* the read, fetch or session fails now */
};

enum fetch_kind { FETCH_DEMAND, FETCH_REFRESH, FETCH_PREWARM };

enum fetch_end {
    FETCH_OK,
    FETCH_TURNED_AWAY,  /* before it waited for anything: by a protection, or as its user had gone */
    FETCH_POOL_TIMEOUT, /* waited too long for a connection */
    FETCH_DB_ERROR,     /* the database was full, throttled it or was down */
    FETCH_DB_TIMEOUT,   /* given up after database.timeout */
    FETCH_DROPPED       /* not done because its user had gone (cancel_on_deadline), or its server crashed */
};

enum restart { RESTART_CACHE, RESTART_SERVERS }; /* what has come up empty */

struct fetch_info { /* a query that has come to its end, or (for `query` and `sent`) is about to begin */
    enum fetch_kind kind;
    bool ok; /* end == FETCH_OK */
    enum fetch_end end;
    uint32_t key;    /* popularity rank from 0 */
    uint32_t server; /* app server, or UINT32_MAX */
    uint32_t id;     /* names it from `query` to `reply`; below sim_fetches_at_once() */
    read_slot read;  /* FETCH_DEMAND: on whose behalf; still valid during the hook */
};

struct protection_instance { /* one protection at work in one run */
    const struct protection *kind;
    const void *params;
    void *state; /* zeroed at the start */
    uint32_t index;
};

/* What a protection makes of the queries for one key that is missing, where theory knows. */
enum protection_herd {
    HERD_OTHERWISE, /* theory does not say */
    HERD_UNCHANGED, /* as many as without it */
    HERD_PER_SERVER /* one on each app server */
};

struct protection_preload { /* what a protection loads before traffic moves to a new cache */
    uint64_t keys_n;        /* the most popular ones */
    double rate_per_s;      /* queries; INFINITY: no limit */
    uint64_t parallel;      /* of them at once */
};

struct protection {
    const char *name;   /* its JSON name under "protections" */
    const char *costs;  /* what it costs whoever uses it, in one line */
    const char *found;  /* where it is found in practice */
    const char *choice; /* where several protections share a name: the field whose value picks one ("scope") ... */
    struct field_kind
        scenario; /* the value that picks this one, or NULL; what it is for, in one line; fields of `params` */
    size_t params_bytes;
    bool needs_cache; /* refused where there is neither a cache tier nor a local cache */
    bool needs_tier;  /* refused with "cache": null */
    bool needs_ttl;   /* refused without cache.ttl */

    /* For the closed forms that are shown beside a run (theory/). */
    enum protection_herd herd;
    bool keeps_hit_ratio; /* it decides only who fetches: the hit ratio is as without it */
    struct protection_preload (*preload)(const void *params);

    /* NULL, or for how long it may go on turning away, by plan, after what it guards against is over, ns. */
    int64_t (*lingers)(const void *params);

    /* NULL, or: a message why these params make no sense with this config (static text), or NULL if they do;
     * *field is set to the JSON name of the field at fault. */
    const char *(*check)(const void *params, const struct config *c, const char **field);

    /* Bytes of state that a run needs. */
    size_t (*state_bytes)(const void *params, const struct config *c);

    /* Called once before the first event. */
    void (*start)(struct protection_instance *g, struct sim *sim);

    /* How long before its deadline this protection wants to see the reads of an entry, ns. */
    int64_t (*lead)(const void *params, const struct config *c);

    /* How long after its deadline the value of an entry may yet be of use to this protection, ns > 0. Where this is not
     * NULL, values that have expired are kept until they are written over or pushed out. */
    int64_t (*keeps)(const void *params, const struct config *c);

    /* A hit within `lead` of the deadline: PASS, or FETCH to start a background refresh. */
    enum answer (*touch)(struct protection_instance *g, struct sim *sim, uint32_t key, int64_t deadline_ns);

    /* A session comes to an app server: PASS or REJECT. `number` addresses draws; the same in every variant. */
    enum answer (*admit)(struct protection_instance *g, struct sim *sim, uint32_t server, uint64_t number);

    /* A worker has become free on a server where sessions wait: serve the newest rather than the oldest? */
    bool (*newest)(struct protection_instance *g, struct sim *sim, uint32_t server);

    /* A session that has waited so long is about to get a worker: PASS or REJECT. (Called with 0 for those that did
     * not wait.) */
    enum answer (*dequeue)(struct protection_instance *g, struct sim *sim, uint32_t server, int64_t waited_ns);

    /* A miss has become known to its server. */
    enum answer (*miss)(struct protection_instance *g, struct sim *sim, read_slot read);

    /* A demand fetch or a refresh wants a connection of its server's pool: PASS or REJECT. Changes nothing (another
     * protection may yet refuse) but counters; `sent` is called when all have passed. */
    enum answer (*query)(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch);
    void (*sent)(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch);

    /* A read is about to fail for want of a value: PASS, or STALE. */
    enum answer (*rescue)(struct protection_instance *g, struct sim *sim, read_slot read);

    /* The user of this read, which fetches, has gone: does anybody else whose user is there wait for its fetch? */
    bool (*wanted)(const struct protection_instance *g, const struct sim *sim, read_slot read);

    /* The same, asked before its fetch is dropped at its turn (cancel_on_deadline). NULL, or where the server that fetches
     * knows who waits: true keeps the fetch, with its place in the queues. */
    bool (*shared)(const struct protection_instance *g, const struct sim *sim, read_slot read);

    /* Whoever holds the lock of the key crashes now; if nobody does, the next to take it crashes then. */
    void (*crash)(struct protection_instance *g, struct sim *sim, uint32_t key);

    /* The time to live that an entry written now will get. `number` addresses the draw with the key. */
    int64_t (*ttl)(struct protection_instance *g, struct sim *sim, uint32_t key, uint64_t number, int64_t ttl_ns);

    /* An entry of the cache in use has been written, by whichever kind of fetch (not called for redundant writes). */
    void (*fill)(struct protection_instance *g, struct sim *sim, uint32_t key);

    /* A demand fetch, refresh or pre-warm query is over; its entry, if any, is written. Called for every fetch, also
     * for those turned away (then `sent` was not called). */
    void (*reply)(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch);

    /* A timer set by sim_timer has come. */
    void (*timer)(struct protection_instance *g, struct sim *sim, uint32_t argument);

    /* This read's miss will become known, or its query end, in a moment: a chance to prefetch. Changes nothing. */
    void (*expect)(const struct protection_instance *g, const struct sim *sim, read_slot read);

    /* The cache tier lost all that was in it, or app servers came up with empty local caches. */
    void (*restart)(struct protection_instance *g, struct sim *sim, enum restart what);

    /* Traffic is to move to a new, empty cache. True: this protection prepares it first and will call
     * sim_cutover itself. */
    bool (*rebuild)(struct protection_instance *g, struct sim *sim);
};

/* What no protection can do without; the compiler misses what is left out:
 *   const struct protection fire_protection = {
 *       PROTECTION_TYPE("fire", "what it is for", "what it costs", "where it is found", fields, sizeof(struct params)), .miss = miss};
 */
#define PROTECTION_TYPE(json_name, help_text, costs_text, found_text, field_table, bytes_of_params)                    \
    .name = (json_name), .costs = (costs_text), .found = (found_text), .scenario.help = (help_text),                   \
    .scenario.fields = (field_table), .params_bytes = (bytes_of_params)

/* Most reads beyond their first lookup that a run of the config can have in flight, to size state by. */
uint64_t sim_reads_at_once(const struct config *c);

/* Bound of the names of fetches (struct fetch_info), likewise. */
uint64_t sim_fetches_at_once(const struct config *c);

/* What a hook may do. */

int64_t sim_now_ns(const struct sim *sim);
const struct config *sim_config(const struct sim *sim);
void sim_count(struct sim *sim, enum counter c);

/* Has timer(argument) called after delay_ns >= 0. */
void sim_timer(struct sim *sim, const struct protection_instance *g, int64_t delay_ns, uint32_t argument);

/* The generator at an address of this protection's own. */
struct rng sim_rng_at(const struct sim *sim, const struct protection_instance *g, uint64_t a, uint64_t b);

/* A round trip to the cache tier, drawn at an address of this protection's own. */
int64_t sim_round_trip_ns(struct sim *sim, const struct protection_instance *g, uint64_t a, uint64_t b);

/* About a read that missed. `number` is the same in every variant of the scenario. */
uint32_t sim_read_key(const struct sim *sim, read_slot read);
uint32_t sim_read_server(const struct sim *sim, read_slot read);
uint64_t sim_read_key_and_server(const struct sim *sim, read_slot read); /* the key in the upper 32 bits */
uint64_t sim_read_number(const struct sim *sim, read_slot read);
int64_t sim_read_missed_ns(const struct sim *sim, read_slot read); /* when its server learned of the miss */

/* Whether the read's user is still there. */
bool sim_read_alive(const struct sim *sim, read_slot read);

/* The process that works on the read crashes: the read fails, now or as soon as it comes to a turn; a query on its
 * way is done for nobody. */
void sim_read_crash(struct sim *sim, read_slot read);

/* Sessions that hold a worker of the server, and that wait for one. */
uint64_t sim_server_busy(const struct sim *sim, uint32_t server);
uint64_t sim_server_waiting(const struct sim *sim, uint32_t server);

/* How long the oldest of those who wait for a worker of the server has waited, ns; 0 if none waits. */
int64_t sim_server_oldest_ns(const struct sim *sim, uint32_t server);

/* Whether the cache still holds a value of the key; *expired_ns: how long ago its time to live ran out (0 also if an event
 * made it expire before that), or -1 if it is fresh, because somebody has written it since the read looked. Only for a
 * protection that says how long it `keeps` them. */
bool sim_expired(const struct sim *sim, uint32_t key, int64_t *expired_ns);

/* Starts a background refresh of the key. `number` addresses its draws with the key. */
void sim_refresh(struct sim *sim, struct protection_instance *g, uint32_t key, uint32_t server, uint64_t number);

/* Notes a moment of the incident (once after every trigger). */
void sim_log_incident(struct sim *sim, enum incident_kind kind, uint32_t server);

/* A word of the read's that belongs to whoever has taken it in: a link of a list, a count. */
uint32_t sim_read_word(const struct sim *sim, read_slot read);
void sim_read_set_word(struct sim *sim, read_slot read, uint32_t word);

/* Whether the cache node of the key is up. On one that is down (and whose keys nobody has taken over) nothing can be read,
 * written or locked. */
bool sim_node_up(const struct sim *sim, uint32_t key);

/* Answers a read that was taken in with what its server has just fetched for another read of the key. */
void sim_read_share(struct sim *sim, read_slot read);

/* Lets a read that was taken in go on: it looks in the cache again (a round trip); fetches for itself,
 * writing the result to the cache or not; or fails. */
void sim_read_again(struct sim *sim, read_slot read);
void sim_read_fetch(struct sim *sim, read_slot read, bool fill);
void sim_read_fail(struct sim *sim, read_slot read);

/* Fails a read that was taken in, if it need not be answered any more: its user has gone and took the work along
 * (cancel_on_deadline), or its process has crashed. True: it no longer belongs to the protection. */
bool sim_read_drop(struct sim *sim, read_slot read);

/* Looks in the cache at once on behalf of a read that was taken in; if it hits, the read is answered a
 * round trip later and no longer belongs to the protection. */
bool sim_read_poll(struct sim *sim, read_slot read);

/* Queries the database directly, for an entry of the cache that is being built. False if the database's
 * queue is full (the query counts as rejected, no reply follows). */
bool sim_fetch_prewarm(struct sim *sim, uint32_t key);

/* Moves traffic to the cache that has been built. */
void sim_cutover(struct sim *sim);

#endif
