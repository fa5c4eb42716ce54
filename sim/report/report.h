/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h: from results to what people read: files, plots, a table and a chart on the terminal.
 *
 * Reads results and configs, never the model's state. Every file is written beside its place and then
 * renamed, so a full disk or an interrupt never leaves half a file.
 */
#ifndef HERDSIM_REPORT_H
#define HERDSIM_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "model/config.h"
#include "model/results.h"
#include "report/samples.h"

enum report_op { REPORT_LT, REPORT_LE, REPORT_GT, REPORT_GE, REPORT_EQ, REPORT_NE };

struct report_expectation {
    const char *metric, *variant;
    enum report_op op;
    double value;
    const char *text; /* of a verdict */
};

struct report_run { /* one scenario, run */
    const char *name, *title, *about;
    unsigned long long seed;
    bool partial;              /* interrupted: some variants are missing or cut short */
    const char *scenario_text; /* resolved scenario.json */
    const char *command;       /* that runs it again, for a shell; NULL: not known */
    struct results *const
        *results; /* one per finished variant, of its first replication; config->variant is its name */
    size_t results_n;
    const struct samples *samples; /* of their replications, each in the place of its results; NULL: one run each */
    const struct report_expectation *expectations;
    size_t expectations_n;
    bool changed; /* the scenario is not as its file says: what that expects is told, not judged */
};

/* Takes a folder of results for this process: makes it (and its parents), tries whether it can be written to, and keeps
 * other processes from writing into it until report_close(). Returns a handle; -1 after one line on `errors`. */
int report_open(const char *dir, const struct config *variants, size_t n, FILE *errors);
void report_close(int handle);

/* Writes report.html, scenario.json, summary.json, engine.json and, per variant, timeline.csv, events.csv, incident.txt, theory.csv and
 * latencies into `dir`, in place of what an earlier run has left there. Where one of them cannot be written, what was there
 * stays as it is: false, with one clear line on `errors`. */
bool report_write(const struct report_run *run, const char *dir, FILE *errors);

enum report_plots {
    REPORT_PLOTS_DONE,
    REPORT_PLOTS_MISSING,    /* there is no gnuplot */
    REPORT_PLOTS_FAILED,     /* some are not there; none is there in part */
    REPORT_PLOTS_INTERRUPTED /* by a signal that is held back, and still pending; nothing is said */
};

/* Runs gnuplot over a results folder: plots/<figure>.svg and .png, and puts them into report.html. `scripts` is the folder of the gnuplot
 * scripts. One line on `errors` says why there are none, and how to get them. Needs nothing but the files in `dir`.
 * The `variants` that are named share a panel; where none is, those that differ most. */
enum report_plots report_plot(const char *dir, const char *scripts, const char *const *variants, size_t variants_n,
                              FILE *errors);

/* How much a run prints: the table alone; what fits a screen; all. */
enum report_detail { REPORT_TABLE, REPORT_BRIEF, REPORT_FULL };

/* Table, expectations, chart and story, for a terminal of `width` columns. */
void report_terminal(const struct report_run *run, FILE *out, int width, enum report_detail detail, bool colour);

/* The table: a line per variant with verdict, users, database and cache; then expectations with their actual values. */
void report_table(const struct report_run *run, FILE *out, enum report_detail detail, bool colour);

/* A small chart of database load over time, for a terminal of `width` columns, of at most so many variants: those that
 * differ most. */
void report_chart(const struct report_run *run, FILE *out, int width, size_t variants_most, bool colour);

/* In words, in at most so many lines, what happened in the variant that fared worst: most users lost, then the SLO broken
 * for longest. Nothing where the SLO was never violated. */
void report_incident(const struct report_run *run, FILE *out, size_t lines_most);

/* The back-of-envelope arithmetic of all variants, line by line, each with its formula. False without memory. */
bool report_envelope(const char *title, const struct config *variants, size_t n, FILE *out);

#endif
