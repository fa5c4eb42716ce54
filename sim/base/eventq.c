/* eventq.c: a 4-ary heap with the root at index 3 (see eventq.h). */
#include "base/eventq.h"

#include "base/ensure.h"
#include "base/memory.h"

enum { ROOT = 3 };

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
    return slots_init(&q->slots, capacity) && q->heap != NULL && q->payload != NULL;
}

void eventq_release(struct eventq *q)
{
    memory_give(q->heap, entries_for(q->slots.capacity) * sizeof *q->heap);
    memory_give(q->payload, q->slots.capacity * sizeof *q->payload);
    slots_release(&q->slots);
}

/* Whether a comes before b. Times are never negative, so both halves compare as one unsigned number. */
static inline bool before(struct eventq_entry a, struct eventq_entry b)
{
    __extension__ typedef unsigned __int128 wide;
    return (((wide)(uint64_t)a.time_ns << 64) | a.place) < (((wide)(uint64_t)b.time_ns << 64) | b.place);
}

void eventq_push_at(struct eventq *q, int64_t time_ns, uint64_t sequence, struct event event)
{
    uint32_t slot = slots_take(&q->slots);
    ensure(slot != SLOT_NONE);
    q->payload[slot] = event;
    struct eventq_entry entry = {time_ns, (sequence << EVENTQ_SLOT_BITS) | slot};
    uint64_t hole = ROOT + q->n++;
    while (hole > ROOT) {
        uint64_t parent = hole / 4 + 2; /* children of i: 4 (i - 2) .. 4 (i - 2) + 3 */
        if (!before(entry, q->heap[parent])) {
            break;
        }
        q->heap[hole] = q->heap[parent];
        hole = parent;
    }
    q->heap[hole] = entry;
}

/* The first of the siblings from `child` on; those at or past `end` do not count. */
static inline uint64_t first_sibling(const struct eventq_entry *heap, uint64_t child, uint64_t end)
{
    if (child + 3 < end) {
        uint64_t a = before(heap[child + 1], heap[child]) ? child + 1 : child;
        uint64_t b = before(heap[child + 3], heap[child + 2]) ? child + 3 : child + 2;
        return before(heap[b], heap[a]) ? b : a;
    }
    uint64_t first = child;
    for (uint64_t i = child + 1; i < end; i++) {
        if (before(heap[i], heap[first])) {
            first = i;
        }
    }
    return first;
}

struct event eventq_pop(struct eventq *q)
{
    uint32_t slot = (uint32_t)(q->heap[ROOT].place & ((UINT64_C(1) << EVENTQ_SLOT_BITS) - 1));
    struct event event = q->payload[slot];
    slots_give(&q->slots, slot);
    uint64_t end = ROOT + --q->n;
    struct eventq_entry last = q->heap[end];
    uint64_t hole = ROOT;
    for (;;) {
        uint64_t child = 4 * (hole - 2);
        if (child >= end) {
            break;
        }
        uint64_t first = first_sibling(q->heap, child, end);
        if (!before(q->heap[first], last)) {
            break;
        }
        q->heap[hole] = q->heap[first];
        hole = first;
    }
    q->heap[hole] = last;
    return event;
}
