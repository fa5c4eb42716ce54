/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb `run`: everything is loaded and tried out before the first simulation begins (scenarios, room
 * in memory, output folders), so that what can fail fails at once; then one scenario after the other:
 * simulate, write, plot, print. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/printable.h"
#include "cli/colour.h"
#include "cli/command_line.h"
#include "cli/footprint.h"
#include "cli/progress.h"
#include "cli/replicate.h"
#include "cli/runner.h"
#include "cli/verb.h"
#include "outcome/metrics.h"
#include "report/expectation_result.h"
#include "report/report.h"
#include "report/text.h"
#include "scenario/scenario.h"

struct task { /* one scenario to run */
    struct scenario *scenario;
    char *folder; /* of its results */
    int handle;   /* that it is held by; -1: not held */
    struct runner_plan plan;
    struct replicate_goal goal;
    char until[256]; /* name of the metric that the goal is about */
};

/* results/<name>, DIR, or DIR/<name> where there are several scenarios; to be freed. */
static char *folder_of(const struct args *args, const char *name)
{
    const char *parent = args->output ? args->output : "results";
    bool alone = args->output != NULL && args->operands_n == 1;
    size_t size = strlen(parent) + strlen(name) + 2;
    char *folder = malloc(size);
    if (folder != NULL) {
        snprintf(folder, size, "%s%s%s", parent, alone ? "" : "/", alone ? "" : name);
    }
    return folder;
}

static bool fits(const struct task *task)
{
    const struct runner_plan *plan = &task->plan;
    if (plan->at_once > 0) {
        return true;
    }
    fprintf(stderr,
            "herdsim: %s: variant %s needs about %s of memory, %s are available; fewer keys.count or less "
            "run.max_sessions and run.max_reads need less\n",
            task->scenario->name, task->scenario->variants[plan->largest].variant, footprint_text(plan->likely_bytes).s,
            footprint_text(plan->available_bytes).s);
    return false;
}

static bool folder_is_free(const struct task *tasks, size_t n, const char *given)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tasks[i].folder, tasks[n].folder) == 0) {
            fprintf(stderr, "herdsim: '%s' would overwrite the results of another scenario of this run in %s\n",
                    printable_text(given).s, printable_text(tasks[n].folder).s);
            return false;
        }
    }
    return true;
}

/* How many replications; false after a message if a metric is asked for that there is not. */
static bool set_goal(const struct args *args, struct task *task)
{
    task->goal.most = args->replications > 0 ? args->replications : args->until != NULL ? REPLICATE_LIMIT : 1;
    if (args->until == NULL) {
        return true;
    }
    task->goal.until = task->until;
    task->goal.precision = args->until_precision;
    snprintf(task->until, sizeof task->until, "%.*s", (int)args->until_metric_n, args->until);
    for (size_t i = 0; i < task->scenario->variants_n; i++) {
        size_t index;
        const struct config *c = &task->scenario->variants[i];
        if (args->until_metric_n >= sizeof task->until || !metrics_index(c, task->until, &index)) {
            fprintf(stderr, "herdsim: --until: variant %s of %s has no metric '%s'; `herdsim metrics` names them all\n",
                    c->variant, task->scenario->name, printable_text(task->until).s);
            return false;
        }
    }
    return true;
}

/* Loads and tries out everything. */
static enum exit_status prepare(const struct args *args, const struct data_dirs *dirs, struct task *tasks)
{
    enum exit_status worst = EXIT_OK;
    for (size_t i = 0; i < args->operands_n; i++) {
        enum exit_status status = EXIT_OK;
        tasks[i].scenario = verb_load(args->operands[i], args, dirs, &status);
        if (tasks[i].scenario == NULL) {
            worst = status > worst ? status : worst;
        }
    }
    for (size_t i = 0; worst == EXIT_OK && i < args->operands_n; i++) {
        const struct scenario *s = tasks[i].scenario;
        tasks[i].folder = folder_of(args, s->name);
        if (tasks[i].folder == NULL) {
            fprintf(stderr, "herdsim: out of memory\n");
            return EXIT_CANNOT;
        }
        if (!folder_is_free(tasks, i, args->operands[i])) {
            return EXIT_USAGE;
        }
        if (!set_goal(args, &tasks[i])) {
            return EXIT_USAGE;
        }
        tasks[i].plan = runner_plan_of(s->variants, s->variants_n, tasks[i].goal.most, args->threads);
        if (!fits(&tasks[i])) {
            return EXIT_CANNOT;
        }
        tasks[i].handle = report_open(tasks[i].folder, s->variants, s->variants_n, stderr);
        if (tasks[i].handle < 0) {
            return EXIT_CANNOT;
        }
    }
    return worst;
}

