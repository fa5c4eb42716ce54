/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash index against an array that says what it holds: random operations through every doubling and halving,
 * with hashes that collide, that crowd at the end of the table and run over it, and that differ in high bits only.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/hashindex.h"
#include "base/memory.h"
#include "base/rng.h"

enum { VALUES = 6000 };

static uint32_t hash_of(uint32_t value)
{
    switch (value % 4) {
    case 0:
        return value / 12; /* each hash shared by three values */
    case 1:
        return UINT32_MAX - value % 64; /* the end of the table, whatever its size */
    case 2:
        return value << 20;
    default:
        return (uint32_t)rng_mix(value);
    }
}

/* How often the index offers the value under its hash. */
static int times_found(const struct hashindex *x, uint32_t value)
{
    uint64_t at = hash_of(value);
    int times = 0;
    for (;;) {
        uint32_t found = hashindex_next(x, hash_of(value), &at);
        if (found == HASHINDEX_NONE) {
            return times;
        }
        cr_assert_eq(hash_of(found), hash_of(value));
        times += found == value;
    }
}

static void compare(const struct hashindex *x, const bool *held)
{
    uint32_t n = 0;
    for (uint32_t v = 0; v < VALUES; v++) {
        cr_assert_eq(times_found(x, v), held[v] ? 1 : 0, "value %u", v);
        n += held[v];
    }
    cr_assert_eq(x->n, n);
}

Test(hashindex, random_operations_agree_with_an_array)
{
    struct hashindex x;
    size_t bytes = hashindex_bytes(VALUES);
    void *memory = memory_take(bytes);
    bool *held = calloc(VALUES, sizeof *held);
    struct rng r = rng_seed(2, 0, 0);
    uint64_t largest = 0;
    cr_assert(memory != NULL && held != NULL);
    hashindex_place(&x, memory, VALUES);
    for (uint32_t step = 0; step < 120000; step++) {
        uint32_t v = (uint32_t)(rng_next(&r) % VALUES);
        bool add = rng_next(&r) % 8 < (step / 30000 % 2 == 0 ? 7U : 0U); /* fill up, run empty, and again */
        if (add && !held[v]) {
            hashindex_add(&x, hash_of(v), v);
            held[v] = true;
        } else if (!add && held[v]) {
            hashindex_remove(&x, hash_of(v), v);
            held[v] = false;
        }
        largest = x.size > largest ? x.size : largest;
        if (step % 2500 == 0) {
            compare(&x, held);
        }
    }
    compare(&x, held);
    cr_assert_eq(largest, 8192); /* it has doubled, more than once, */
    cr_assert_lt(x.size, 4096);  /* and halved */
    hashindex_clear(&x);
    memset(held, 0, VALUES * sizeof *held);
    compare(&x, held);
    memory_give(memory, bytes);
    free(held);
}
