/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nodes.h: the nodes of the cache tier: which are up, who holds which key, and how busy they are (private to the
 * model).
 *
 * A node that is lost takes its entries with it, and comes back empty. Meanwhile either
 *   rehash  the ring does without it (consistent hashing: its keys spread over all others, which keep theirs). When
 *           it is back, its keys move again, and what the stand-ins held of them is forgotten: nobody would look there
 *           until the next loss, and then find it old.
 *   fail    its keys stay its own. A lookup finds nothing: refused after a round trip, or not answered at all and given
 *           up after lookup_timeout. A result is not written. The database serves every read of these keys.
 *
 * A cache that is being built for a cut-over lives on the same machines, and loses with them.
 */
#ifndef HERDSIM_NODES_H
#define HERDSIM_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/caches/epochs.h"
#include "model/caches/ring.h"
#include "model/config.h"

struct sim;

struct nodes {
    bool matter; /* node_rate or capacity is limited, or nodes are lost */
    struct epochs epochs;
    uint32_t epoch;    /* in force */
    struct ring ring;  /* in force: that of the epoch, which owns it */
    uint32_t *lost_by; /* per node, event of its loss + 1; 0: it is up */
    uint32_t dead_n;   /* nodes that are lost, but still in the ring */
    int64_t *free_ns;  /* per node: done with all lookups so far; NULL: no limit to the rate */
    int64_t service_ns;
};

/* The config must have a cache tier. False without memory. */
bool nodes_init(struct nodes *n, const struct config *c);
void nodes_release(struct nodes *n);

/* Bytes that nodes_init takes, at most. */
uint64_t nodes_bytes(const struct config *c);

/* Whether lookups have to know their nodes. */
bool nodes_matter(const struct config *c);

/* Whether a result for the key can be written now: its node is up. Ask only while nodes.dead_n > 0. */
bool nodes_takes(const struct sim *sim, uint32_t key);

/* When a lookup is known to have missed, ns from now: after `answer_ns` if the node is up; on a dead one nothing queues,
 * so after the mere round trip, or when the client gives up. Ask only while nodes.dead_n > 0. */
int64_t nodes_miss_ns(const struct sim *sim, uint16_t node, int64_t round_trip_ns, int64_t answer_ns);

/* Event number `event`, a loss or return of a node, takes effect. */
void nodes_change(struct sim *sim, uint32_t event);

#endif
