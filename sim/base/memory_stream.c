/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory_stream.c: a cookie stream over a buffer that doubles (see memory_stream.h). */
#define _GNU_SOURCE
#include "base/memory_stream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define FIRST_BYTES 4096

static ssize_t grow(void *cookie, const char *from, size_t n)
{
    struct memory_stream *m = cookie;
    if (m->n + n + 1 > m->room) {
        size_t room = 2 * m->room > m->n + n + 1 ? 2 * m->room : m->n + n + 1 + FIRST_BYTES;
        char *more = realloc(m->text, room);
        if (more == NULL) {
            m->failed = true;
            return 0;
        }
        m->text = more;
        m->room = room;
    }
    memcpy(m->text + m->n, from, n);
    m->n += n;
    m->text[m->n] = '\0';
    return (ssize_t)n;
}

bool memory_stream_open(struct memory_stream *m)
{
    *m = (struct memory_stream){.text = calloc(1, FIRST_BYTES), .room = FIRST_BYTES};
    m->out = m->text != NULL ? fopencookie(m, "w", (cookie_io_functions_t){.write = grow}) : NULL;
    if (m->out == NULL) {
        free(m->text);
    }
    return m->out != NULL;
}

char *memory_stream_close(struct memory_stream *m, size_t *n)
{
    bool whole = !ferror(m->out);
    whole = fclose(m->out) == 0 && whole && !m->failed;
    if (!whole) {
        free(m->text);
        return NULL;
    }
    if (n != NULL) {
        *n = m->n;
    }
    return m->text;
}
