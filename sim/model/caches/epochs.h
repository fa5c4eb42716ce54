/* SPDX-License-Identifier: GPL-3.0-or-later */
/* epochs.h: which ring of cache nodes is in force when.
 *
 * Losses and returns of nodes stand in the scenario, so all their rings are built before the run: sessions are drawn
 * ahead, on a second thread perhaps, and find the nodes of their keys as of the instant at which they open.
 *
 * A node that is lost and whose keys are rehashed leaves the ring. One whose keys fail stays in it, dead.
 */
#ifndef HERDSIM_EPOCHS_H
#define HERDSIM_EPOCHS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/caches/ring.h"
#include "model/config.h"

struct epoch { /* from one loss or return to the next */
    int64_t from_ns;
    uint32_t event; /* of the config, which begins it; the first begins with none */
    uint16_t node;  /* that is lost, or back */
    const struct ring *ring;
};

struct epochs {
    struct epoch *epoch; /* by time, and of one instant in the order of the events */
    uint32_t n;          /* at least 1: all nodes up, from the start */
    struct ring *ring;
    uint32_t rings_n; /* distinct ones; the first has all nodes */
};

/* The config must have a cache tier. Nodes that events name by a key are those that hold it with the run's placement; so
 * a loss of a node that is down, or a return of one that is up, may come about: such an event makes no epoch. Nor can
 * others take over the keys of the last node: they fail. False without memory. */
bool epochs_init(struct epochs *e, const struct config *c);
void epochs_release(struct epochs *e);

/* Bytes that epochs_init takes, at most. */
uint64_t epochs_bytes(const struct config *c);

/* How often a node is lost or comes back. */
uint32_t epochs_changes(const struct config *c);

/* Moves a cursor, which never goes back, to the epoch of an instant, events of that very instant included. */
static inline void epochs_advance(const struct epochs *e, uint32_t *epoch, int64_t at_ns)
{
    while (*epoch + 1 < e->n && e->epoch[*epoch + 1].from_ns <= at_ns) {
        ++*epoch;
    }
}

#endif
