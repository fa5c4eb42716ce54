/* The hash map against an array that says what it holds: random operations from empty to full, through
 * every doubling of the heads, keys that collide in their low bits included.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"

enum { KEYS = 6000, ROOM = 5000 };

/* Keys that differ in their high halves only, in both, or little. */
static uint64_t key_of(uint32_t i)
{
    return i % 3 == 0 ? (uint64_t)i << 32 : i % 3 == 1 ? i : ((uint64_t)i << 40) | (i % 97);
}

static void compare(struct map *m, const int64_t *value)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < KEYS; i++) {
        const uint32_t *found = map_find(m, key_of(i));
        cr_assert_eq(found != NULL, value[i] >= 0, "key %u", i);
        cr_assert(found == NULL || *found == (uint32_t)value[i], "key %u", i);
        n += value[i] >= 0;
    }
    cr_assert_eq(map_size(m), n);
}

Test(map, random_operations_agree_with_an_array)
{
    struct map m;
    void *memory = memory_take(map_bytes(ROOM));
    int64_t *value = malloc(KEYS * sizeof *value);
    struct rng r = rng_seed(2, 0, 0);
    uint32_t n = 0, full_n = 0;
    cr_assert(memory != NULL && value != NULL);
    memset(value, 0xff, KEYS * sizeof *value);
    map_place(&m, memory, ROOM);
    for (uint32_t step = 0; step < 120000; step++) {
        uint32_t i = (uint32_t)(rng_next(&r) % KEYS);
        bool add = rng_next(&r) % 8 < (step / 30000 % 2 == 0 ? 7 : 2); /* grow, shrink, grow, shrink */
        if (value[i] < 0 && add) {
            bool added = map_add(&m, key_of(i), step);
            cr_assert_eq(added, n < ROOM);
            value[i] = added ? (int64_t)step : -1;
            n += added;
            full_n += !added;
        } else if (!add) {
            cr_assert_eq(map_remove(&m, key_of(i)), value[i] >= 0);
            n -= value[i] >= 0;
            value[i] = -1;
        }
        if (step % 10000 == 0) {
            compare(&m, value);
        }
    }
    compare(&m, value);
    cr_assert_gt(full_n, 100); /* it was full for a while */
    map_clear(&m);
    memset(value, 0xff, KEYS * sizeof *value);
    compare(&m, value);
    cr_assert(map_add(&m, 7, 8) && *map_find(&m, 7) == 8);
    free(value);
    memory_give(memory, map_bytes(ROOM));
}

/* Values can be changed where they are. */
Test(map, values_are_found_in_place)
{
    struct map m;
    void *memory = memory_take(map_bytes(3));
    map_place(&m, memory, 3);
    cr_assert(map_add(&m, UINT64_MAX, 1) && map_add(&m, 0, 2));
    *map_find(&m, UINT64_MAX) = 42;
    cr_assert_eq(*map_find(&m, UINT64_MAX), 42);
    cr_assert_eq(*map_find(&m, 0), 2);
    cr_assert_null(map_find(&m, 1));
    memory_give(memory, map_bytes(3));
}
