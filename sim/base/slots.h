/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slots.h: which records of a fixed array are free. Last freed, first reused, so that a run which keeps
 * few records in flight touches few, however many there is room for.
 */
#ifndef HERDSIM_SLOTS_H
#define HERDSIM_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOT_NONE UINT32_MAX

struct slots {
    uint32_t *free; /* stack of freed slots */
    uint32_t free_n;
    uint32_t fresh; /* slots from here on were never used */
    uint32_t capacity;
};

/* False without memory. capacity < 2^32 - 1. */
bool slots_init(struct slots *s, uint64_t capacity);
void slots_release(struct slots *s);

/* The same in `capacity` words of memory that the caller keeps; not to be released. */
void slots_place(struct slots *s, uint32_t *memory, uint64_t capacity);

/* A slot, or SLOT_NONE when all are taken. */
static inline uint32_t slots_take(struct slots *s)
{
    if (s->free_n > 0) {
        return s->free[--s->free_n];
    }
    return s->fresh < s->capacity ? s->fresh++ : SLOT_NONE;
}

static inline void slots_give(struct slots *s, uint32_t slot)
{
    s->free[s->free_n++] = slot;
}

/* Frees all. */
static inline void slots_clear(struct slots *s)
{
    s->free_n = 0;
    s->fresh = 0;
}

static inline uint32_t slots_in_use(const struct slots *s)
{
    return s->fresh - s->free_n;
}

static inline bool slots_full(const struct slots *s)
{
    return s->free_n == 0 && s->fresh == s->capacity;
}

#endif
