/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state.h: everything that one running simulation consists of (private to the model).
 *
 * Records of sessions and of requests in flight live in arrays taken at the start and are named by their
 * slot. A request is a read that missed, from then until it is answered, or a query that no read waits
 * for; one record, one line of the processor's cache, serves both. The life of a read:
 *
 *   users.c      a session opens and takes a worker of its server ...
 *   accept_queue.c     ... or waits for one                                             STATE_SESSION_BEGIN
 *   deadline.c   its user waits for so long, and goes                             STATE_DEADLINE
 *   lookup.c     its reads look in the cache: hits end here, without an event
 *   read.c       a miss becomes known to the server; the protections decide       STATE_MISS_KNOWN
 *   fetch.c      they are asked again before it costs a query
 *   pool.c       it waits for a connection of its server's pool                   STATE_POOL_TIMEOUT
 *   database.c   it is served, or waits for that                                  STATE_QUERY_DONE
 *   client_retry.c  or refused by its partition, and repeated                        STATE_QUERY_AGAIN
 *   outstanding.c       its client may give it up before                                 STATE_QUERY_TIMEOUT
 *   fetch.c      the result fills the cache; the protections are told
 *   answer.c     the read is over; with its last read, the session's end is fixed
 *   users.c      the session ends and frees its worker                            STATE_SESSION_END
 *   retry.c      if it has failed, its user may try again                         STATE_SESSION_RETRY
 *
 * A user who has gone leaves work behind: the session stays, `gone`, until its reads are decided, and a query that
 * its client has given up stays in the database, an `orphan`, until that is done with it.
 */
#ifndef HERDSIM_STATE_H
#define HERDSIM_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/eventq.h"
#include "base/list.h"
#include "base/memory.h"
#include "base/shelf.h"
#include "base/slots.h"
#include "model/caches/cache.h"
#include "model/caches/local.h"
#include "model/caches/nodes.h"
#include "model/config.h"
#include "model/engine/sim.h"
#include "model/protection.h"
#include "model/requests/load.h"
#include "model/requests/processor_sharing.h"
#include "model/requests/token_bucket.h"
#include "model/sessions/budget.h"
#include "model/sessions/traffic.h"
#include "outcome/meter.h"

enum state_event {
    STATE_SESSION_BEGIN, /* argument: session */
    STATE_SESSION_END,   /* session */
    STATE_MISS_KNOWN,    /* request */
    STATE_DEADLINE,      /* source: its oldest session may have missed its deadline */
    STATE_SESSION_RETRY, /* session: its user has waited long enough */
    STATE_POOL_TIMEOUT,  /* server */
    STATE_QUERY_DONE,    /* request */
    STATE_QUERY_TIMEOUT, /* the oldest query may have taken too long */
    STATE_QUERY_AGAIN,   /* request: the client library repeats it, or gives up */
    STATE_TRIGGER,       /* event of the config */
    STATE_TRIGGER_OVER,  /* likewise */
    STATE_TIMER          /* + index of the protection; argument is the protection's */
};

struct fifo { /* a queue of slots, linked through the `next` of their records */
    uint32_t head, tail, n;
};

enum { STATE_BACKGROUND_MAX = 1 << 16 /* requests in flight that no read waits for */ };

enum { STATE_ATTEMPT_SHIFT = 56 }; /* the attempt of a session above the numbers of its reads */

struct session {
    int64_t open_ns;     /* the user's intended start, of the first attempt */
    int64_t start_ns;    /* of this attempt */
    int64_t wait_ns;     /* backoff before this attempt */
    int64_t done_ns;     /* when the last of its reads decided so far is answered */
    uint64_t end_place;  /* reserved in the order of events */
    uint64_t first_read; /* number of its first read, the attempt above it */
    uint32_t server;
    uint32_t pending;   /* reads not decided yet */
    uint32_t held;      /* where its keys are kept, or SLOT_NONE */
    struct link accept; /* in the accept queue */
    struct link due;    /* among the sessions of its source whose deadline is to come */
    uint16_t source;
    uint8_t attempt; /* from 0 */
    bool failed, overflowed;
    bool working; /* holds a worker */
    bool begun;   /* has issued its reads */
    bool watched; /* has a deadline to come */
    bool gone;    /* its user is; how it ended is accounted */
};

