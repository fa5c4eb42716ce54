/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.h: the memory of a run, taken once at its start.
 *
 * Large arrays come from mmap, zeroed, touched lazily, with huge pages asked for by madvise (page walks
 * cost more than anything else at 100M keys). Nothing on a handler's path allocates.
 */
#ifndef HERDSIM_MEMORY_H
#define HERDSIM_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* `bytes` of zeroed memory, or NULL. Reserved without commitment: only touched pages count. */
void *memory_take(size_t bytes);
void memory_give(void *memory, size_t bytes);

/* The same with its pages in place, for what a run will touch all over: the kernel clears them now, in one go,
 * instead of one by one in the middle of the run. */
void *memory_take_whole(size_t bytes);

/* Size of the pages in which large arrays come, and how much of `reserved` bytes is occupied when so many, from the first
 * on, are used: whole pages. */
size_t memory_page_bytes(void);
uint64_t memory_touched_bytes(uint64_t reserved, uint64_t used, size_t page_bytes);

/* Begins the definition of a function that only prefetches. gcc takes such a function for one without effect and
 * leaves out its calls, unless it is inlined before gcc comes to that. */
#define MEMORY_PREFETCHING static inline __attribute__((always_inline))

/* Returns `p`, unless it is NULL: then the program ends with one line and exit status 1. For small things at the edges of
 * the program, whose want nobody could act on; a simulation that does not get its memory says so instead. */
void *memory_must(void *p);

/* Memory that this process may still use: the lesser of the system's available memory and what its
 * control group leaves. */
uint64_t memory_available_bytes(void);

/* Largest resident size of this process so far. */
uint64_t memory_peak_bytes(void);

#endif
