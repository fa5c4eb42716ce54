/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.c: a file, and what it extends, are read one by one up to a fixed depth; a circle is found by the paths
 * (see document.h).
 */
#include "scenario/document.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "scenario/merge.h"
#include "scenario/schema_tables.h"

struct chain { /* the files on the way from the first one to the present one */
    struct {
        dev_t device;
        ino_t inode;
    } file[DOCUMENT_CHAIN_MAX + 1];
    size_t n;
    bool complete;
};

/* What a shell makes of <(command): a pipe without a name, which has a writer. */
static bool is_pipe_of_shell(int fd, mode_t mode)
{
    struct statfs where;
    return S_ISFIFO(mode) && fstatfs(fd, &where) == 0 && where.f_type == PIPEFS_MAGIC;
}

/* A plain file, or such a pipe unless `regular`; anything else may make us wait for ever. -1 with the reason in *why. */
static int open_bounded(const char *path, bool regular, const char **why)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &status) != 0) {
        *why = strerror(errno);
    } else if (S_ISDIR(status.st_mode)) {
        *why = strerror(EISDIR);
    } else if (!S_ISREG(status.st_mode) && (regular || !is_pipe_of_shell(fd, status.st_mode))) {
        *why = "it is no plain file";
    } else {
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
        return fd;
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

char *document_read(const char *path, bool regular, size_t *length, const char **why)
{
    int fd = open_bounded(path, regular, why);
    if (fd < 0) {
        return NULL;
    }
    char *text = arena_must(malloc(JSON_SCAN_BYTES_MAX + 1));
    ssize_t got = 1;
    *length = 0;
    while (got != 0 && *length <= JSON_SCAN_BYTES_MAX) {
        got = read(fd, text + *length, JSON_SCAN_BYTES_MAX + 1 - *length);
        if (got < 0 && errno != EINTR) {
            *why = strerror(errno);
            free(text);
            close(fd);
            return NULL;
        }
        *length += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    return text;
}

static void report_scan(struct errors *errors, uint32_t document, const struct json_scan *scan)
{
    struct tree_origin origin = {.document = document, .line = scan->line, .column = scan->column};
    struct errors_place place = {.origin = tree_add_origin(errors->origins, origin), .below = ""};
    errors_add(errors, place, "%s", scan->message);
}

static cJSON *parse(struct errors *errors, const char *label, const char *text, size_t length)
{
    uint32_t document = tree_add_document(errors->origins, label, true);
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark, as some editors write */
        text += 3;
        length -= 3;
    }
    struct json_scan scan = json_scan(errors->origins->arena, text, length);
    if (scan.message[0] != '\0') {
        report_scan(errors, document, &scan);
        return NULL;
    }
    cJSON *tree = tree_parse(errors->origins, &scan, text, length, (struct tree_origin){.document = document});
    for (size_t i = 0; i < scan.values_n; i++) {
        const struct json_value *twin = scan.values[i].twin;
        if (twin != NULL) {
            struct errors_place place = {.origin = tree_origin(tree) + (int)i, .at_key = true, .below = ""};
            errors_add(errors, place, "stands twice; the first is at %u:%u", twin->key_line, twin->key_column);
        }
    }
    if (!cJSON_IsObject(tree)) {
        errors_add(errors, errors_at(tree), "expected an object, got %s", tree_describe(errors->origins->arena, tree));
        cJSON_Delete(tree);
        return NULL;
    }
    return tree;
}

/* `name` as seen from the folder of the file `from`. */
static char *beside(struct scenario_arena *arena, const char *from, const char *name)
{
    const char *slash = strrchr(from, '/');
    if (name[0] == '/' || slash == NULL) {
        return arena_copy(arena, name);
    }
    size_t folder = (size_t)(slash - from) + 1, bytes = folder + strlen(name) + 1;
    char *path = arena_take(arena, bytes);
    snprintf(path, bytes, "%.*s%s", (int)folder, from, name);
    return path;
}

/* Remembers that the file is under way; false if it already was. */
static bool enter(struct chain *chain, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        memset(&status, 0, sizeof status);
    }
    for (size_t i = 0; i < chain->n; i++) {
        if (status.st_ino != 0 && chain->file[i].device == status.st_dev && chain->file[i].inode == status.st_ino) {
            return false;
        }
    }
    chain->file[chain->n].device = status.st_dev;
    chain->file[chain->n].inode = status.st_ino;
    chain->n++;
    return true;
}

static cJSON *tree_with_base(struct errors *errors, struct chain *chain, const char *label, const char *text,
                             size_t length);

/* The tree of the file that `extends` (a member of the file `label`) names; NULL after reporting. */
static cJSON *base_tree(struct errors *errors, struct chain *chain, const char *label, const cJSON *extends)
{
    struct scenario_arena *arena = errors->origins->arena;
    struct errors_place place = errors_at(extends);
    if (!cJSON_IsString(extends) || extends->valuestring[0] == '\0') {
        errors_add(errors, place, "expected the path of a scenario file, got %s", tree_describe(arena, extends));
        return NULL;
    }
    const char *shown = tree_printable(arena, extends->valuestring, 100), *why = NULL;
    char *path = beside(arena, label, extends->valuestring);
    if (chain->n > DOCUMENT_CHAIN_MAX) {
        errors_add(errors, place, "more than %d files extend each other", DOCUMENT_CHAIN_MAX);
        return NULL;
    }
    if (!enter(chain, path)) {
        errors_add(errors, place, "\"%s\" extends itself in the end: the files go in a circle", shown);
        return NULL;
    }
    size_t length = 0;
    char *text = document_read(path, true, &length, &why);
    if (text == NULL) {
        errors_add(errors, place, "cannot read \"%s\": %s", shown, why);
        return NULL;
    }
    cJSON *tree = tree_with_base(errors, chain, path, text, length);
    free(text);
    return tree;
}

static cJSON *tree_with_base(struct errors *errors, struct chain *chain, const char *label, const char *text,
                             size_t length)
{
    cJSON *tree = parse(errors, label, text, length);
    if (tree == NULL) {
        return NULL;
    }
    cJSON *extends = cJSON_DetachItemFromObjectCaseSensitive(tree, "extends");
    if (extends == NULL || cJSON_IsNull(extends)) {
        cJSON_Delete(extends);
        return tree;
    }
    cJSON *base = base_tree(errors, chain, label, extends);
    cJSON_Delete(extends);
    if (base == NULL) {
        chain->complete = false;
        return tree;
    }
    struct schema_at top = schema_tables_top();
    merge_patch(base, tree, &top, errors);
    base->valueint = tree->valueint; /* what is missing is missing in the file that was asked for */
    cJSON_Delete(tree);
    return base;
}

cJSON *document_tree(struct errors *errors, const char *label, const char *text, size_t length, bool *complete)
{
    struct chain chain = {.complete = true};
    enter(&chain, label);
    cJSON *tree = tree_with_base(errors, &chain, label, text, length);
    *complete = chain.complete;
    return tree;
}
