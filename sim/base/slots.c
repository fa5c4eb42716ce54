/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slots.c: the memory of a free list (see slots.h). */
#include "base/slots.h"

#include "base/ensure.h"
#include "base/memory.h"

void slots_place(struct slots *s, uint32_t *memory, uint64_t capacity)
{
    ensure(capacity < UINT32_MAX);
    *s = (struct slots){.free = memory, .capacity = (uint32_t)capacity};
}

bool slots_init(struct slots *s, uint64_t capacity)
{
    slots_place(s, memory_take(capacity * sizeof *s->free), capacity);
    return s->free != NULL;
}

void slots_release(struct slots *s)
{
    memory_give(s->free, s->capacity * sizeof *s->free);
    s->free = NULL;
}
