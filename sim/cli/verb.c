/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that simulate nothing, and the loading that they share with `run`. */
#include "cli/verb.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/memory_stream.h"
#include "base/printable.h"
#include "report/report.h"
#include "report/text.h"
#include "scenario/scenario.h"
#include "theory/demand.h"

static void warn_of_overridden(const struct scenario *s)
{
    for (size_t i = 0; i < s->overridden_n; i++) {
        const struct scenario_overridden *o = &s->overridden[i];
        fprintf(stderr, "herdsim: --set %s: variant '%s' states its own; use --set %s\n", printable_text(o->set).s,
                o->variant, printable_text(o->instead).s);
    }
}

struct scenario *verb_load(const char *given, const struct args *args, const struct data_dirs *dirs,
                           enum exit_status *status)
{
    *status = EXIT_USAGE;
    char *path = data_dirs_resolve(dirs, given, stderr);
    if (path == NULL) {
        return NULL;
    }
    struct scenario_options options = {
        .set = args->set, .set_n = args->set_n, .seed_given = args->seed_given, .seed = args->seed};
    bool unreadable = false;
    struct scenario *s = scenario_load(path, &options, stderr, &unreadable);
    free(path);
    if (s == NULL) {
        *status = unreadable ? EXIT_CANNOT : EXIT_USAGE;
    } else if (args->variants_n > 0 && !scenario_keep_variants(s, args->variants, args->variants_n, stderr)) {
        scenario_free(s);
        s = NULL;
    }
    if (s != NULL && !args->quiet) {
        warn_of_overridden(s);
    }
    return s;
}

void verb_print_solved(const struct scenario *s, FILE *out)
{
    const struct config_popularity *before = NULL;
    for (size_t i = 0; i < s->variants_n; i++) {
        const struct config_popularity *p = &s->variants[i].keys.popularity;
        bool told = before != NULL && !(before->exponent < p->exponent) && !(before->exponent > p->exponent);
        if (p->kind == POPULARITY_HIT_RATIO && !told) {
            fprintf(out, "%s: popularity: %s of hits follow from Zipf's law with an exponent of %.4g\n", s->name,
                    text_percent(p->hit_ratio).s, p->exponent);
            before = p;
        }
    }
}

/* Of the variants that ask for too much at the start, or at the end of the run, the one that asks for most. */
static void warn_of_demand(const struct scenario *s, bool at_end, const char *when, FILE *out)
{
    size_t worst = 0, n = 0;
    double most = 1;
    for (size_t i = 0; i < s->variants_n; i++) {
        const struct config *c = &s->variants[i];
        double share = demand_share_at(c, at_end ? c->run.duration_ns : 0);
        bool told = at_end && demand_share(c) > 1; /* from the start, and so already */
        n += share > 1 && !told;
        worst = share > most && !told ? i : worst;
        most = share > most && !told ? share : most;
    }
    if (n > 0) {
        struct text others =
            n > 1 ? text_format(", and %zu more variant%s for too much", n - 1, n == 2 ? "" : "s") : (struct text){""};
        fprintf(out, "herdsim: %s: variant %s asks for %s of what its database can serve %s%s\n", s->name,
                printable_text(s->variants[worst].variant).s, text_percent(most).s, when, others.s);
    }
}

void verb_warn_of_demand(const struct scenario *s, FILE *out)
{
    warn_of_demand(s, false, "before anything happens", out);
    warn_of_demand(s, true, "at the end, by traffic that has grown", out);
}

