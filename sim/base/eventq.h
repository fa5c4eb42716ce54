/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eventq.h: the events to come, in a total order: by time, then by sequence number.
 *
 * A 4-ary implicit heap of 16-byte entries, so that the four children that a step compares share one
 * cache line. An entry is one 128-bit number (time, sequence, slot of the payload): one comparison
 * decides, and equal times fall to the sequence number without a branch of their own.
 *
 * Sequence numbers are given out by eventq_reserve(): an event takes its place among those of the same
 * instant when it is decided, not when it is entered into the queue.
 *
 * D. Knuth, TAOCP 3, 5.2.3; A. LaMarca and R. Ladner, "The Influence of Caches on the Performance of Heaps",
 * ACM JEA 1, 1996.
 */
#ifndef HERDSIM_EVENTQ_H
#define HERDSIM_EVENTQ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slots.h"
#include "base/units.h"

#define EVENTQ_SLOT_BITS 26                          /* at most 67 million events pending */
#define EVENTQ_SEQUENCE_BITS (64 - EVENTQ_SLOT_BITS) /* at most 275 thousand million in a run */

struct event {
    uint32_t kind; /* meaning given by the owner of the queue */
    uint32_t argument;
};

struct eventq_entry { /* compared as (time_ns, place) */
    int64_t time_ns;
    uint64_t place; /* sequence number above the payload's slot */
};

enum { EVENTQ_ROOT = 3 }; /* place of the root in the heap, so that siblings start at multiples of 64 bytes */

struct eventq {
    struct eventq_entry *heap;
    uint64_t n;
    uint64_t sequence; /* next to give out */
    struct event *payload;
    struct slots slots;
};

/* Room for `capacity` pending events. False without memory. */
bool eventq_init(struct eventq *q, uint64_t capacity);
void eventq_release(struct eventq *q);

/* Bytes that eventq_init reserves. */
uint64_t eventq_bytes(uint64_t capacity);

/* Takes the next place in the order of events of one instant. */
static inline uint64_t eventq_reserve(struct eventq *q)
{
    return q->sequence++;
}

/* Enters an event at a reserved place. Never fails: the owner sizes the queue for all it can have pending. */
void eventq_push_at(struct eventq *q, int64_t time_ns, uint64_t sequence, struct event event);

/* Enters an event behind all others of its instant. */
static inline void eventq_push(struct eventq *q, int64_t time_ns, struct event event)
{
    eventq_push_at(q, time_ns, eventq_reserve(q), event);
}

/* Whether a comes before b. Times are never negative, so both halves compare as one unsigned number. */
static inline bool eventq_entry_before(struct eventq_entry a, struct eventq_entry b)
{
    __extension__ typedef unsigned __int128 wide;
    return (((wide)(uint64_t)a.time_ns << 64) | a.place) < (((wide)(uint64_t)b.time_ns << 64) | b.place);
}

/* Time of the first event; TIME_NEVER if there is none. */
static inline int64_t eventq_first_ns(const struct eventq *q)
{
    return q->heap[EVENTQ_ROOT].time_ns;
}

/* Of two queues that take their sequence numbers from one of them: the one whose first event comes first. */
static inline struct eventq *eventq_earlier(struct eventq *a, struct eventq *b)
{
    return eventq_entry_before(a->heap[EVENTQ_ROOT], b->heap[EVENTQ_ROOT]) ? a : b;
}

/* Takes the first event out; there must be one. */
struct event eventq_pop(struct eventq *q);

#endif