static void announce(const struct args *args, const struct data_dirs *dirs, const struct task *task)
{
    const struct runner_plan *plan = &task->plan;
    size_t variants_n = task->scenario->variants_n, runs_n = variants_n * task->goal.most;
    fprintf(stderr, "%s: %zu variant%s, ", task->scenario->name, variants_n, variants_n == 1 ? "" : "s");
    if (task->goal.most > 1) {
        fprintf(stderr, "%s%zu replications, ", task->goal.until != NULL ? "up to " : "", task->goal.most);
    }
    bool plots = !args->no_plots && dirs->plots != NULL;
    uint64_t bytes = footprint_bytes(task->scenario->variants, variants_n, task->goal.most, plan, plots);
    fprintf(stderr, "about %s of memory, ", footprint_text(bytes).s);
    if (runs_n > 1) {
        fprintf(stderr, "%u at a time ", plan->at_once);
    }
    fprintf(stderr, "on %u thread%s\n", plan->threads, plan->threads == 1 ? "" : "s");
    verb_print_solved(task->scenario, stderr);
}

static enum report_op report_op_of(enum expectation_op op)
{
    static const enum report_op ops[] = {[EXPECT_LT] = REPORT_LT, [EXPECT_LE] = REPORT_LE, [EXPECT_GT] = REPORT_GT,
                                         [EXPECT_GE] = REPORT_GE, [EXPECT_EQ] = REPORT_EQ, [EXPECT_NE] = REPORT_NE};
    return ops[op];
}

/* To be freed; NULL without memory. */
static struct report_expectation *expectations_of(const struct scenario *s)
{
    struct report_expectation *list = calloc(s->expectations_n + 1, sizeof *list);
    for (size_t i = 0; list != NULL && i < s->expectations_n; i++) {
        const struct expectation *e = &s->expectations[i];
        list[i] = (struct report_expectation){e->metric, e->variant, report_op_of(e->op), e->value, e->text};
    }
    return list;
}

/* `folder` is NULL where it has no results. */
static void print(const struct args *args, const struct report_run *run, const char *folder, bool plotted)
{
    int width = isatty(STDOUT_FILENO) ? progress_width(stdout) : 80;
    enum report_detail detail = args->table ? REPORT_TABLE : args->full ? REPORT_FULL : REPORT_BRIEF;
    report_terminal(run, stdout, width, detail, colour_wanted());
    if (folder == NULL) {
        fflush(stdout);
        return;
    }
    struct printable shown = printable_text(folder);
    printf("\nresults: %s (report.html, summary.json%s)\n", shown.s, plotted ? ", plots" : "");
    fflush(stdout);
}

/* Writes and plots with signals held back, so that neither is left half done, and prints. */
static enum exit_status report(const struct args *args, const struct data_dirs *dirs, const struct task *task,
                               const struct report_run *run, const sigset_t *signals)
{
    enum report_plots plots = REPORT_PLOTS_MISSING;
    bool written = report_write(run, task->folder, stderr);
    if (written && !args->no_plots && dirs->plots != NULL) {
        plots = report_plot(task->folder, dirs->plots, NULL, 0, stderr);
    }
    int signal = interrupt_take();
    interrupt_release(signals);
    if (!args->quiet) {
        print(args, run, written ? task->folder : NULL, plots == REPORT_PLOTS_DONE);
    }
    size_t failed = expectation_result_failed_n(run);
    if (run->changed) { /* what the file expects is not about this */
        failed = 0;
    }
    if (failed > 0 && args->quiet) {
        fprintf(stderr, "herdsim: %s: %zu of %zu expectations failed%s%s%s\n", run->name, failed, run->expectations_n,
                written ? " (see " : "", written ? printable_text(task->folder).s : "",
                written ? "/summary.json)" : "");
    }
    if (signal != 0 || !written) {
        return signal != 0 ? (enum exit_status)INTERRUPT_EXIT(signal) : EXIT_CANNOT;
    }
    return failed > 0 ? EXIT_EXPECTATION : plots == REPORT_PLOTS_FAILED ? EXIT_CANNOT : EXIT_OK;
}

