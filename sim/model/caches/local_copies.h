/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_copies.h: copies of the tier's entries on their way to the caches in the servers (private to the model).
 *
 * A copy takes its place, and pushes another entry out, when it arrives, not when it is asked for: in between, the server
 * goes on with what it has. So the copies wait here, by arrival, and whoever is about to use a local cache, or to close a
 * window, lets those in first that have come by then. That needs no events: what nobody looks at cannot be told from what
 * has not happened yet.
 *
 * Where all keys have a place, when it is taken makes no difference, and nothing waits here.
 */
#ifndef HERDSIM_LOCAL_COPIES_H
#define HERDSIM_LOCAL_COPIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/eventq.h"

struct local_copy {
    uint64_t number; /* of the read: addresses the draw of its lifetime */
    uint32_t server, key;
    uint32_t from, written, outdated; /* ticks, as in an entry */
    uint32_t emptied;                 /* how often its server's cache had been emptied when it set out */
};

struct local_copies {
    struct eventq queue; /* argument: copy */
    struct slots slots;
    struct local_copy *copy;
};

/* Room for `capacity` of them, 0 included. False without memory. */
bool local_copies_init(struct local_copies *c, uint64_t capacity);
void local_copies_release(struct local_copies *c);

/* Bytes that local_copies_init reserves. */
uint64_t local_copies_bytes(uint64_t capacity);

/* When the first one arrives, ns; TIME_NEVER if none is under way. */
static inline int64_t local_copies_first_ns(const struct local_copies *c)
{
    return eventq_first_ns(&c->queue);
}

/* One sets out, to arrive at an instant. False without room. */
bool local_copies_send(struct local_copies *c, int64_t at_ns, const struct local_copy *copy);

/* Takes the first one; of one instant, the one that was sent first. There must be one. */
struct local_copy local_copies_take(struct local_copies *c);

#endif