enum exit_status verb_check(const struct args *args, const struct data_dirs *dirs)
{
    enum exit_status worst = EXIT_OK;
    for (size_t i = 0; i < args->operands_n; i++) {
        enum exit_status status;
        struct scenario *s = verb_load(args->operands[i], args, dirs, &status);
        if (s == NULL) {
            worst = status > worst ? status : worst;
            continue;
        }
        if (args->resolved) {
            char *text = scenario_resolved_text(s);
            fputs(text ? text : "", stdout);
            worst = text == NULL && worst == EXIT_OK ? EXIT_CANNOT : worst;
            free(text);
        } else if (!args->quiet) {
            printf("%s: ok (%s, %zu variant%s)\n", printable_text(s->path).s, s->name, s->variants_n,
                   s->variants_n == 1 ? "" : "s");
            verb_print_solved(s, stdout);
            verb_warn_of_demand(s, stderr);
        }
        scenario_free(s);
    }
    return worst;
}

enum exit_status verb_envelope(const struct args *args, const struct data_dirs *dirs)
{
    enum exit_status status;
    struct scenario *s = verb_load(args->operands[0], args, dirs, &status);
    if (s == NULL) {
        return status;
    }
    bool done = report_envelope(s->title, s->variants, s->variants_n, stdout);
    scenario_free(s);
    if (!done) {
        fprintf(stderr, "herdsim: out of memory\n");
    }
    return done ? EXIT_OK : EXIT_CANNOT;
}

/* The title of a bundled scenario, to be freed; NULL if the file is bad, or, with a line on stderr, cannot be read. */
static char *title_of(const char *path, bool *unreadable)
{
    struct memory_stream complaints;
    memory_must(memory_stream_open(&complaints) ? &complaints : NULL);
    struct scenario *s = scenario_load(path, &(struct scenario_options){0}, complaints.out, unreadable);
    char *title = s ? memory_must(strdup(s->title)) : NULL;
    scenario_free(s);
    char *said = memory_must(memory_stream_close(&complaints, NULL));
    fputs(*unreadable ? said : "", stderr);
    free(said);
    return title;
}

enum exit_status verb_list(const struct args *args, const struct data_dirs *dirs)
{
    (void)args;
    if (dirs->names_n == 0) {
        fprintf(stderr, "herdsim: no scenarios found next to the program or in share/herdsim/scenarios\n");
        return EXIT_CANNOT;
    }
    enum exit_status status = EXIT_OK;
    int width = 0;
    for (size_t i = 0; i < dirs->names_n; i++) {
        int length = (int)strlen(dirs->names[i]);
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < dirs->names_n; i++) {
        char *path = memory_must(data_dirs_path(dirs, i));
        bool unreadable = false;
        char *title = title_of(path, &unreadable);
        status = unreadable ? EXIT_CANNOT : status;
        printf("%-*s  %s\n", width, dirs->names[i], title ? printable_text(title).s : "(bad: see `herdsim check`)");
        free(title);
        free(path);
    }
    return status;
}

enum exit_status verb_schema(const struct args *args, const struct data_dirs *dirs)
{
    (void)dirs;
    if (args->markdown) {
        scenario_write_reference(stdout);
    } else {
        scenario_write_schema(stdout);
    }
    return EXIT_OK;
}

enum exit_status verb_plot(const struct args *args, const struct data_dirs *dirs)
{
    const char *dir = args->operands[0];
    struct stat st;
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        fprintf(stderr, "herdsim: '%s' is not a folder\n", printable_text(dir).s);
        return EXIT_CANNOT;
    }
    if (dirs->plots == NULL) {
        fprintf(stderr, "herdsim: no gnuplot scripts found next to the program or in share/herdsim/plots\n");
        return EXIT_CANNOT;
    }
    sigset_t before;
    interrupt_hold(&before);
    int handle = report_open(dir, NULL, 0, stderr);
    bool drawn =
        handle >= 0 && report_plot(dir, dirs->plots, args->variants, args->variants_n, stderr) == REPORT_PLOTS_DONE;
    report_close(handle);
    int signal = interrupt_take();
    interrupt_release(&before);
    if (!drawn || signal != 0) {
        return signal != 0 ? (enum exit_status)INTERRUPT_EXIT(signal) : EXIT_CANNOT;
    }
    printf("plots: %s/plots\n", printable_text(dir).s);
    return EXIT_OK;
}
