/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results_folder.c: every step of the moving may have been done already, so that it can be taken up anywhere (see
 * results_folder.h). */
#include "report/files/results_folder.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/printable.h"
#include "report/files/plots.h"

#define STAGE ".herdsim-new"
#define READY ".herdsim-whole"   /* all of it is there */
#define MOVING ".herdsim-moving" /* and the old results are gone, but for their summary */
#define SUMMARY "summary.json"

static bool failed(FILE *errors, const char *verb, const char *path, int cause)
{
    fprintf(errors, "herdsim: cannot %s %s: %s\n", verb, printable_text(path).s, strerror(cause));
    return false;
}

static bool is_folder(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool results_folder_is_plain(const char *dir, const char *name, FILE *errors)
{
    struct file_path path = file_join(dir, name);
    struct stat info;
    if (lstat(path.text, &info) != 0 || S_ISDIR(info.st_mode)) {
        return true;
    }
    return failed(errors, "write into", path.text, S_ISLNK(info.st_mode) ? ELOOP : ENOTDIR);
}

/* Calls visit(dir, name) for all that stands in a folder; false if one of the calls returns false. */
static bool each(const char *dir, bool (*visit)(const char *dir, const char *name, void *context), void *context)
{
    DIR *folder = opendir(dir);
    if (folder == NULL) {
        return errno == ENOENT || errno == ENOTDIR;
    }
    bool good = true;
    while (good) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (entry == NULL) {
            good = errno == 0;
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            good = visit(dir, entry->d_name, context);
        }
    }
    int cause = errno;
    closedir(folder);
    errno = cause;
    return good;
}

static bool remove_file(const char *dir, const char *name, void *context)
{
    (void)context;
    struct file_path path = file_join(dir, name);
    return unlink(path.text) == 0 || errno == ENOENT;
}

/* A file, or a folder of files. */
static bool remove_all(const char *dir, const char *name, void *context)
{
    struct file_path path = file_join(dir, name);
    if (!is_folder(path.text)) {
        return remove_file(dir, name, context);
    }
    return each(path.text, remove_file, context) && (rmdir(path.text) == 0 || errno == ENOENT);
}

/* A file that file_write() was killed over: "<name>.<process>.part". */
static bool remove_part(const char *dir, const char *name, void *context)
{
    size_t n = strlen(name);
    if (n > 5 && strcmp(name + n - 5, ".part") == 0) {
        const char *dot = name + n - 5;
        while (dot > name && dot[-1] >= '0' && dot[-1] <= '9') {
            dot--;
        }
        if (dot < name + n - 5 && dot > name && dot[-1] == '.') {
            (void)remove_file(dir, name, context); /* in the way of nobody */
        }
    }
    return true;
}

/* The files of a variant that an earlier run has written into `dir`, and the folder if it is empty then. */
static bool remove_variant(const char *dir, const char *name)
{
    static const char *const ours[] = {"timeline.csv", "events.csv",   "incident.txt",      "theory.csv",
                                       "bands.csv",    "latency.hgrm", "latency.read.hgrm", NULL};
    struct file_path folder = file_join(dir, name);
    if (!is_folder(folder.text)) {
        return true; /* a link is not followed */
    }
    for (size_t i = 0; ours[i] != NULL; i++) {
        if (!remove_file(folder.text, ours[i], NULL)) {
            return false;
        }
    }
    (void)rmdir(folder.text);
    return true;
}

/* The variants that the summary in `dir` tells of. One that cannot be read, or is none, tells of nothing. */
static bool remove_variants(const char *dir)
{
    size_t length = 0;
    int cause;
    char *text = file_take(file_join(dir, SUMMARY).text, &length, &cause);
    cJSON *summary = text != NULL ? cJSON_ParseWithLength(text, length) : NULL;
    free(text);
    bool good = true;
    const cJSON *variant;
    cJSON_ArrayForEach(variant, cJSON_GetObjectItemCaseSensitive(summary, "variants"))
    {
        good = good && (variant->string == NULL || remove_variant(dir, file_folder_name(variant->string).text));
    }
    cJSON_Delete(summary);
    return good;
}

static bool move_file(const char *from, const char *name, void *context)
{
    const char *to = context;
    return rename(file_join(from, name).text, file_join(to, name).text) == 0 || errno == ENOENT;
}

/* A variant's folder, or a file other than the summary. */
static bool move(const char *from, const char *name, void *context)
{
    const char *to = context;
    struct file_path source = file_join(from, name), target = file_join(to, name);
    if (strcmp(name, SUMMARY) == 0) {
        return true;
    }
    if (!is_folder(source.text)) {
        return move_file(from, name, context);
    }
    if (mkdir(target.text, 0777) != 0 && !is_folder(target.text)) {
        return false;
    }
    return each(source.text, move_file, target.text) && (rmdir(source.text) == 0 || errno == ENOENT);
}

static bool stuck(const char *where, FILE *errors)
{
    fprintf(errors, "herdsim: cannot put all results in their place: %s; they are in %s until the next run or plot\n",
            strerror(errno), printable_text(where).s);
    return false;
}

/* From the ready folder to their places. What goes is what the old summary tells of, which is replaced last. */
static bool settle(const char *dir, FILE *errors)
{
    struct file_path ready = file_join(dir, READY), moving = file_join(dir, MOVING), target = file_join(dir, NULL);
    if (is_folder(ready.text)) {
        if (!plots_remove(dir) || !remove_variants(dir) || rename(ready.text, moving.text) != 0) {
            return stuck(ready.text, errors);
        }
    }
    if (!is_folder(moving.text)) {
        return true;
    }
    bool moved = each(moving.text, move, target.text) && move_file(moving.text, SUMMARY, target.text);
    return (moved && rmdir(moving.text) == 0) || stuck(moving.text, errors);
}

/* True also where the file system knows no locks, or none on folders (NFS). */
static bool lock(int handle, const char *dir, FILE *errors)
{
    if (flock(handle, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) {
        return true;
    }
    fprintf(errors, "herdsim: another herdsim is writing into %s\n", printable_text(dir).s);
    return false;
}

int results_folder_open(const char *dir, FILE *errors)
{
    if (!file_make_folder(dir, errors)) {
        return -1;
    }
    int handle = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        failed(errors, "open folder", dir, errno);
        return -1;
    }
    if (!lock(handle, dir, errors) || !settle(dir, errors)) {
        close(handle);
        return -1;
    }
    results_folder_give_up(dir);
    each(dir, remove_part, NULL);
    each(file_join(dir, "plots").text, remove_part, NULL);
    each(file_join(dir, "plots/data").text, remove_part, NULL);
    each(file_join(dir, "data").text, remove_part, NULL);
    return handle;
}

void results_folder_close(int handle)
{
    if (handle >= 0) {
        close(handle); /* nothing was written through it */
    }
}

bool results_folder_begin(const char *dir, struct file_path *stage, FILE *errors)
{
    *stage = file_join(dir, STAGE);
    return file_make_folder(stage->text, errors);
}

bool results_folder_finish(const char *dir, FILE *errors)
{
    struct file_path stage = file_join(dir, STAGE), ready = file_join(dir, READY);
    if (rename(stage.text, ready.text) != 0) {
        return failed(errors, "write", file_join(dir, SUMMARY).text, errno);
    }
    return settle(dir, errors);
}

void results_folder_give_up(const char *dir)
{
    struct file_path stage = file_join(dir, STAGE);
    each(stage.text, remove_all, NULL);
    (void)rmdir(stage.text);
}
