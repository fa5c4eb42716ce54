/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.h: what a loaded scenario consists of, taken piece by piece and given back at once.
 *
 * Blocks of growing size; nothing is freed before the whole. A scenario is small, so want of memory here is
 * not an outcome that anybody could act on: it ends the program with one clear line and exit status 1.
 */
#ifndef HERDSIM_ARENA_H
#define HERDSIM_ARENA_H

#include <stddef.h>

#include "base/memory_stream.h"

struct scenario_arena;

struct scenario_arena *arena_new(void);
void arena_free(struct scenario_arena *a);

/* `bytes` of zeroed memory, aligned for any type. Never NULL. */
void *arena_take(struct scenario_arena *a, size_t bytes);

/* A copy of a text, or of its first `length` bytes with a terminator added. */
char *arena_copy(struct scenario_arena *a, const char *text);
char *arena_copy_n(struct scenario_arena *a, const char *text, size_t length);

/* Doubles an array of *capacity elements of `size` bytes once n of them are in use; returns where it is now. */
void *arena_grow(struct scenario_arena *a, void *list, size_t n, size_t *capacity, size_t size);

/* Returns `p`, unless it is NULL: then the program ends for want of memory. */
void *arena_must(void *p);

/* Opens a stream in memory. Never NULL. */
FILE *arena_stream(struct memory_stream *stream);

#endif