/* Says that the limit came before the precision that was asked for. */
static void warn_of_limit(const struct task *task, const struct replicate *all)
{
    double precision = task->goal.until == NULL || all->samples == NULL ? 0 : replicate_precision(all, task->until);
    if (precision > task->goal.precision) {
        fprintf(stderr, "herdsim: %s: %s is known to within %s after %zu replications, not %s; --replications %zu\n",
                task->scenario->name, task->until, text_percent(precision).s, all->n,
                text_percent(task->goal.precision).s, 2 * all->n);
    }
}

static enum exit_status simulate(const struct args *args, const struct data_dirs *dirs, const struct task *task,
                                 const char *text, const char *command)
{
    struct scenario *s = task->scenario;
    struct replicate all;
    bool shown = !args->quiet && isatty(STDERR_FILENO);
    int signal = 0;
    const struct runner_options options = {
        .name = s->name, .reference = args->reference, .progress = shown ? stderr : NULL, .signal = &signal};
    sigset_t before;
    interrupt_hold(&before);
    if (!args->quiet) {
        announce(args, dirs, task);
        verb_warn_of_demand(s, stderr);
    }
    enum runner_status ran = replicate_run(s->variants, s->variants_n, &task->plan, &options, &task->goal, &all);
    struct report_expectation *expectations = expectations_of(s);
    struct report_run run = {.name = s->name,
                             .title = s->title,
                             .about = s->about,
                             .seed = s->variants[0].run.seed,
                             .scenario_text = text,
                             .command = command,
                             .results = all.results,
                             .samples = all.samples,
                             .expectations = expectations,
                             .expectations_n = s->expectations_n,
                             .changed = args->set_n > 0 && !args->expect};
    enum exit_status status = EXIT_CANNOT;
    if (ran == RUNNER_NO_MEMORY || expectations == NULL) {
        fprintf(stderr, "herdsim: %s: out of memory%s\n", s->name,
                task->plan.at_once > 1 ? "; --threads 1 needs less" : "");
    } else if (ran == RUNNER_DONE) {
        warn_of_limit(task, &all);
    }
    run.results_n = all.results != NULL ? replicate_gather(&all, &run.partial) : 0;
    if (run.results_n > 0 && expectations != NULL) {
        status = report(args, dirs, task, &run, &before);
    }
    interrupt_release(&before);
    if (ran == RUNNER_INTERRUPTED && status != EXIT_CANNOT) {
        status = (enum exit_status)INTERRUPT_EXIT(signal);
    } else if (ran == RUNNER_NO_MEMORY) {
        status = EXIT_CANNOT;
    }
    free(expectations);
    replicate_free(&all);
    return status;
}

static enum exit_status run_task(const struct args *args, const struct data_dirs *dirs, const struct task *task,
                                 const char *operand)
{
    enum exit_status status = EXIT_CANNOT;
    char *text = scenario_resolved_text(task->scenario), *command = command_line_of(args, operand);
    if (text == NULL || command == NULL) {
        fprintf(stderr, "herdsim: out of memory\n");
    } else {
        status = simulate(args, dirs, task, text, command);
    }
    free(text);
    free(command);
    return status;
}

enum exit_status verb_run(const struct args *args, const struct data_dirs *dirs)
{
    struct task *tasks = calloc(args->operands_n, sizeof *tasks);
    if (tasks == NULL) {
        fprintf(stderr, "herdsim: out of memory\n");
        return EXIT_CANNOT;
    }
    for (size_t i = 0; i < args->operands_n; i++) {
        tasks[i].handle = -1;
    }
    enum exit_status status = prepare(args, dirs, tasks);
    for (size_t i = 0; i < args->operands_n && (status == EXIT_OK || status == EXIT_EXPECTATION); i++) {
        enum exit_status one = run_task(args, dirs, &tasks[i], args->operands[i]);
        status = one == EXIT_OK ? status : one;
    }
    for (size_t i = 0; i < args->operands_n; i++) {
        report_close(tasks[i].handle);
        scenario_free(tasks[i].scenario);
        free(tasks[i].folder);
    }
    free(tasks);
    return status;
}
