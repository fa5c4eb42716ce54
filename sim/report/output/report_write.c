/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_write.c: which files there are, and who writes them (see report/files/results_folder.h for how they come to stand
 * together). */
#include "report/files/bands.h"
#include "report/files/events_csv.h"
#include "report/files/file.h"
#include "report/files/hgrm.h"
#include "report/files/results_folder.h"
#include "report/files/summary.h"
#include "report/files/theory_csv.h"
#include "report/files/timeline.h"
#include "report/incident.h"
#include "report/page/page.h"
#include "report/page/page_figures.h"
#include "report/report.h"

static bool print_scenario(FILE *out, const void *context)
{
    const struct report_run *run = context;
    fputs(run->scenario_text, out);
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
    return s == NULL || file_write(file_join(folder.text, "bands.csv").text, bands_print, s, errors);
}

static bool write_all(const struct report_run *run, const char *dir, FILE *errors)
{
    for (size_t i = 0; i < run->results_n; i++) {
        if (!write_variant(run->results[i], run->samples != NULL ? &run->samples[i] : NULL, dir, errors)) {
            return false;
        }
    }
    return file_write(file_join(dir, "scenario.json").text, print_scenario, run, errors) &&
           file_write(file_join(dir, PAGE_FIGURES_FILE).text, page_print, run, errors) &&
           file_write(file_join(dir, "engine.json").text, summary_print_engine, run, errors) &&
           file_write(file_join(dir, "summary.json").text, summary_print, run, errors);
}

bool report_write(const struct report_run *run, const char *dir, FILE *errors)
{
    struct file_path stage;
    if (!file_make_folder(dir, errors) || !results_folder_begin(dir, &stage, errors)) {
        return false;
    }
    if (!write_all(run, stage.text, errors)) {
        results_folder_give_up(dir);
        return false;
    }
    return results_folder_finish(dir, errors);
}

int report_open(const char *dir, const struct config *variants, size_t n, FILE *errors)
{
    int handle = results_folder_open(dir, errors);
    bool good = handle >= 0 && file_probe(dir, errors) && results_folder_is_plain(dir, "plots", errors) &&
                results_folder_is_plain(dir, "plots/data", errors);
    for (size_t i = 0; good && i < n; i++) {
        good = results_folder_is_plain(dir, file_folder_name(variants[i].variant).text, errors);
    }
    if (!good) {
        results_folder_close(handle);
    }
    return good ? handle : -1;
}

void report_close(int handle)
{
    results_folder_close(handle);
}
