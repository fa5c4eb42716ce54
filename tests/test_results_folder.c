/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of results: one writer at a time, the old results or the new ones, and nothing of one beside the other. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder_name.h"
#include "report/files/file.h"
#include "report/files/results_folder.h"
#include "report/report.h"
#include "report_fixture.h"

static char root[] = "/tmp/herdsim-folder-XXXXXX";
static const struct report_fixture_variant earlier[] = {{"plain", 1.5, 8000, 120}, {"gone", 1.5, 8000, 120}};
static const struct report_fixture_variant later[] = {{"plain", 1.0, 9000, 90}, {"added", 1.0, 9000, 60}};
static struct report_fixture *old, *new;
static char *said;
static size_t said_n;
static FILE *errors;

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(root));
    old = report_fixture_new("earlier", "", earlier, 2, 40, 10);
    new = report_fixture_new("later", "", later, 2, 40, 10);
    errors = open_memstream(&said, &said_n);
    cr_assert(report_write(report_fixture_run(old), root, stderr));
}

static void tear_down(void)
{
    report_fixture_free(old);
    report_fixture_free(new);
    fclose(errors);
    free(said);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}

static bool exists(const char *name)
{
    struct stat info;
    return lstat(file_join(root, name).text, &info) == 0;
}

static void put(const char *name, const char *text)
{
    FILE *out = fopen(file_join(root, name).text, "w");
    cr_assert_not_null(out, "%s", name);
    fputs(text, out);
    fclose(out);
}

static bool summary_has(const char *text)
{
    char *summary = file_read(file_join(root, "summary.json").text, NULL, stderr);
    bool has = summary != NULL && strstr(summary, text) != NULL;
    free(summary);
    return has;
}

static void check_new_only(void)
{
    cr_assert(summary_has("\"scenario\": \"later\""));
    cr_assert(exists("plain/timeline.csv") && exists("added/timeline.csv") && exists("engine.json"));
    cr_assert(!exists("gone") && !exists("plots") && !exists(".herdsim-new") && !exists(".herdsim-whole"));
    cr_assert_not(exists(".herdsim-moving"));
}

static void check_said(const char *text)
{
    fflush(errors);
    cr_assert_not_null(strstr(said, text), "%s", said);
    cr_assert_eq(strchr(said, '\n'), said + said_n - 1, "one line: %s", said);
}

Test(results_folder, has_one_writer, .init = set_up, .fini = tear_down)
{
    int handle = report_open(root, NULL, 0, errors);
    cr_assert_geq(handle, 0);
    cr_assert_eq(report_open(root, NULL, 0, errors), -1);
    check_said("another herdsim is writing into /tmp/herdsim-folder-");
    report_close(handle);
    handle = report_open(root, NULL, 0, errors);
    cr_assert_geq(handle, 0);
    report_close(handle);
}

Test(results_folder, nothing_of_an_earlier_run_stays, .init = set_up, .fini = tear_down)
{
    cr_assert(file_make_folder(file_join(root, "plots/data").text, stderr));
    put("plots/data/variant-7.dat", "");
    put("plots/ledger.svg", "");
    put("plain/bands.csv", "");
    cr_assert(report_write(report_fixture_run(new), root, stderr));
    check_new_only();
    cr_assert_not(exists("plain/bands.csv"));
}

Test(results_folder, what_is_not_ours_stays, .init = set_up, .fini = tear_down)
{
    cr_assert(file_make_folder(file_join(root, "plots").text, stderr));
    put("notes.txt", "mine");
    put("gone/notes.txt", "mine");
    put("plots/mine.svg", "mine");
    put("paper.part", "mine");
    cr_assert(report_write(report_fixture_run(new), root, stderr));
    int handle = report_open(root, NULL, 0, errors);
    report_close(handle);
    cr_assert(exists("notes.txt") && exists("gone/notes.txt") && exists("plots/mine.svg") && exists("paper.part"));
    cr_assert_not(exists("gone/timeline.csv"));
}

/* Killed while it wrote: the old results are there, and its leftovers go. */
Test(results_folder, killed_before_all_was_written, .init = set_up, .fini = tear_down)
{
    struct file_path stage;
    cr_assert(results_folder_begin(root, &stage, stderr));
    cr_assert(file_make_folder(file_join(stage.text, "added").text, stderr));
    put(".herdsim-new/added/timeline.csv", "half");
    put(".herdsim-new/added/.x.77.part", "half");
    put("summary.json.4711.part", "half");
    cr_assert(file_make_folder(file_join(root, "plots/data").text, stderr));
    put("plots/data/variant-1.dat.4711.part", "half");
    int handle = report_open(root, NULL, 0, stderr);
    cr_assert_geq(handle, 0);
    report_close(handle);
    cr_assert(summary_has("\"scenario\": \"earlier\"") && exists("gone/timeline.csv"));
    cr_assert(!exists(".herdsim-new") && !exists("summary.json.4711.part"));
    cr_assert_not(exists("plots/data/variant-1.dat.4711.part"));
}

