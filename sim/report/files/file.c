/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.c: compose in memory, write beside, rename over (see file.h). */
#include "report/files/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory_stream.h"
#include "base/printable.h"

#define BYTES_MAX ((off_t)4 << 30) /* of a file that is read */

static bool failed(FILE *errors, const char *verb, const char *path, int cause)
{
    fprintf(errors, "herdsim: cannot %s %s: %s\n", verb, printable_text(path).s, strerror(cause));
    return false;
}

struct file_path file_join(const char *dir, const char *name)
{
    struct file_path p;
    int n = name ? snprintf(p.text, sizeof p.text, "%s/%s", dir, name) : snprintf(p.text, sizeof p.text, "%s", dir);
    if (n < 0 || (size_t)n >= sizeof p.text) {
        memset(p.text, 'x', sizeof p.text - 1); /* longer than any name may be: ENAMETOOLONG */
        p.text[sizeof p.text - 1] = '\0';
    }
    return p;
}

struct file_path file_folder_name(const char *text)
{
    struct file_path p;
    size_t n = 0;
    for (const char *c = text; *c != '\0' && n + 4 < sizeof p.text; c++) {
        unsigned char u = (unsigned char)*c;
        bool front = c == text && (u == '.' || u == '-');
        if (u < 0x20 || u == 0x7f || u == '/' || u == '%' || front) {
            n += (size_t)snprintf(p.text + n, sizeof p.text - n, "%%%02X", u);
        } else {
            p.text[n++] = *c;
        }
    }
    if (n == 0) {
        p.text[n++] = '%';
    }
    p.text[n] = '\0';
    return p;
}

static bool make_one(const char *dir, FILE *errors)
{
    if (mkdir(dir, 0777) == 0) {
        return true;
    }
    int cause = errno;
    struct stat info;
    if (stat(dir, &info) == 0) {
        return S_ISDIR(info.st_mode) ? true : failed(errors, "create folder", dir, ENOTDIR);
    }
    return failed(errors, "create folder", dir, cause);
}

bool file_make_folder(const char *dir, FILE *errors)
{
    struct file_path p = file_join(dir, NULL);
    for (char *slash = strchr(p.text + 1, '/'); p.text[0] != '\0' && slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!make_one(p.text, errors)) {
            return false;
        }
        *slash = '/';
    }
    return make_one(p.text, errors);
}

/* Writes all of it to a new file; 0, or the errno of what failed, with no file left. */
static int store(const char *path, const char *text, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        return errno;
    }
    int cause = 0;
    while (length > 0 && cause == 0) {
        ssize_t n = write(fd, text, length);
        if (n >= 0) {
            text += n;
            length -= (size_t)n;
        } else if (errno != EINTR) {
            cause = errno;
        }
    }
    if (close(fd) != 0 && cause == 0) {
        cause = errno;
    }
    if (cause != 0) {
        unlink(path);
    }
    return cause;
}

static struct file_path beside(const char *path)
{
    char suffix[32];
    snprintf(suffix, sizeof suffix, ".%ld.part", (long)getpid());
    struct file_path p = file_join(path, NULL);
    size_t n = strlen(p.text);
    if (n + strlen(suffix) < sizeof p.text) {
        memcpy(p.text + n, suffix, strlen(suffix) + 1);
    }
    return p;
}

bool file_write(const char *path, file_compose compose, const void *context, FILE *errors)
{
    struct memory_stream stream;
    size_t length = 0;
    if (!memory_stream_open(&stream)) {
        return failed(errors, "write", path, ENOMEM);
    }
    bool composed = compose(stream.out, context);
    char *text = memory_stream_close(&stream, &length);
    if (!composed || text == NULL) {
        free(text);
        return failed(errors, "write", path, ENOMEM);
    }
    struct file_path part = beside(path);
    int cause = store(part.text, text, length);
    free(text);
    if (cause == 0 && rename(part.text, path) != 0) {
        cause = errno;
        unlink(part.text);
    }
    return cause == 0 ? true : failed(errors, "write", path, cause);
}

bool file_probe(const char *dir, FILE *errors)
{
    static const char page[4096];
    struct file_path probe = file_join(dir, ".herdsim");
    struct file_path part = beside(probe.text);
    int cause = store(part.text, page, sizeof page);
    if (cause != 0) {
        return failed(errors, "write into", dir, cause);
    }
    if (unlink(part.text) != 0) { /* results could not be replaced either; the next process cleans up */
        return failed(errors, "remove", part.text, errno);
    }
    return true;
}

/* All of a plain file; NULL with the errno in *cause. */
static char *read_all(int fd, size_t *length, int *cause)
{
    struct stat info;
    char *text = NULL;
    size_t n = 0, room = 0;
    if (fstat(fd, &info) != 0) {
        *cause = errno;
        return NULL;
    }
    /* Anything else may have no end (a device), or make us wait for ever (a pipe). */
    *cause = S_ISREG(info.st_mode) ? info.st_size <= BYTES_MAX ? 0 : EFBIG : S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
    for (ssize_t got = 1; *cause == 0 && got > 0;) {
        if (n + 1 >= room) {
            room = room == 0 ? (size_t)info.st_size + 2 : room * 2;
            char *more = room <= (size_t)BYTES_MAX * 2 ? realloc(text, room) : NULL;
            if (more == NULL) {
                *cause = ENOMEM;
                break;
            }
            text = more;
        }
        got = read(fd, text + n, room - n - 1);
        if (got < 0 && errno != EINTR) {
            *cause = errno;
        }
        n += got > 0 ? (size_t)got : 0;
        got = got < 0 ? 1 : got;
    }
    if (*cause != 0) {
        free(text);
        return NULL;
    }
    text[n] = '\0';
    *length = n;
    return text;
}

char *file_take(const char *path, size_t *length, int *cause)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        *cause = errno;
        return NULL;
    }
    char *text = read_all(fd, length, cause);
    close(fd);
    return text;
}

char *file_read(const char *path, size_t *length, FILE *errors)
{
    size_t n = 0;
    int cause = 0;
    char *text = file_take(path, &n, &cause);
    if (text == NULL) {
        if (cause == EINVAL) {
            fprintf(errors, "herdsim: cannot read %s: it is no plain file\n", printable_text(path).s);
        } else {
            failed(errors, "read", path, cause);
        }
    }
    if (text != NULL && length != NULL) {
        *length = n;
    }
    return text;
}
