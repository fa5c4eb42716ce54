/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_tip.c: the verb `tip`: from arguments to searches, and what is said of the result. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/printable.h"
#include "cli/study_args.h"
#include "cli/verb.h"
#include "report/report.h"
#include "study/tip_report.h"
#include "study/tip_words.h"

/* A second range whose number of values is not given has TIP_SECOND of them. */
static bool parse_second(const char *text, struct axis *axis)
{
    char *path, full[1000];
    struct quantity low, high;
    FILE *aside = fopen("/dev/null", "w");
    bool is_range = aside != NULL && axis_range(text, &path, &low, &high, aside);
    if (aside != NULL) {
        fclose(aside);
        free(path);
    }
    bool log = is_range && low.value > 0 && high.value >= RANGE_LOG * low.value;
    snprintf(full, sizeof full, is_range ? "%.900s:%d%s" : "%.900s", text, TIP_SECOND, log ? ":log" : "");
    return axis_parse(full, axis, stderr);
}

static bool parse(const struct args *args, struct tip *t, struct design *d)
{
    if (args->vary_n == 0 || args->vary_n > 2) {
        fprintf(stderr, "herdsim: tip expects one --vary PATH=LO:HI, or two\nTry 'herdsim tip --help'.\n");
        return false;
    }
    t->goal = (struct search_goal){.share = args->share > 0 ? args->share : TIP_SHARE,
                                   .confidence = TIP_CONFIDENCE,
                                   .precision = args->precision > 0 ? args->precision : TIP_PRECISION,
                                   .budget = args->budget > 0 ? args->budget : TIP_BUDGET};
    if (!range_parse(args->vary[0], t->goal.precision, &t->range, stderr) ||
        !condition_parse(args->hold != NULL ? args->hold : CONDITION_DEFAULT, "--hold", &t->condition, stderr)) {
        return false;
    }
    d->axes_n = args->vary_n - 1;
    if (d->axes_n > 0 && !parse_second(args->vary[1], &d->axis[0])) {
        return false;
    }
    if (d->axes_n > 0 && strcmp(d->axis[0].path, t->range.path) == 0) {
        fprintf(stderr, "herdsim: --vary %s is given twice\n", printable_text(t->range.path).s);
        return false;
    }
    return true;
}

/* Nothing to be found is no answer, but says what to change. */
static enum exit_status tell_none(const struct tip *t)
{
    fprintf(stderr, "herdsim: no edge of \"%s\" in %s: %s\n", printable_text(t->condition.text).s,
            printable_text(tip_words_range(t).s).s, tip_words_none(&t->lane[0].search));
    return EXIT_USAGE;
}

static enum exit_status report(const struct args *args, const struct data_dirs *dirs, const struct tip *t,
                               const char *dir)
{
    if (!args->quiet) {
        tip_report_print(stdout, t);
    }
    int handle = report_open(dir, NULL, 0, stderr);
    bool written = handle >= 0 && tip_report_write(t, dir, stderr);
    enum study_figure figure = STUDY_FIGURE_MISSING;
    if (written && !args->no_plots && dirs->plots != NULL) {
        figure = tip_report_draw(t, dir, dirs->plots, stderr);
    }
    written = written && tip_report_page(t, dir, stderr);
    report_close(handle);
    if (!written) {
        return EXIT_CANNOT;
    }
    if (!args->quiet) {
        printf("results: %s/tip.csv, points.csv, tip.json, report.html%s\n", printable_text(dir).s,
               figure == STUDY_FIGURE_DONE ? ", tip.png, tip.svg" : "");
    }
    return figure == STUDY_FIGURE_FAILED ? EXIT_CANNOT : EXIT_OK;
}

static enum exit_status search(const struct args *args, const struct data_dirs *dirs, struct tip *t, const char *dir)
{
    struct trials trials = {.name = t->design->base->name,
                            .threads = args->threads,
                            .progress = !args->quiet && isatty(STDERR_FILENO) ? stderr : NULL,
                            .errors = stderr};
    enum tip_status status = tip_prepare(t, stderr);
    if (status == TIP_DONE) {
        room_init(&trials.room);
        status = tip_run(t, &trials);
        room_free(&trials.room);
    }
    switch (status) {
    case TIP_DONE:
        return tip_has_edges(t) ? report(args, dirs, t, dir) : tell_none(t);
    case TIP_INTERRUPTED:
        fprintf(stderr, "herdsim: stopped; nothing is written\n");
        return (enum exit_status)INTERRUPT_EXIT(trials.signal);
    case TIP_FAILED:
        return EXIT_CANNOT;
    case TIP_BAD:
        break;
    }
    return EXIT_USAGE;
}

enum exit_status verb_tip(const struct args *args, const struct data_dirs *dirs)
{
    struct study_args s;
    struct tip t = {.design = &s.design};
    sigset_t before;
    enum exit_status status = study_args_open(args, dirs, &s);
    if (status == EXIT_OK) {
        status = parse(args, &t, &s.design) ? study_args_complete(&s) : EXIT_USAGE;
    }
    if (status == EXIT_OK) {
        interrupt_hold(&before);
        struct file_path dir = study_args_folder(args, &s, "tip");
        status = search(args, dirs, &t, dir.text);
        int signal = interrupt_take();
        interrupt_release(&before);
        status = signal != 0 ? (enum exit_status)INTERRUPT_EXIT(signal) : status;
    }
    tip_free(&t);
    study_args_free(&s);
    return status;
}
