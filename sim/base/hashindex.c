/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hashindex.c: linear probing, at most three quarters full (see hashindex.h). Removal closes the gap it leaves
 * (Knuth, TAOCP 3, 6.4, algorithm R), so there are no tombstones.
 */
#include "base/hashindex.h"

#include <string.h>

#include "base/ensure.h"

enum { SIZE_AT_FIRST = 1024, HALVE_BELOW = 16 /* one in so many places used */ };

static uint64_t size_for(uint64_t capacity)
{
    uint64_t size = SIZE_AT_FIRST;
    while (size / 4 * 3 < capacity) {
        size *= 2;
    }
    return size;
}

uint64_t hashindex_bytes(uint64_t capacity)
{
    return size_for(capacity) * sizeof(struct hashindex_entry);
}

void hashindex_place(struct hashindex *x, void *memory, uint64_t capacity)
{
    *x = (struct hashindex){.entry = memory, .size = SIZE_AT_FIRST, .size_max = size_for(capacity)};
}

static void put(struct hashindex *x, struct hashindex_entry e)
{
    uint64_t at = e.hash;
    while (x->entry[at & (x->size - 1)].value_1 != 0) {
        at++;
    }
    x->entry[at & (x->size - 1)] = e;
}

static void resettle(struct hashindex *x, uint64_t at)
{
    struct hashindex_entry e = x->entry[at];
    x->entry[at].value_1 = 0;
    put(x, e);
}

/* Doubles the table. Going round once from the first empty place, every entry is put where it now belongs: at
 * or before its old place, or as far into the new half, where there is as much room as there was here. */
static void grow(struct hashindex *x)
{
    uint64_t old = x->size, start = 0;
    while (x->entry[start].value_1 != 0) {
        start++;
    }
    x->size *= 2;
    for (uint64_t i = 0; i < old; i++) {
        uint64_t at = (start + i) & (old - 1);
        if (x->entry[at].value_1 != 0) {
            resettle(x, at);
        }
    }
}

/* Halves the table: the upper half is settled in the lower one. What had run over the end stays where it is, as
 * those that it ran over now fill the places before the new end. */
static void shrink(struct hashindex *x)
{
    ensure(x->n <= x->size / 4);
    uint64_t old = x->size;
    x->size /= 2;
    for (uint64_t at = x->size; at < old; at++) {
        if (x->entry[at].value_1 != 0) {
            resettle(x, at);
        }
    }
}

void hashindex_add(struct hashindex *x, uint32_t hash, uint32_t value)
{
    if (x->n + 1 > x->size / 4 * 3) {
        ensure(x->size < x->size_max);
        grow(x);
    }
    x->n++;
    put(x, (struct hashindex_entry){hash, value + 1});
}

void hashindex_remove(struct hashindex *x, uint32_t hash, uint32_t value)
{
    uint64_t mask = x->size - 1, hole = hash;
    while (x->entry[hole & mask].value_1 != value + 1) {
        ensure(x->entry[hole & mask].value_1 != 0);
        hole++;
    }
    hole &= mask;
    for (uint64_t at = (hole + 1) & mask; x->entry[at].value_1 != 0; at = (at + 1) & mask) {
        uint64_t home = x->entry[at].hash & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) { /* its home is at or before the hole */
            x->entry[hole] = x->entry[at];
            hole = at;
        }
    }
    x->entry[hole].value_1 = 0;
    x->n--;
    if (x->n < x->size / HALVE_BELOW && x->size > SIZE_AT_FIRST) {
        shrink(x);
    }
}

void hashindex_clear(struct hashindex *x)
{
    memset(x->entry, 0, x->size * sizeof *x->entry);
    x->n = 0;
}