/* Killed while it moved the files, anywhere: whoever comes next ends it. */
Test(results_folder, killed_while_files_move, .init = set_up, .fini = tear_down)
{
    static const char *const moved[] = {"added/timeline.csv", "plain/timeline.csv", "plain/events.csv",
                                        "scenario.json",      "engine.json",        "summary.json"};
    for (size_t steps = 0; steps <= sizeof moved / sizeof moved[0]; steps++) {
        char command[512];
        snprintf(command, sizeof command, "rm -rf %s/* %s/.herdsim*", root, root);
        cr_assert_eq(system(command), 0);
        cr_assert(report_write(report_fixture_run(new), root, stderr));
        snprintf(command, sizeof command, "mkdir %s.w && mv %s/* %s.w", root, root, root);
        cr_assert_eq(system(command), 0);
        cr_assert(report_write(report_fixture_run(old), root, stderr));
        snprintf(command, sizeof command, "mv %s.w %s/.herdsim-%s; mkdir -p %s/added", root, root,
                 steps > 0 ? "moving" : "whole", root);
        cr_assert_eq(system(command), 0);
        for (size_t i = 0; i < steps; i++) {
            struct file_path moving = file_join(root, ".herdsim-moving");
            cr_assert_eq(rename(file_join(moving.text, moved[i]).text, file_join(root, moved[i]).text), 0);
        }
        int handle = report_open(root, NULL, 0, stderr);
        cr_assert_geq(handle, 0);
        report_close(handle);
        cr_assert(summary_has("\"scenario\": \"later\"") && exists("added/timeline.csv") &&
                  exists("plain/timeline.csv"));
        cr_assert(!exists(".herdsim-whole") && !exists(".herdsim-moving") && (steps > 0 || !exists("gone")));
    }
}

/* A folder in the place of a file: told in one line; what is new waits, and comes when the way is free. */
Test(results_folder, what_cannot_be_moved_waits, .init = set_up, .fini = tear_down)
{
    struct file_path timeline = file_join(root, "plain/timeline.csv");
    cr_assert_eq(unlink(timeline.text), 0);
    cr_assert_eq(mkdir(timeline.text, 0777), 0);
    cr_assert_not(report_write(report_fixture_run(new), root, errors));
    check_said("cannot put all results in their place: Is a directory");
    cr_assert(summary_has("\"scenario\": \"earlier\""));
    cr_assert_eq(rmdir(timeline.text), 0);
    int handle = report_open(root, NULL, 0, stderr);
    cr_assert_geq(handle, 0);
    report_close(handle);
    check_new_only();
}

Test(results_folder, links_are_not_followed, .init = set_up, .fini = tear_down)
{
    char command[256];
    snprintf(command, sizeof command, "mv %s/plain %s/elsewhere && ln -s elsewhere %s/plain", root, root, root);
    cr_assert_eq(system(command), 0);
    cr_assert_eq(report_open(root, report_fixture_config(new, 0), 1, errors), -1);
    check_said("plain: Too many levels of symbolic links");
    cr_assert_not(report_write(report_fixture_run(new), root, stderr));
    cr_assert(exists("elsewhere/timeline.csv"));
}

/* What stands in the way of a summary is replaced without being read: it may have no end, or block. */
Test(results_folder, a_summary_that_is_no_file, .init = set_up, .fini = tear_down)
{
    struct file_path summary = file_join(root, "summary.json");
    cr_assert(unlink(summary.text) == 0 && symlink("/dev/zero", summary.text) == 0);
    cr_assert_null(file_read(summary.text, NULL, errors));
    check_said("summary.json: it is no plain file");
    cr_assert(report_write(report_fixture_run(new), root, stderr));
    cr_assert(summary_has("later"));
    cr_assert(unlink(summary.text) == 0 && mkfifo(summary.text, 0666) == 0);
    cr_assert_null(file_read(summary.text, NULL, stderr));
    cr_assert(report_write(report_fixture_run(old), root, stderr));
    cr_assert(summary_has("earlier"));
}

/* The loader refuses variants of these names, so the list must be whole. */
Test(results_folder, what_stands_beside_variants_is_taken, .init = set_up, .fini = tear_down)
{
    cr_assert(folder_name_is_taken("plots") && !folder_name_is_taken("plain"));
    DIR *folder = opendir(root);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        bool variant = strcmp(name, "plain") == 0 || strcmp(name, "gone") == 0;
        cr_assert(name[0] == '.' || variant || folder_name_is_taken(name), "%s", name);
    }
    closedir(folder);
}
