/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic.h: the sessions that users open, in order of time, with everything about them that no state of
 * the system can change: instant, app server, keys, and the round trip of each read's first lookup.
 *
 * They are drawn ahead in batches (and can be, on a second thread: the streams depend on nothing), so that
 * the inner loop finds its keys in an array and can prefetch what it will touch.
 */
#ifndef HERDSIM_TRAFFIC_H
#define HERDSIM_TRAFFIC_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/dist.h"
#include "base/shelf.h"
#include "base/zipf.h"
#include "model/caches/epochs.h"
#include "model/config.h"
#include "theory/rate.h"

enum {
    TRAFFIC_BATCH_READS = 4096, /* of a batch, about */
    TRAFFIC_BATCHES = 4,        /* in flight between drawing and use, per source */
    TRAFFIC_LOOK_AHEAD = 64     /* keys readable past the end of a batch, so that a prefetch needs no test */
};

struct traffic_batch {
    uint32_t sessions_n; /* 0 to the source's batch size; fewer only at the source's end */
    int64_t *at_ns;      /* [sessions_n + 1]; the last one is TIME_NEVER */
    uint32_t *server;
    uint32_t *key;      /* [sessions_n * reads per session] */
    int64_t *lookup_ns; /* [likewise]; not drawn without a cache */
    uint16_t *node;     /* [likewise]; only if nodes matter */
};

struct traffic_source {
    const struct config_source *config;
    uint32_t reads_n; /* per session */
    uint32_t batch_sessions_n;
    struct rate rate;
    struct rate_cursor cursor;
    struct rng gap, key, lookup, server;
    double cumulative; /* of the unit process so far; of a burst: share of it that has passed */
    double drawn_s;    /* instant of the session drawn last */
    uint64_t drawn_n;  /* sessions drawn so far */
    bool drawn_all;
    uint32_t epoch; /* of the session drawn last */
    struct traffic_batch batch[TRAFFIC_BATCHES];
    uint64_t filled_n, used_n; /* batches drawn; batches given back. Under the lock when threads share them. */
    uint32_t next;             /* session of the batch in use to be taken next */
    uint64_t taken_n;          /* sessions taken before the batch in use */
};

struct traffic {
    const struct config *config;
    struct traffic_source *source;
    size_t sources_n;
    struct shelf own; /* of samplers, where no other is given */
    const struct zipf *popularity;
    const struct dist *latency;  /* NULL without a cache */
    const struct epochs *epochs; /* NULL if nodes do not matter */
    int64_t first_ns;            /* when the next session of all sources opens; TIME_NEVER: no more */
    size_t first_source;
    bool threaded, quit;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void *memory;
    size_t memory_bytes;
};

struct arrival { /* one session; pointers are good until the next traffic_take of the same source */
    int64_t at_ns;
    uint32_t source;
    uint32_t server;
    uint64_t first_read; /* number of its first read; the others follow. The same in every variant. */
    const uint32_t *key;
    const int64_t *lookup_ns;
    const uint16_t *node;
    bool followed; /* the keys of the sessions to come lie behind its own: TRAFFIC_LOOK_AHEAD of them may be read */
};

/* `epochs` may be NULL. False without memory (or if the thread cannot be started). */
bool traffic_init(struct traffic *t, const struct config *c, const struct epochs *epochs, bool draw_ahead,
                  struct shelf *shelf);
void traffic_release(struct traffic *t);

/* Bytes that traffic_init takes. */
uint64_t traffic_bytes(const struct config *c);

/* Takes the next session; traffic->first_ns must not be TIME_NEVER. */
void traffic_take(struct traffic *t, struct arrival *out);

#endif