enum stage {               /* where a request is */
             STAGE_SERVER, /* not on its way to the database */
             STAGE_POOL,
             STAGE_QUEUE, /* of the database */
             STAGE_SERVICE,
             STAGE_BACKOFF, /* the client library waits before it repeats the query, or for an error */
             STAGE_STOPPED  /* the database has nothing more to do with it; the record waits for its event */
};

struct request {
    uint64_t number;   /* addresses its draws, with kind and key */
    int64_t missed_ns; /* when its server learned of the miss */
    int64_t since_ns;  /* in the queue that it is in; at the database, from the first sending on */
    uint32_t key;
    uint32_t session; /* SLOT_NONE: no read waits for it */
    uint32_t server;  /* SLOT_NONE: it goes past the pools */
    uint32_t next;    /* in the queue of the pool or of the database */
    uint32_t word;    /* of the protection that has taken it in */
    struct link due;  /* among the queries at the database, by sending */
    uint16_t lookups;
    uint16_t hangs; /* of the database, begun before its service did */
    uint8_t kind;   /* enum fetch_kind */
    uint8_t stage;  /* enum stage */
    uint8_t tries;  /* by the client library */
    bool fill;      /* the result is written to the cache */
    bool orphan;    /* its client has given it up; the record is free when the database is done with it */
    bool crashed;   /* its process has died */
};

_Static_assert(sizeof(struct request) == 64, "a request is one line of the processor's cache");

struct server {
    uint64_t workers_busy, pool_in_use;
    struct list accept; /* sessions that wait for a worker */
    uint64_t accept_n;
    struct fifo pool; /* requests */
    bool timeout_set; /* an event STATE_POOL_TIMEOUT is pending */
};

struct held_keys { /* reads of sessions that wait for a worker, or may be tried again: keys and lookups as drawn */
    struct slots slots;
    uint32_t reads_n; /* per place */
    uint32_t *key;
    int64_t *lookup_ns;
    uint16_t *node; /* of the one session that begins: found again, to keep the places small */
};

struct source_state {
    struct list due;   /* sessions whose deadline is to come, oldest first */
    bool deadline_set; /* an event STATE_DEADLINE is pending */
    struct budget budget;
};

struct database {               /* see database.h */
    const struct dist *service; /* time of a query that has the database for itself */
    int64_t alarm_ns;           /* instant at which a query of `shared` ends, or TIME_NEVER */
    struct fifo queue;
    uint64_t busy;                   /* queries in service */
    struct processor_sharing shared; /* where they share what serves them ... */
    bool shares;
    struct token_bucket bucket;
    struct load load; /* what it can serve at this instant */
    struct list sent; /* queries that it has, by sending; kept only if somebody asks (tracks) */
    uint32_t oldest;  /* of these: the oldest whose client has not given up */
    bool tracks, timeout_set;
    bool plain_connections; /* of connections, neither shared nor slow nor down so far: the short way */
    double factor;          /* service takes so many times as long as drawn */
    bool refuses;           /* it is down and says so */
    int64_t hangs_until_ns; /* it is down and says nothing, until then */
    uint16_t hangs_n;       /* so often so far */
    /* What has charge of fetches is told that a query (`request`, or SLOT_NONE: nobody waits for it) has been lost on
     * its way, and that a connection of the server (SLOT_NONE: of none) is free with it. */
    void (*lost)(struct sim *sim, uint32_t server, uint32_t request, enum fetch_end end);
    int64_t *hung_ns; /* by number of hangs: how long all of them together */
};

struct tier {              /* of the cache tier besides the cache that traffic is routed to */
    struct cache building; /* that a cutover prepares; without memory where there is none */
    bool builds;
    const struct dist *round_trip; /* of repeated lookups */
};

