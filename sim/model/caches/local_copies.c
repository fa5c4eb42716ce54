/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_copies.c: a heap of arrivals over records in slots (see local_copies.h). */
#include "model/caches/local_copies.h"

#include "base/ensure.h"
#include "base/memory.h"

uint64_t local_copies_bytes(uint64_t capacity)
{
    return eventq_bytes(capacity) + capacity * (sizeof(struct local_copy) + sizeof(uint32_t));
}

bool local_copies_init(struct local_copies *c, uint64_t capacity)
{
    *c = (struct local_copies){.copy = memory_take(capacity * sizeof *c->copy)};
    return slots_init(&c->slots, capacity) && eventq_init(&c->queue, capacity) && c->copy != NULL;
}

void local_copies_release(struct local_copies *c)
{
    memory_give(c->copy, c->slots.capacity * sizeof *c->copy);
    slots_release(&c->slots);
    eventq_release(&c->queue);
}

bool local_copies_send(struct local_copies *c, int64_t at_ns, const struct local_copy *copy)
{
    ensure(at_ns >= 0 && copy->written <= copy->from);
    uint32_t slot = slots_take(&c->slots);
    if (slot == SLOT_NONE) {
        return false;
    }
    c->copy[slot] = *copy;
    eventq_push(&c->queue, at_ns, (struct event){.argument = slot});
    return true;
}

struct local_copy local_copies_take(struct local_copies *c)
{
    uint32_t slot = eventq_pop(&c->queue).argument;
    slots_give(&c->slots, slot);
    return c->copy[slot];
}
