/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_sweep.c: the verbs `sweep` and `merge`: from arguments to a design, and what is said of the result. */
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/printable.h"
#include "cli/shard.h"
#include "cli/study_args.h"
#include "cli/verb.h"
#include "outcome/metrics.h"
#include "report/report.h"
#include "study/sweep.h"
#include "study/sweep_figure.h"

static bool parse_axes(const char *const *vary, size_t vary_n, struct design *d)
{
    if (vary_n == 0 || vary_n > DESIGN_AXES_MAX) {
        fprintf(stderr, "herdsim: sweep expects 1 to %d --vary PATH=VALUES\nTry 'herdsim sweep --help'.\n",
                DESIGN_AXES_MAX);
        return false;
    }
    for (size_t i = 0; i < vary_n; i++) {
        d->axes_n++;
        if (!axis_parse(vary[i], &d->axis[i], stderr)) {
            return false;
        }
    }
    return true;
}

/* What is varied: by the command line, or else by the "study" of the scenario, which is loaded for that. */
static enum exit_status find_axes(const struct args *args, struct study_args *s)
{
    if (args->vary_n > 0) {
        return parse_axes(args->vary, args->vary_n, &s->design) ? EXIT_OK : EXIT_USAGE;
    }
    enum exit_status status = study_args_complete(s);
    if (status != EXIT_OK) {
        return status;
    }
    struct scenario *base = s->design.base;
    s->design.base = NULL; /* the texts are its own */
    design_free(&s->design);
    if (args->replications == 0 && base->study.vary_n > 0) {
        s->design.replications = base->study.replications;
    }
    status = parse_axes(base->study.vary, base->study.vary_n, &s->design) ? EXIT_OK : EXIT_USAGE;
    scenario_free(base);
    return status;
}

static bool knows_metric(const struct design *d, const char *metric)
{
    for (size_t v = 0; metric != NULL && v < d->base->variants_n; v++) {
        if (!metrics_exists(&d->base->variants[v], metric) || strcmp(metric, METRICS_VERDICT) == 0) {
            fprintf(stderr, "herdsim: --plot: variant %s has no metric '%s'; `herdsim metrics` names them all\n",
                    d->base->variants[v].variant, printable_text(metric).s);
            return false;
        }
    }
    return true;
}

/* Draws, with signals held back so that no figure is left half done, and says where everything is. */
static enum exit_status tell(const struct args *args, const struct data_dirs *dirs, const char *dir, bool all)
{
    bool draws = all && !args->no_plots && dirs->plots != NULL;
    sigset_t before;
    interrupt_hold(&before);
    enum study_figure figure = draws ? sweep_figure_draw(dir, dirs->plots, args->metric, stderr) : STUDY_FIGURE_MISSING;
    int signal = interrupt_take();
    interrupt_release(&before);
    if (!args->quiet) {
        printf("results: %s/sweep.csv\n", printable_text(dir).s);
        if (figure == STUDY_FIGURE_DONE) {
            printf("figure:  %s/sweep.png, sweep.svg\n", printable_text(dir).s);
        }
    }
    if (signal != 0) {
        return (enum exit_status)INTERRUPT_EXIT(signal);
    }
    return figure == STUDY_FIGURE_FAILED ? EXIT_CANNOT : EXIT_OK;
}

static enum exit_status sweep(const struct args *args, const struct data_dirs *dirs, const struct design *d,
                              const struct sweep_options *options)
{
    struct sweep_report report;
    if (!args->quiet) {
        fprintf(stderr, "%s: %zu points, %zu variants, %zu replications: %zu runs\n", d->base->name, d->points_n,
                d->base->variants_n, d->replications, d->runs_n);
    }
    enum sweep_status done = sweep_run(d, options, &report, stderr);
    if (done == SWEEP_FAILED) {
        return EXIT_CANNOT;
    }
    if (done == SWEEP_INTERRUPTED) {
        fprintf(stderr, "herdsim: stopped; the same command goes on from here\n");
        return (enum exit_status)INTERRUPT_EXIT(report.signal);
    }
    if (!args->quiet && report.before_n > 0) {
        fprintf(stderr, "%zu of %zu runs were there already\n", report.before_n, report.runs_n);
    }
    if (report.refused_n > 0) {
        fprintf(stderr, "herdsim: %zu runs could not be simulated; column 'reason' says why\n", report.refused_n);
    }
    return tell(args, dirs, options->dir, options->shard_n == 1);
}

enum exit_status verb_sweep(const struct args *args, const struct data_dirs *dirs)
{
    struct study_args s;
    struct sweep_options options = {
        .threads = args->threads, .shard_n = 1, .progress = !args->quiet && isatty(STDERR_FILENO) ? stderr : NULL};
    if (args->shard != NULL && !shard_parse(args->shard, &options.shard_k, &options.shard_n, stderr)) {
        return EXIT_USAGE;
    }
    enum exit_status status = study_args_open(args, dirs, &s);
    if (status == EXIT_OK) {
        status = find_axes(args, &s);
    }
    if (status == EXIT_OK) {
        status = study_args_complete(&s);
    }
    bool unreadable = false;
    if (status == EXIT_OK && (!knows_metric(&s.design, args->metric) || !design_try(&s.design, stderr, &unreadable))) {
        status = unreadable ? EXIT_CANNOT : EXIT_USAGE;
    }
    if (status == EXIT_OK) {
        struct file_path dir = study_args_folder(args, &s, "sweep");
        int handle = report_open(dir.text, NULL, 0, stderr);
        options.dir = dir.text;
        status = handle < 0 ? EXIT_CANNOT : sweep(args, dirs, &s.design, &options);
        report_close(handle);
    }
    study_args_free(&s);
    return status;
}

enum exit_status verb_merge(const struct args *args, const struct data_dirs *dirs)
{
    if (args->output == NULL) {
        fprintf(stderr, "herdsim: merge expects -o DIR\nTry 'herdsim merge --help'.\n");
        return EXIT_USAGE;
    }
    if (!sweep_join(args->operands, args->operands_n, args->output, stderr)) {
        return EXIT_CANNOT;
    }
    int handle = report_open(args->output, NULL, 0, stderr);
    enum exit_status status = handle < 0 ? EXIT_CANNOT : tell(args, dirs, args->output, true);
    report_close(handle);
    return status;
}
