/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eventq.c: a 4-ary heap with the root at index 3 (see eventq.h). */
#include "base/eventq.h"

#include "base/ensure.h"
#include "base/memory.h"

enum { ROOT = EVENTQ_ROOT };

/* Comes after everything: stands where there is no entry, so that siblings can be compared all four. */
static const struct eventq_entry NOTHING = {INT64_MAX, UINT64_MAX};

static uint64_t entries_for(uint64_t capacity)
{
    return capacity + ROOT + 4; /* a last group of siblings is read whole */
}

uint64_t eventq_bytes(uint64_t capacity)
{
    return entries_for(capacity) * sizeof(struct eventq_entry) + capacity * (sizeof(struct event) + sizeof(uint32_t));
}

bool eventq_init(struct eventq *q, uint64_t capacity)
{
    ensure(capacity < (UINT64_C(1) << EVENTQ_SLOT_BITS));
    *q = (struct eventq){.sequence = 1};
    q->heap = memory_take(entries_for(capacity) * sizeof *q->heap);
    q->payload = memory_take(capacity * sizeof *q->payload);
    if (!slots_init(&q->slots, capacity) || q->heap == NULL || q->payload == NULL) {
        return false;
    }
    q->heap[ROOT] = NOTHING;
    return true;
}

void eventq_release(struct eventq *q)
{
    memory_give(q->heap, entries_for(q->slots.capacity) * sizeof *q->heap);
    memory_give(q->payload, q->slots.capacity * sizeof *q->payload);
    slots_release(&q->slots);
}

/* Enters an entry at a hole, or above it as far as it comes before its ancestors. */
static inline void sift_up(struct eventq_entry *heap, uint64_t hole, struct eventq_entry entry)
{
    while (hole > ROOT) {
        uint64_t parent = hole / 4 + 2; /* children of i: 4 (i - 2) .. 4 (i - 2) + 3 */
        if (!eventq_entry_before(entry, heap[parent])) {
            break;
        }
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = entry;
}

void eventq_push_at(struct eventq *q, int64_t time_ns, uint64_t sequence, struct event event)
{
    uint32_t slot = slots_take(&q->slots);
    ensure(slot != SLOT_NONE);
    q->payload[slot] = event;
    uint64_t hole = ROOT + q->n++;
    if (hole % 4 == 0) { /* the first of its siblings: the others are not there yet */
        q->heap[hole + 1] = q->heap[hole + 2] = q->heap[hole + 3] = NOTHING;
    }
    sift_up(q->heap, hole, (struct eventq_entry){time_ns, (sequence << EVENTQ_SLOT_BITS) | slot});
}

/* The first of four siblings, without branches: which it is cannot be predicted. */
static inline uint64_t first_sibling(const struct eventq_entry *heap, uint64_t child)
{
    uint64_t a = child + eventq_entry_before(heap[child + 1], heap[child]);
    uint64_t b = child + 2 + eventq_entry_before(heap[child + 3], heap[child + 2]);
    return a + ((b - a) & (0 - (uint64_t)eventq_entry_before(heap[b], heap[a])));
}

/* The hole that the root leaves sinks to the bottom, along the first siblings; there the last entry fills
 * it, which seldom has to rise (Wegener's bottom-up heapsort: one comparison less at every level). */
struct event eventq_pop(struct eventq *q)
{
    struct eventq_entry *heap = q->heap;
    uint32_t slot = (uint32_t)(heap[ROOT].place & ((UINT64_C(1) << EVENTQ_SLOT_BITS) - 1));
    struct event event = q->payload[slot];
    slots_give(&q->slots, slot);
    uint64_t end = ROOT + --q->n;
    struct eventq_entry last = heap[end];
    heap[end] = NOTHING;
    uint64_t hole = ROOT;
    for (uint64_t child = 4 * (hole - 2); child < end; child = 4 * (hole - 2)) {
        uint64_t first = first_sibling(heap, child);
        heap[hole] = heap[first];
        hole = first;
    }
    if (end > ROOT) {
        sift_up(heap, hole, last);
    }
    return event;
}
