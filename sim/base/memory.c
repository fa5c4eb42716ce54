/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.c: mmap with huge pages, and what is left to take (see memory.h). */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define PLAIN_PAGE_BYTES ((size_t)4 << 10)
#define HUGE_PAGE_BYTES ((size_t)2 << 20)

static size_t whole_pages(size_t bytes, size_t page_bytes)
{
    return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* Huge pages begin at multiples of their size: more is mapped, and what is too much at both ends given back. */
static void *map_aligned(size_t bytes)
{
    char *memory = bytes > SIZE_MAX - HUGE_PAGE_BYTES ? NULL : map(bytes + HUGE_PAGE_BYTES);
    if (memory == NULL) {
        return NULL;
    }
    size_t before = (HUGE_PAGE_BYTES - (uintptr_t)memory % HUGE_PAGE_BYTES) % HUGE_PAGE_BYTES;
    char *aligned = memory + before, *end = aligned + whole_pages(bytes, PLAIN_PAGE_BYTES);
    char *mapped_end = memory + whole_pages(bytes + HUGE_PAGE_BYTES, PLAIN_PAGE_BYTES);
    if (before > 0) {
        munmap(memory, before);
    }
    if (end < mapped_end) {
        munmap(end, (size_t)(mapped_end - end));
    }
    (void)madvise(aligned, bytes, MADV_HUGEPAGE); /* a wish: without it the run is only slower */
    return aligned;
}

void *memory_take(size_t bytes)
{
    return bytes >= HUGE_PAGE_BYTES ? map_aligned(bytes) : map(bytes == 0 ? 1 : bytes);
}

void *memory_take_whole(size_t bytes)
{
    void *memory = memory_take(bytes);
#ifdef MADV_POPULATE_WRITE
    if (memory != NULL) {
        (void)madvise(memory, bytes, MADV_POPULATE_WRITE); /* where the kernel knows it (Linux 5.14) */
    }
#endif
    return memory;
}

void *memory_must(void *p)
{
    if (p == NULL) {
        fputs("herdsim: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

void memory_give(void *memory, size_t bytes)
{
    if (memory != NULL) {
        munmap(memory, bytes == 0 ? 1 : bytes);
    }
}

size_t memory_page_bytes(void)
{
    char line[64] = "[never]";
    FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "r");
    if (f != NULL) {
        if (fgets(line, sizeof line, f) == NULL) {
            line[0] = '\0';
        }
        fclose(f);
    }
    return strstr(line, "[never]") != NULL ? PLAIN_PAGE_BYTES : HUGE_PAGE_BYTES;
}

uint64_t memory_touched_bytes(uint64_t reserved, uint64_t used, size_t page_bytes)
{
    uint64_t page = reserved >= HUGE_PAGE_BYTES ? page_bytes : PLAIN_PAGE_BYTES;
    uint64_t touched = used < reserved ? (used + page - 1) / page * page : reserved;
    return touched < reserved ? touched : reserved;
}

/* The number in a file such as memory.max, or `otherwise` ("max", no such file). */
static uint64_t number_in_file(const char *path, uint64_t otherwise)
{
    FILE *f = fopen(path, "r");
    if (f == NULL) {
        return otherwise;
    }
    unsigned long long value = 0;
    int read_n = fscanf(f, "%llu", &value);
    fclose(f);
    return read_n == 1 ? value : otherwise;
}

static uint64_t system_available_bytes(void)
{
    FILE *f = fopen("/proc/meminfo", "r");
    if (f == NULL) {
        return UINT64_MAX;
    }
    char line[256];
    uint64_t available = UINT64_MAX;
    while (fgets(line, sizeof line, f) != NULL) {
        unsigned long long kib = 0;
        if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1) {
            available = (uint64_t)kib << 10;
            break;
        }
    }
    fclose(f);
    return available;
}

uint64_t memory_available_bytes(void)
{
    uint64_t available = system_available_bytes();
    uint64_t limit = number_in_file("/sys/fs/cgroup/memory.max", UINT64_MAX);
    uint64_t used = number_in_file("/sys/fs/cgroup/memory.current", 0);
    uint64_t left = limit > used ? limit - used : 0;
    return left < available ? left : available;
}

uint64_t memory_peak_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss << 10 : 0;
}
