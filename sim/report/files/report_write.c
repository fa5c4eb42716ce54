/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_write.c: the order of writing: what belongs to variants first, the summary that tells of it last. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "report/files/bands.h"
#include "report/files/events_csv.h"
#include "report/files/file.h"
#include "report/files/hgrm.h"
#include "report/files/plots.h"
#include "report/files/summary.h"
#include "report/files/theory_csv.h"
#include "report/files/timeline.h"
#include "report/incident.h"
#include "report/report.h"

static bool print_scenario(FILE *out, const void *context)
{
    const struct report_run *run = context;
    fputs(run->scenario_text, out);
    return true;
}

/* Those of an earlier run with replications go where this one has none. */
static bool write_bands(const struct samples *s, const char *folder, FILE *errors)
{
    struct file_path path = file_join(folder, "bands.csv");
    if (s != NULL) {
        return file_write(path.text, bands_print, s, errors);
    }
    unlink(path.text);
    return true;
}

static bool write_variant(const struct results *r, const struct samples *s, const char *dir, FILE *errors)
{
    static const struct {
        const char *name;
        file_compose compose;
    } files[] = {{"timeline.csv", timeline_print},      {"events.csv", events_csv_print},
                 {"incident.txt", incident_print},      {"theory.csv", theory_csv_print},
                 {"latency.hgrm", hgrm_print_sessions}, {"latency.read.hgrm", hgrm_print_reads}};
    struct file_path folder = file_join(dir, file_folder_name(r->config->variant).text);
    if (!file_make_folder(folder.text, errors)) {
        return false;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (!file_write(file_join(folder.text, files[i].name).text, files[i].compose, r, errors)) {
            return false;
        }
    }
    return write_bands(s, folder.text, errors);
}

/* The summary goes first and comes back last, and the old plots go: a folder with a summary is a folder
 * whose parts belong together. */
static bool clear_old(const char *dir, FILE *errors)
{
    struct file_path summary = file_join(dir, "summary.json");
    if (unlink(summary.text) != 0 && errno != ENOENT) {
        fprintf(errors, "herdsim: cannot replace %s: %s\n", summary.text, strerror(errno));
        return false;
    }
    plots_remove(dir);
    return true;
}

bool report_write(const struct report_run *run, const char *dir, FILE *errors)
{
    if (!file_make_folder(dir, errors) || !clear_old(dir, errors)) {
        return false;
    }
    for (size_t i = 0; i < run->results_n; i++) {
        if (!write_variant(run->results[i], run->samples != NULL ? &run->samples[i] : NULL, dir, errors)) {
            return false;
        }
    }
    return file_write(file_join(dir, "scenario.json").text, print_scenario, run, errors) &&
           file_write(file_join(dir, "engine.json").text, summary_print_engine, run, errors) &&
           file_write(file_join(dir, "summary.json").text, summary_print, run, errors);
}

bool report_probe(const char *dir, FILE *errors)
{
    return file_make_folder(dir, errors) && file_probe(dir, errors);
}
