/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.h: files that are there whole or not at all.
 *
 * The text of a file is composed in memory, written beside its place under another name, and renamed over
 * it. So a full disk, a read-only folder or a kill leaves the old file or none, and the error is that of
 * the one write() that failed. Not synced: results can be computed again.
 */
#ifndef HERDSIM_FILE_H
#define HERDSIM_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FILE_PATH_MAX 4096

struct file_path {
    char text[FILE_PATH_MAX];
};

/* dir/name, or dir where `name` is NULL. A path that does not fit becomes one that cannot be opened, so
 * that the caller's next step reports it. */
struct file_path file_join(const char *dir, const char *name);

/* A folder name for any text, one to one: what is not plain in a name ('/', '%', control characters, a dot
 * or dash in front) becomes %XX, empty text becomes "%". */
struct file_path file_folder_name(const char *text);

/* Makes a folder and its parents. False after one line on `errors`. */
bool file_make_folder(const char *dir, FILE *errors);

/* Prints the contents of a file; false if memory ran out. */
typedef bool (*file_compose)(FILE *out, const void *context);

/* Writes what compose() prints. False after one line on `errors` that names the path and the cause. */
bool file_write(const char *path, file_compose compose, const void *context, FILE *errors);

/* Whether a file of a few kilobytes can be created in `dir`; leaves nothing behind. */
bool file_probe(const char *dir, FILE *errors);

/* The whole file as a string to be freed, its length in *length; NULL with the errno in *cause, which is EINVAL for what is
 * no plain file: a device may have no end, and a pipe no beginning. */
char *file_take(const char *path, size_t *length, int *cause);

/* The same, with one line on `errors` where it fails; `length` may be NULL. */
char *file_read(const char *path, size_t *length, FILE *errors);

#endif
