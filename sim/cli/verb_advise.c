/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_advise.c: the verb `advise`: options of the scenario, or bundled protections, and what is said of the answer. */
#include <stdlib.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/printable.h"
#include "cli/study_args.h"
#include "cli/verb.h"
#include "report/report.h"
#include "study/advise_offer.h"
#include "study/advise_report.h"

static enum exit_status report(const struct args *args, const struct data_dirs *dirs, const struct advise *a,
                               const char *dir)
{
    if (!args->quiet) {
        advise_report_print(stdout, a);
    }
    int handle = report_open(dir, NULL, 0, stderr);
    bool written = handle >= 0 && advise_report_write(a, dir, stderr);
    enum study_figure figure = STUDY_FIGURE_MISSING;
    if (written && !args->no_plots && dirs->plots != NULL) {
        figure = advise_report_draw(a, dir, dirs->plots, stderr);
    }
    written = written && advise_report_page(a, dir, stderr);
    report_close(handle);
    if (!written) {
        return EXIT_CANNOT;
    }
    if (!args->quiet) {
        printf("results: %s/advise.csv, advise.json, report.html%s\n", printable_text(dir).s,
               figure == STUDY_FIGURE_DONE ? ", advise.png, advise.svg" : "");
    }
    return figure == STUDY_FIGURE_FAILED ? EXIT_CANNOT : advise_has_answer(a) ? EXIT_OK : EXIT_EXPECTATION;
}

static enum exit_status select_set(const struct args *args, const struct data_dirs *dirs, struct advise *a,
                                   const char *dir)
{
    struct trials trials = {.name = a->design->base->name,
                            .threads = args->threads,
                            .progress = !args->quiet && isatty(STDERR_FILENO) ? stderr : NULL,
                            .errors = stderr};
    enum advise_status status = advise_prepare(a, stderr);
    if (status == ADVISE_DONE) {
        room_init(&trials.room);
        status = advise_run(a, &trials);
        room_free(&trials.room);
    }
    switch (status) {
    case ADVISE_DONE:
        return report(args, dirs, a, dir);
    case ADVISE_INTERRUPTED:
        fprintf(stderr, "herdsim: stopped; nothing is written\n");
        return (enum exit_status)INTERRUPT_EXIT(trials.signal);
    case ADVISE_FAILED:
        return EXIT_CANNOT;
    case ADVISE_BAD:
        break;
    }
    return EXIT_USAGE;
}

/* Loads the scenario; where it has no options, again with what is offered. */
static enum exit_status complete(const struct args *args, struct study_args *s, char **offer, const char ***set)
{
    s->design.options.alone = args->variants_n == 0;
    enum exit_status status = study_args_complete(s);
    if (status != EXIT_OK || s->design.base->advice.options_n > 0) {
        if (status == EXIT_USAGE && s->design.options.alone) {
            fprintf(stderr, "herdsim: advise takes the file without its variants; --variant NAME: one of these\n");
        }
        return status;
    }
    bool none;
    *offer = advise_offer_text(&s->design, &none);
    if (*offer == NULL && !none) {
        fprintf(stderr, "herdsim: out of memory\n");
        return EXIT_CANNOT;
    }
    if (*offer == NULL) {
        fprintf(stderr, "herdsim: %s has no \"advise\", and takes none of the bundled protections\n",
                s->design.base->name);
        return EXIT_USAGE;
    }
    *set = memory_must(calloc(args->set_n + 1, sizeof **set));
    for (size_t i = 0; i < args->set_n; i++) {
        (*set)[i] = args->set[i];
    }
    (*set)[args->set_n] = *offer;
    s->design.options.set = *set;
    s->design.options.set_n = args->set_n + 1;
    design_free(&s->design);
    return study_args_complete(s);
}

enum exit_status verb_advise(const struct args *args, const struct data_dirs *dirs)
{
    struct study_args s;
    struct advise a = {.design = &s.design};
    char *offer = NULL;
    const char **set = NULL;
    sigset_t before;
    if (args->variants_n > 1) {
        fprintf(stderr, "herdsim: advise takes one --variant, or none\nTry 'herdsim advise --help'.\n");
        return EXIT_USAGE;
    }
    if (!condition_parse(args->hold != NULL ? args->hold : CONDITION_DEFAULT, "--hold", &a.condition, stderr)) {
        return EXIT_USAGE;
    }
    enum exit_status status = study_args_open(args, dirs, &s);
    if (status == EXIT_OK) {
        status = complete(args, &s, &offer, &set);
    }
    if (status == EXIT_OK) {
        interrupt_hold(&before);
        struct file_path dir = study_args_folder(args, &s, "advise");
        status = select_set(args, dirs, &a, dir.text);
        int signal = interrupt_take();
        interrupt_release(&before);
        status = signal != 0 ? (enum exit_status)INTERRUPT_EXIT(signal) : status;
    }
    advise_free(&a);
    study_args_free(&s);
    free(set);
    free(offer);
    return status;
}
