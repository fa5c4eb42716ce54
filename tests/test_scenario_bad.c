/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/bad: every file there is refused with exactly the lines of the .expected file beside it, in which
 * paths are relative to that folder. `make golden-update` rewrites them; review the diff. */
#include <dirent.h>

#include "scenario_fixture.h"

#define FOLDER "tests/bad"
#define FILES_MAX 400
#define PATH_BYTES 400

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the bad files without ".json", sorted. */
static size_t bad_files(char **names)
{
    DIR *folder = opendir(FOLDER);
    cr_assert_not_null(folder, "run this from the top of the source tree");
    size_t n = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char *dot = strrchr(entry->d_name, '.');
        if (dot != NULL && strcmp(dot, ".json") == 0) {
            cr_assert_lt(n, FILES_MAX);
            names[n] = strdup(entry->d_name);
            names[n++][dot - entry->d_name] = '\0';
        }
    }
    closedir(folder);
    qsort(names, n, sizeof *names, by_name);
    return n;
}

/* What the loader says about a file, without the folder's name at the lines' beginnings. */
static char *said_about(const char *path)
{
    char *said = NULL;
    size_t bytes = 0;
    bool unreadable = true;
    FILE *errors = open_memstream(&said, &bytes);
    struct scenario *s = scenario_load(path, NULL, errors, &unreadable);
    fclose(errors);
    cr_assert_null(s, "%s is accepted", path);
    cr_assert(!unreadable, "%s", said);
    char *out = said;
    for (const char *in = said; *in != '\0';) {
        if (strncmp(in, FOLDER "/", sizeof FOLDER) == 0) {
            in += sizeof FOLDER;
        }
        do {
            *out++ = *in;
        } while (*in++ != '\n');
    }
    *out = '\0';
    return said;
}

static void check_file(const char *name, bool update)
{
    char path[PATH_BYTES], expected[20000];
    snprintf(path, sizeof path, FOLDER "/%s.json", name);
    char *said = said_about(path);
    snprintf(path, sizeof path, FOLDER "/%s.expected", name);
    FILE *file = fopen(path, update ? "w" : "r");
    cr_assert_not_null(file, "%s is missing", path);
    if (update) {
        fputs(said, file);
    } else {
        expected[fread(expected, 1, sizeof expected - 1, file)] = '\0';
        cr_expect_str_eq(said, expected, "%s:\n%sexpected:\n%s", name, said, expected);
    }
    fclose(file);
    free(said);
}

Test(golden_scenario_bad, every_bad_file_gets_its_message)
{
    char *names[FILES_MAX];
    size_t n = bad_files(names);
    cr_assert_geq(n, 45, "only %zu files", n);
    for (size_t i = 0; i < n; i++) {
        check_file(names[i], getenv("HERDSIM_GOLDEN_UPDATE") != NULL);
        free(names[i]);
    }
}
