/* The verb `run`: everything is loaded and tried out before the first simulation begins (scenarios, room
 * in memory, output folders), so that what can fail fails at once; then one scenario after the other:
 * simulate, write, plot, print. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/runner.h"
#include "cli/verb.h"
#include "report/report.h"
#include "report/text.h"
#include "scenario/scenario.h"

struct task { /* one scenario to run */
    struct scenario *scenario;
    char *folder; /* of its results */
    struct runner_plan plan;
};

static bool wants_colour(void)
{
    const char *off = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return (off == NULL || off[0] == '\0') && isatty(STDOUT_FILENO) &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

static struct text memory_text(uint64_t bytes)
{
    double b = (double)bytes;
    return b < 0.95e9 ? text_format("%.0f MB", ceil(b / 1e6)) : text_format("%.1f GB", b / 1e9);
}

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
            "herdsim: %s: variant %s may need %s of memory, %s are available; fewer keys.count or less "
            "run.max_sessions and run.max_reads need less\n",
            task->scenario->name, task->scenario->variants[plan->largest].variant, memory_text(plan->most_bytes).s,
            memory_text(plan->available_bytes).s);
    return false;
}

static bool folder_is_free(const struct task *tasks, size_t n, const char *given)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tasks[i].folder, tasks[n].folder) == 0) {
            fprintf(stderr, "herdsim: '%s' would overwrite the results of another scenario of this run in %s\n", given,
                    tasks[n].folder);
            return false;
        }
    }
    return true;
}

/* Loads and tries out everything. */
static enum exit_status prepare(const struct args *args, const struct bundle *bundle, struct task *tasks)
{
    enum exit_status worst = EXIT_OK;
    for (size_t i = 0; i < args->operands_n; i++) {
        enum exit_status status = EXIT_OK;
        tasks[i].scenario = verb_load(args->operands[i], args, bundle, &status);
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
        tasks[i].plan = runner_plan_of(s->variants, s->variants_n, args->threads);
        if (!fits(&tasks[i]) || !report_probe(tasks[i].folder, stderr)) {
            return EXIT_CANNOT;
        }
    }
    return worst;
}

static void announce(const struct task *task)
{
    const struct runner_plan *plan = &task->plan;
    size_t n = task->scenario->variants_n;
    if (n == 1) {
        fprintf(stderr, "%s: 1 variant, at most %s of memory, on %u thread%s\n", task->scenario->name,
                memory_text(plan->most_bytes).s, plan->threads, plan->threads == 1 ? "" : "s");
    } else {
        fprintf(stderr, "%s: %zu variants, at most %s of memory each, %u at a time on %u thread%s\n",
                task->scenario->name, n, memory_text(plan->most_bytes).s, plan->at_once, plan->threads,
                plan->threads == 1 ? "" : "s");
    }
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

static void print(const struct report_run *run, const char *folder, bool plotted)
{
    bool colour = wants_colour();
    int width = isatty(STDOUT_FILENO) ? progress_width(stdout) : 80;
    report_table(run, stdout, colour);
    putchar('\n');
    report_chart(run, stdout, width, colour);
    report_incident(run, stdout);
    printf("\nresults: %s\n", folder);
    if (plotted) {
        printf("plots:   %s/plots\n", folder);
    }
    fflush(stdout);
}

/* Writes, plots and prints. */
static enum exit_status report(const struct args *args, const struct bundle *bundle, const struct task *task,
                               const struct report_run *run)
{
    if (!report_write(run, task->folder, stderr)) {
        return EXIT_CANNOT;
    }
    bool plotted = false;
    if (!args->no_plots && bundle->plots != NULL) {
        plotted = report_plot(task->folder, bundle->plots, stderr);
    }
    if (!args->quiet) {
        print(run, task->folder, plotted);
    }
    size_t failed = report_failed_expectations(run);
    if (failed > 0 && args->quiet) {
        fprintf(stderr, "herdsim: %s: %zu of %zu expectations failed (see %s/summary.json)\n", run->name, failed,
                run->expectations_n, task->folder);
    }
    return failed > 0 ? EXIT_EXPECTATION : EXIT_OK;
}

/* Moves the results there are to the front and returns how many that are. */
static size_t gather(struct results **results, size_t n, bool *partial)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (results[i] == NULL) {
            *partial = true;
            continue;
        }
        *partial = *partial || results[i]->partial;
        results[kept++] = results[i];
    }
    return kept;
}

static enum exit_status simulate(const struct args *args, const struct bundle *bundle, const struct task *task,
                                 struct results **results, const char *text)
{
    struct scenario *s = task->scenario;
    bool shown = !args->quiet && isatty(STDERR_FILENO);
    const struct runner_options options = {s->name, args->reference, shown ? stderr : NULL};
    if (!args->quiet) {
        announce(task);
    }
    enum runner_status ran = runner_run(s->variants, s->variants_n, &task->plan, &options, results);
    struct report_expectation *expectations = expectations_of(s);
    struct report_run run = {.name = s->name,
                             .title = s->title,
                             .about = s->about,
                             .seed = s->variants[0].run.seed,
                             .scenario_text = text,
                             .results = results,
                             .expectations = expectations,
                             .expectations_n = s->expectations_n};
    run.results_n = gather(results, s->variants_n, &run.partial);

    enum exit_status status = EXIT_CANNOT;
    if (ran == RUNNER_NO_MEMORY || expectations == NULL) {
        fprintf(stderr, "herdsim: %s: out of memory; --threads 1 needs less\n", s->name);
    }
    if (run.results_n > 0 && expectations != NULL) {
        status = report(args, bundle, task, &run);
    }
    if (status != EXIT_CANNOT && ran != RUNNER_DONE) {
        status = ran == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_CANNOT;
    }
    free(expectations);
    for (size_t i = 0; i < run.results_n; i++) {
        results_free(results[i]);
    }
    return status;
}

static enum exit_status run_task(const struct args *args, const struct bundle *bundle, const struct task *task)
{
    char *text = scenario_resolved_text(task->scenario);
    struct results **results = calloc(task->scenario->variants_n, sizeof *results);
    enum exit_status status = EXIT_CANNOT;
    if (text != NULL && results != NULL) {
        status = simulate(args, bundle, task, results, text);
    } else {
        fprintf(stderr, "herdsim: out of memory\n");
    }
    free(text);
    free(results);
    return status;
}

enum exit_status verb_run(const struct args *args, const struct bundle *bundle)
{
    struct task *tasks = calloc(args->operands_n, sizeof *tasks);
    if (tasks == NULL) {
        fprintf(stderr, "herdsim: out of memory\n");
        return EXIT_CANNOT;
    }
    enum exit_status status = prepare(args, bundle, tasks);
    for (size_t i = 0; i < args->operands_n && (status == EXIT_OK || status == EXIT_EXPECTATION); i++) {
        enum exit_status one = run_task(args, bundle, &tasks[i]);
        status = one == EXIT_OK ? status : one;
    }
    for (size_t i = 0; i < args->operands_n; i++) {
        scenario_free(tasks[i].scenario);
        free(tasks[i].folder);
    }
    free(tasks);
    return status;
}
