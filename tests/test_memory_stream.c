/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream in memory: what was printed comes out, whatever its length; that memory has run out is told (make test-faults). */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory_stream.h"

Test(memory_stream, nothing_and_little)
{
    struct memory_stream m;
    size_t n = 9;
    cr_assert(memory_stream_open(&m));
    char *text = memory_stream_close(&m, &n);
    cr_assert(n == 0 && text[0] == '\0');
    free(text);
    cr_assert(memory_stream_open(&m));
    fprintf(m.out, "%d and a %s", 7, "half");
    text = memory_stream_close(&m, NULL);
    cr_assert_str_eq(text, "7 and a half");
    free(text);
}

Test(memory_stream, a_million_lines)
{
    struct memory_stream m;
    size_t n = 0;
    cr_assert(memory_stream_open(&m));
    for (int i = 0; i < 1000000; i++) {
        fprintf(m.out, "%06d\n", i);
    }
    char *text = memory_stream_close(&m, &n);
    cr_assert_eq(n, 7000000);
    for (int i = 0; i < 1000000; i += 4711) {
        cr_assert_eq(atoi(text + (size_t)i * 7), i);
    }
    free(text);
}
