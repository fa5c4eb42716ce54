/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of a run: zeroed, touched lazily, refused when it cannot be. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

Test(memory, comes_zeroed_and_whole)
{
    const size_t sizes[] = {0, 1, 4097, ((size_t)5 << 20) + 3};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char *m = memory_take(sizes[i]);
        cr_assert_not_null(m);
        for (size_t k = 0; k < sizes[i]; k++) {
            cr_assert_eq(m[k], 0);
        }
        memset(m, 0xff, sizes[i]);
        memory_give(m, sizes[i]);
    }
    memory_give(NULL, 100);
}

/* Room for far more than there is costs nothing until it is touched. */
Test(memory, only_touched_pages_count)
{
    size_t reserved = (size_t)64 << 30;
    uint64_t before = memory_peak_bytes();
    char *m = memory_take(reserved);
    cr_assert_not_null(m);
    m[reserved - 1] = 1;
    cr_assert_lt(memory_peak_bytes() - before, UINT64_C(64) << 20);
    memory_give(m, reserved);
}

/* Where huge pages are to be had, the first byte of a large array takes one, and a small array has none. */
Test(memory, is_occupied_in_whole_pages)
{
    const size_t huge = (size_t)2 << 20;
    cr_assert(memory_page_bytes() == huge || memory_page_bytes() == 4096);
    cr_assert_eq(memory_touched_bytes(10 * huge, 0, huge), 0);
    cr_assert_eq(memory_touched_bytes(10 * huge, 1, huge), huge);
    cr_assert_eq(memory_touched_bytes(10 * huge, huge + 1, huge), 2 * huge);
    cr_assert_eq(memory_touched_bytes(huge + 100, huge + 1, huge), huge + 100); /* no more than there is */
    cr_assert_eq(memory_touched_bytes(huge - 1, 1, huge), 4096);
    cr_assert_eq(memory_touched_bytes(10 * huge, 1, 4096), 4096);
    cr_assert_eq(memory_touched_bytes(10 * huge, 20 * huge, 4096), 10 * huge);
    for (size_t bytes = huge; bytes < 3 * huge; bytes += 333333) {
        char *m = memory_take(bytes);
        cr_assert_not_null(m);
        cr_assert_eq((uintptr_t)m % huge, 0);
        m[0] = m[bytes - 1] = 1;
        memory_give(m, bytes);
    }
}

Test(memory, refuses_the_impossible)
{
    cr_assert_null(memory_take(SIZE_MAX / 2));
}

Test(memory, knows_what_there_is)
{
    uint64_t available = memory_available_bytes();
    cr_assert_gt(available, UINT64_C(1) << 20);
    cr_assert_lt(available, UINT64_C(1) << 50); /* something was read, not taken for unlimited */
    uint64_t before = memory_peak_bytes();
    size_t bytes = before + ((size_t)16 << 20); /* more than was ever used at once */
    char *m = memory_take(bytes);
    memset(m, 1, bytes);
    cr_assert_gt(memory_peak_bytes(), bytes);
    memory_give(m, bytes);
}
