/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fail.c: to be preloaded into herdsim (LD_PRELOAD): the n-th call of a kind fails, as a machine that has run out of
 * something would make it fail.
 *
 *   FAIL_KIND   alloc, mmap, open, read, write, rename, close, mkdir, unlink, opendir, memstream, pipe, fork, thread
 *   FAIL_AT     which call fails; 0 or unset: none
 *   FAIL_AFTER  if set, all later ones too
 *   FAIL_COUNT  a file that takes the number of calls at the end
 *
 * What glibc calls within itself goes past this; its allocations do not. Our own messages (descriptor 2) never fail.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static const char *kind; /* NULL: not here, or not yet */
static long at;
static bool after;
static atomic_long calls;

__attribute__((constructor)) static void begin(void)
{
    char program[4096];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    const char *name = strrchr(program, '/'), *number = getenv("FAIL_AT");
    at = number != NULL ? atol(number) : 0;
    after = getenv("FAIL_AFTER") != NULL;
    if (name != NULL && strcmp(name, "/herdsim") == 0) { /* and not in what it starts */
        kind = getenv("FAIL_KIND");
    }
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAIL_COUNT");
    bool ours = kind != NULL;
    kind = NULL;
    if (ours && path != NULL) {
        char text[24];
        int n = snprintf(text, sizeof text, "%ld", atomic_load(&calls));
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (fd < 0 || write(fd, text, (size_t)n) != n) {
            _exit(99);
        }
        close(fd);
    }
}

static bool fails(const char *which, int cause)
{
    if (kind == NULL || strcmp(kind, which) != 0) {
        return false;
    }
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (at == 0 || (call != at && !(after && call > at))) {
        return false;
    }
    errno = cause;
    return true;
}

#define REAL(name)                                                                                                     \
    static __typeof__(&name) real;                                                                                     \
    if (real == NULL) {                                                                                                \
        real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                                                             \
    }

void *malloc(size_t n)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_realloc(p, n);
}

void *mmap(void *p, size_t n, int protection, int flags, int fd, off_t offset)
{
    REAL(mmap)
    return fails("mmap", ENOMEM) ? MAP_FAILED : real(p, n, protection, flags, fd, offset);
}

int open(const char *path, int flags, ...)
{
    REAL(open)
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return fails("open", EMFILE) ? -1 : real(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    REAL(fopen)
    return fails("open", EMFILE) ? NULL : real(path, mode);
}

DIR *opendir(const char *path)
{
    REAL(opendir)
    return fails("opendir", EMFILE) ? NULL : real(path);
}

FILE *open_memstream(char **text, size_t *n)
{
    REAL(open_memstream)
    return fails("memstream", ENOMEM) ? NULL : real(text, n);
}

ssize_t read(int fd, void *to, size_t n)
{
    REAL(read)
    return fails("read", EIO) ? -1 : real(fd, to, n);
}

ssize_t write(int fd, const void *from, size_t n)
{
    REAL(write)
    return fd != 2 && fails("write", ENOSPC) ? -1 : real(fd, from, n);
}

int rename(const char *from, const char *to)
{
    REAL(rename)
    return fails("rename", EIO) ? -1 : real(from, to);
}

int close(int fd)
{
    REAL(close)
    int result = real(fd);
    return fails("close", EIO) ? -1 : result;
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir)
    return fails("mkdir", ENOSPC) ? -1 : real(path, mode);
}

int unlink(const char *path)
{
    REAL(unlink)
    return fails("unlink", EPERM) ? -1 : real(path);
}

int pipe(int ends[2])
{
    REAL(pipe)
    return fails("pipe", EMFILE) ? -1 : real(ends);
}

pid_t fork(void)
{
    REAL(fork)
    return fails("fork", EAGAIN) ? -1 : real();
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *context)
{
    REAL(pthread_create)
    return fails("thread", EAGAIN) ? EAGAIN : real(thread, attributes, body, context);
}
