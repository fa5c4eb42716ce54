/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb `verify`: the simulator against the closed forms (verify/cases.h), on threads, as a table. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/printable.h"
#include "cli/colour.h"
#include "cli/runner.h"
#include "cli/verb.h"
#include "verify/table.h"
#include "verify/verify.h"

static bool is_among(const char *const *ids, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(ids[i], id) == 0) {
            return true;
        }
    }
    return false;
}

/* Lists each id once, wherever its cases stand. */
static void complain_of_id(const char *id)
{
    const char *ids[64];
    size_t n = 0;
    fprintf(stderr, "herdsim: verify: there is no formula '%s'; there are", printable_text(id).s);
    for (size_t s = 0; s < cases_all_n; s++) {
        for (size_t i = 0; i < cases_all[s]->rows_n; i++) {
            const char *next = cases_all[s]->rows[i].id;
            if (!is_among(ids, n, next) && n < sizeof ids / sizeof ids[0]) {
                fprintf(stderr, "%s %s", n > 0 ? "," : "", next);
                ids[n++] = next;
            }
        }
    }
    fputc('\n', stderr);
}

static void take(void *context, size_t i, struct results **results)
{
    verify_take(context, i, *results);
    results_free(*results);
    *results = NULL;
}

/* Simulates all of it; false after a message. */
static enum exit_status simulate(const struct args *args, struct verify *v)
{
    struct results **results = calloc(v->simulations_n, sizeof *results); /* stays empty: each is measured and freed */
    int signal = 0;
    struct runner_plan plan = runner_plan_of(v->simulations, v->simulations_n, 1, args->threads);
    struct runner_options options = {.name = "verify",
                                     .progress = isatty(STDERR_FILENO) ? stderr : NULL,
                                     .by_number = true,
                                     .finished = take,
                                     .context = v,
                                     .signal = &signal};
    if (results == NULL || plan.at_once == 0) {
        free(results);
        return EXIT_CANNOT;
    }
    enum runner_status ran = runner_run(v->simulations, v->simulations_n, &plan, &options, results);
    free(results);
    return ran == RUNNER_DONE          ? EXIT_OK
           : ran == RUNNER_INTERRUPTED ? (enum exit_status)INTERRUPT_EXIT(signal)
                                       : EXIT_CANNOT;
}

enum exit_status verb_verify(const struct args *args, const struct data_dirs *dirs)
{
    (void)dirs;
    const struct verify_options options = {.subjects = cases_all,
                                           .subjects_n = cases_all_n,
                                           .only = args->operands,
                                           .only_n = args->operands_n,
                                           .quick = args->quick,
                                           .seed = args->seed_given ? args->seed : 1};
    for (size_t i = 0; i < args->operands_n; i++) {
        if (!verify_has(&options, args->operands[i])) {
            complain_of_id(args->operands[i]);
            return EXIT_USAGE;
        }
    }
    struct verify v;
    enum exit_status status = verify_plan(&v, &options) ? simulate(args, &v) : EXIT_CANNOT;
    if (status == EXIT_OK) {
        status = verify_judge(&v) == 0 ? EXIT_OK : EXIT_EXPECTATION;
        table_print(&v, stdout, colour_wanted());
    } else if (status == EXIT_CANNOT) {
        fprintf(stderr, "herdsim: verify: out of memory\n");
    }
    verify_free(&v);
    return status;
}
