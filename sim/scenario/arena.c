/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.c: blocks that double; each piece aligned for any type (see arena.h). */
#include "scenario/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_BYTES ((size_t)16 << 10)

struct block {
    struct block *next;
    size_t used, bytes;
    alignas(max_align_t) unsigned char data[];
};

struct scenario_arena {
    struct block *newest;
};

void *arena_must(void *p)
{
    if (p == NULL) {
        fputs("herdsim: out of memory while loading the scenario\n", stderr);
        exit(1);
    }
    return p;
}

FILE *arena_stream(struct memory_stream *stream)
{
    return arena_must(memory_stream_open(stream) ? stream->out : NULL);
}

struct scenario_arena *arena_new(void)
{
    return arena_must(calloc(1, sizeof(struct scenario_arena)));
}

void arena_free(struct scenario_arena *a)
{
    if (a == NULL) {
        return;
    }
    for (struct block *b = a->newest; b != NULL;) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
    free(a);
}

void *arena_take(struct scenario_arena *a, size_t bytes)
{
    size_t rounded = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct block *b = a->newest;
    if (b == NULL || b->bytes - b->used < rounded) {
        size_t size = b == NULL ? FIRST_BLOCK_BYTES : 2 * b->bytes;
        size = size < rounded ? rounded : size;
        b = arena_must(calloc(1, sizeof *b + size));
        b->bytes = size;
        b->next = a->newest;
        a->newest = b;
    }
    void *p = b->data + b->used;
    b->used += rounded;
    return p;
}

char *arena_copy_n(struct scenario_arena *a, const char *text, size_t length)
{
    char *copy = arena_take(a, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_copy(struct scenario_arena *a, const char *text)
{
    return arena_copy_n(a, text, strlen(text));
}

void *arena_grow(struct scenario_arena *a, void *list, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) {
        return list;
    }
    size_t more = *capacity == 0 ? 16 : 2 * *capacity;
    void *larger = arena_take(a, more * size);
    if (n > 0) {
        memcpy(larger, list, n * size);
    }
    *capacity = more;
    return larger;
}
