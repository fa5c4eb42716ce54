/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.c: mmap with huge pages, and what is left to take (see memory.h). */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

void *memory_take(size_t bytes)
{
    if (bytes == 0) {
        bytes = 1;
    }
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return NULL;
    }
    size_t huge_page_bytes = (size_t)2 << 20;
    if (bytes >= huge_page_bytes) {
        (void)madvise(memory, bytes, MADV_HUGEPAGE); /* a wish: without it the run is only slower */
    }
    return memory;
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