struct hooks {                                                   /* see hooks.h */
    struct protection_instance instance[CONFIG_PROTECTIONS_MAX]; /* in the order in which they are asked */
    uint64_t bytes[CONFIG_PROTECTIONS_MAX];                      /* of the state of each */
    size_t n;
    bool admits, asks, rescues, lifetimes; /* some protection has hooks of a session's admission, of a query, of a
                                              read that fails, of an entry's time to live */
};

struct reference; /* model/state/reference.c */

struct sim {
    const struct config *config;
    const struct sim_options *options;
    struct shelf own;    /* of samplers, where the options give none */
    struct shelf *shelf; /* which it takes them from */
    int64_t now_ns;
    struct eventq queue; /* gives out the places of both */
    struct eventq soon;  /* answers of the cache tier on their way: few at a time, so a heap of their own is flat */
    struct reference *reference; /* NULL on the fast path */
    struct traffic traffic;
    struct meter meter;

    struct slots session_slots, request_slots;
    struct session *session;
    struct request *request;
    uint64_t reads_n, background_n; /* requests in flight, of either sort */
    uint64_t unanswered_n;          /* reads whose answer is known, and comes after the end of the run */
    struct held_keys held_keys;
    struct server *server;

    struct cache cache; /* that traffic is routed to */
    struct tier tier;
    struct nodes nodes;
    struct local local;      /* caches in the servers */
    struct deploys *deploys; /* NULL if none is planned */

    struct source_state *source;
    uint64_t sessions_open; /* started, and how they end is not accounted yet */
    uint64_t orphans_n;     /* records of requests that only the database still has */
    struct database database;
    bool drops; /* work can be dropped: some source cancels it, or some process crashes */
    struct hooks hooks;
    uint32_t incidents_noted; /* since the last trigger, a bit per kind */
    uint32_t incidents_ever;  /* since the start */
    int64_t incident_last_ns[INCIDENT_KINDS_N];
    uint64_t events;
};

/* Enters an event (at a place reserved before, or behind all others of its instant). */
void state_push_at(struct sim *sim, int64_t time_ns, uint64_t place, enum state_event kind, uint32_t argument);
void state_push(struct sim *sim, int64_t time_ns, enum state_event kind, uint32_t argument);
uint64_t state_reserve(struct sim *sim);

static inline void state_count(struct sim *sim, enum counter c)
{
    sim->meter.counter[c]++;
}

static inline void state_count_n(struct sim *sim, enum counter c, uint64_t n)
{
    sim->meter.counter[c] += n;
}

#define STATE_FIFO_EMPTY ((struct fifo){SLOT_NONE, SLOT_NONE, 0})

/* Appends a slot; *next_of_tail is the link of the record at the tail (any word if the queue is empty). */
static inline void state_fifo_add(struct fifo *f, uint32_t slot, uint32_t *next_of_tail)
{
    if (f->n == 0) {
        f->head = slot;
    } else {
        *next_of_tail = slot;
    }
    f->tail = slot;
    f->n++;
}

/* Takes the head out; its link tells the new head. */
static inline uint32_t state_fifo_take(struct fifo *f, uint32_t next_of_head)
{
    uint32_t slot = f->head;
    f->head = next_of_head;
    f->n--;
    return slot;
}

/* Memory that an event will touch is asked for when the event is foreseen, not when it comes: at 100M keys
 * nothing else costs as much as waiting for memory. These change nothing. */

/* The head of a queue of requests has just been taken out. The record of the new head was asked for when its turn was
 * one further off; now for the state of its key, and for the record behind it. */
MEMORY_PREFETCHING void state_prefetch_queue(const struct sim *sim, const struct fifo *f)
{
    if (f->n > 0) {
        const struct request *head = &sim->request[f->head];
        if (sim->config->cache.present) {
            __builtin_prefetch(cache_place(&sim->cache, head->key));
        }
        __builtin_prefetch(&sim->request[f->n > 1 ? head->next : f->head]);
    }
}

#endif
