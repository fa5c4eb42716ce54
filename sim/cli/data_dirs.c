/* SPDX-License-Identifier: GPL-3.0-or-later */
/* data_dirs.c: looks beside the program first, then where `make install` puts things; both relative to the program
 * itself (see data_dirs.h).
 */
#include "cli/data_dirs.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/closest.h"
#include "base/memory.h"
#include "base/printable.h"

#define SUFFIX ".json"

/* "a" + "b" + "c", to be freed. */
static char *joined(const char *a, const char *b, const char *c)
{
    size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
    char *text = memory_must(malloc(size));
    snprintf(text, size, "%s%s%s", a, b, c);
    return text;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A folder of that name among the places where the program's data may lie; NULL if there is none. */
static char *data_folder(const char *program_folder, const char *name)
{
    /* Source tree; installed; source tree seen from build/<compiler>-<mode>/. */
    static const char *const places[] = {"/", "/../share/herdsim/", "/../../"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char *path = joined(program_folder, places[i], name);
        if (path != NULL && is_folder(path)) {
            return path;
        }
        free(path);
    }
    return NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_name(struct data_dirs *b, const char *file)
{
    size_t length = strlen(file);
    if (length <= strlen(SUFFIX) || strcmp(file + length - strlen(SUFFIX), SUFFIX) != 0) {
        return true;
    }
    char **names = realloc(b->names, (b->names_n + 1) * sizeof *names);
    if (names == NULL) {
        return false;
    }
    b->names = names;
    names[b->names_n] = strndup(file, length - strlen(SUFFIX));
    return names[b->names_n] != NULL && ++b->names_n > 0;
}

static bool read_names(struct data_dirs *b)
{
    DIR *folder = b->scenarios ? opendir(b->scenarios) : NULL;
    if (folder == NULL) {
        return true;
    }
    bool ok = true;
    for (const struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        ok = add_name(b, entry->d_name);
    }
    closedir(folder);
    if (b->names_n > 1) {
        qsort(b->names, b->names_n, sizeof *b->names, compare_names);
    }
    return ok;
}

bool data_dirs_find(struct data_dirs *b)
{
    *b = (struct data_dirs){0};
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n <= 0) {
        return true;
    }
    program[n] = '\0';
    *strrchr(program, '/') = '\0';
    b->scenarios = data_folder(program, "scenarios");
    b->plots = data_folder(program, "plots");
    bool ok = read_names(b);
    if (!ok) {
        data_dirs_free(b);
    }
    return ok;
}

void data_dirs_free(struct data_dirs *b)
{
    for (size_t i = 0; i < b->names_n; i++) {
        free(b->names[i]);
    }
    free(b->names);
    free(b->scenarios);
    free(b->plots);
    *b = (struct data_dirs){0};
}

char *data_dirs_path(const struct data_dirs *b, size_t i)
{
    char *folder = joined(b->scenarios, "/", b->names[i]);
    char *path = folder ? joined(folder, SUFFIX, "") : NULL;
    free(folder);
    return path;
}

/* The first scenario whose name begins with the word, dashes left out of both ("hotkey": hot-key-expiry); NULL if none. */
static const char *beginning_with(const struct data_dirs *b, const char *word)
{
    for (size_t i = 0; word[0] != '\0' && i < b->names_n; i++) {
        const char *w = word, *name = b->names[i];
        while (*w != '\0' && (*w == *name || *w == '-' || *name == '-')) {
            bool dash = *w != *name;
            w += !dash || *w == '-';
            name += !dash || *name == '-';
        }
        if (*w == '\0') {
            return b->names[i];
        }
    }
    return NULL;
}

char *data_dirs_resolve(const struct data_dirs *b, const char *given, FILE *errors)
{
    if (access(given, F_OK) == 0 && !is_folder(given)) {
        return joined(given, "", "");
    }
    for (size_t i = 0; i < b->names_n; i++) {
        if (strcmp(given, b->names[i]) == 0) {
            return data_dirs_path(b, i);
        }
    }
    const char *slash = strrchr(given, '/');
    const char *last = slash ? slash + 1 : given;
    char word[64];
    snprintf(word, sizeof word, "%s", last);
    char *dot = strrchr(word, '.');
    if (dot != NULL) {
        *dot = '\0';
    }
    const char *guess = closest_path_of(word, (const char *const *)b->names, b->names_n);
    guess = guess != NULL ? guess : beginning_with(b, word);
    fprintf(errors, "herdsim: there is no scenario file '%s', and no scenario of that name comes with herdsim",
            printable_text(given).s);
    if (guess != NULL) {
        fprintf(errors, "; did you mean '%s'?\n", guess);
    } else {
        fprintf(errors, " (see `herdsim list`)\n");
    }
    return NULL;
}
