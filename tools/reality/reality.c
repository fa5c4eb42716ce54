/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reality.c: runs cases for real and simulated, and writes what came of them.
 *
 *   reality REDIS_SOCKET POSTGRES FOLDER CASE.json...
 *
 * For each case: service times are measured, before and after each variant runs for real; then all are simulated. FOLDER gets full.md and
 * short.md (tables), and for each case a folder with simulated.json (the case as the simulator was told it) and the data
 * of its figure. Exit status: 0 all differences as small as aimed at, or due to chance;
 * 3 some are not; 1 could not run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "asked.h"
#include "dbpool.h"
#include "fail.h"
#include "plotdata.h"
#include "tables.h"
#include "trial.h"
#include "unloaded.h"

struct outputs {
    const char *folder;
    FILE *full, *brief;
};

static struct scenario *load_case(const char *path)
{
    bool unreadable = false;
    struct scenario *s = scenario_load(path, &(struct scenario_options){0}, stderr, &unreadable);
    if (s == NULL) {
        fail("cannot use %s", path);
    }
    for (size_t i = 0; i < s->variants_n; i++) {
        struct asked asked;
        const char *why = asked_of(&s->variants[i], &asked);
        if (why != NULL) {
            fail("%s, variant %s: the load program can only do %s", path, s->variants[i].variant, why);
        }
    }
    return s;
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        fail("cannot write %s: %s", path, strerror(errno));
    }
    return file;
}

static void close_file(FILE *file)
{
    if (ferror(file) != 0 || fclose(file) != 0) {
        fail("cannot write the tables");
    }
}

/* Whether the variant is as near as aimed at. */
static bool meets_aims(const struct trial *t)
{
    bool meets = true;
    for (enum measure m = 0; m < MEASURES_N; m++) {
        meets = meets && trial_compare(t, m).verdict != TRIAL_BEYOND;
    }
    return meets;
}

static bool do_trials(struct trial *trials, const struct scenario *s, const char *path, struct unloaded *u,
                      const struct endpoints *where, const char *folder)
{
    char simulated_path[4096];
    snprintf(simulated_path, sizeof simulated_path, "%s/simulated.json", folder);
    dbpool_create_rows(where->postgres, s->variants[0].keys.count);
    fprintf(stderr, "reality: %s: service times\n", s->name);
    unloaded_measure(u, &s->variants[0], where);
    for (size_t i = 0; i < s->variants_n; i++) {
        fprintf(stderr, "reality: %s: %s\n", s->name, s->variants[i].variant);
        trial_run(&trials[i], &s->variants[i], where);
    }
    unloaded_measure(u, &s->variants[0], where);
    struct scenario *told = unloaded_scenario(u, path, simulated_path);
    bool meets = true;
    for (size_t i = 0; i < s->variants_n; i++) {
        trial_simulate(&trials[i], &told->variants[i]);
        plotdata_write(&trials[i], folder);
        meets = meets_aims(&trials[i]) && meets;
    }
    plotdata_names(trials, s->variants_n, folder);
    scenario_free(told);
    return meets;
}

static bool run_case(const char *path, const struct endpoints *where, const struct outputs *out)
{
    char folder[3000];
    struct scenario *s = load_case(path);
    snprintf(folder, sizeof folder, "%s/%s", out->folder, s->name);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fail("cannot create %s: %s", folder, strerror(errno));
    }
    struct unloaded *u = calloc(1, sizeof *u);
    struct trial *trials = calloc(s->variants_n, sizeof *trials);
    if (u == NULL || trials == NULL) {
        fail("out of memory");
    }
    bool meets = do_trials(trials, s, path, u, where, folder);
    tables_full(out->full, s, u, trials, s->variants_n);
    tables_short(out->brief, s, trials, s->variants_n);
    for (size_t i = 0; i < s->variants_n; i++) {
        trial_free(&trials[i]);
    }
    free(trials);
    free(u);
    scenario_free(s);
    return meets;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fail("usage: reality REDIS_SOCKET POSTGRES FOLDER CASE.json...");
    }
    struct endpoints where = {.redis_socket = argv[1], .postgres = argv[2]};
    struct outputs out = {.folder = argv[3]};
    out.full = open_file(out.folder, "full.md");
    out.brief = open_file(out.folder, "short.md");
    tables_short_heading(out.brief);
    bool meets = true;
    for (int i = 4; i < argc; i++) {
        meets = run_case(argv[i], &where, &out) && meets;
    }
    close_file(out.full);
    close_file(out.brief);
    return meets ? 0 : 3;
}
