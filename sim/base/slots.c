/* slots.c: the memory of a free list (see slots.h). */
#include "base/slots.h"

#include "base/ensure.h"
#include "base/memory.h"

bool slots_init(struct slots *s, uint64_t capacity)
{
    ensure(capacity < UINT32_MAX);
    *s = (struct slots){.capacity = (uint32_t)capacity};
    s->free = memory_take(capacity * sizeof *s->free);
    return s->free != NULL;
}

void slots_release(struct slots *s)
{
    memory_give(s->free, s->capacity * sizeof *s->free);
    s->free = NULL;
}
