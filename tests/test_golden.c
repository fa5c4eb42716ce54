/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole runs of small scenarios, from the file to summary.json, byte for byte against what tests/golden holds: any change of
 * a result shows as a diff to be looked at. HERDSIM_GOLDEN_UPDATE=1 rewrites them (`make golden-update`).
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/engine/sim.h"
#include "report/files/file.h"
#include "report/report.h"
#include "scenario/scenario.h"

enum { VARIANTS_MOST = 8 };

static void write_results(struct scenario *s, const char *folder)
{
    struct results *results[VARIANTS_MOST];
    struct report_expectation expectations[VARIANTS_MOST];
    cr_assert(s->variants_n <= VARIANTS_MOST && s->expectations_n <= VARIANTS_MOST);
    const struct sim_options options = {.draw_ahead = true};
    for (size_t i = 0; i < s->variants_n; i++) {
        cr_assert_eq(sim_run(&s->variants[i], &options, &results[i]), SIM_DONE);
    }
    for (size_t i = 0; i < s->expectations_n; i++) {
        const struct expectation *e = &s->expectations[i];
        expectations[i] = (struct report_expectation){e->metric, e->variant, (enum report_op)e->op, e->value, e->text};
    }
    char *text = scenario_resolved_text(s);
    const struct report_run run = {.name = s->name,
                                   .title = s->title,
                                   .about = s->about,
                                   .seed = s->variants[0].run.seed,
                                   .scenario_text = text,
                                   .results = results,
                                   .results_n = s->variants_n,
                                   .expectations = expectations,
                                   .expectations_n = s->expectations_n};
    cr_assert(report_write(&run, folder, stderr));
    for (size_t i = 0; i < s->variants_n; i++) {
        results_free(results[i]);
    }
    free(text);
}

/* First line that differs, 1 for the first; 0: none. */
static size_t first_difference(const char *a, const char *b)
{
    size_t line = 1;
    for (; *a == *b && *a != '\0'; a++, b++) {
        line += *a == '\n';
    }
    return *a == *b ? 0 : line;
}

static void compare(const char *actual_path, const char *golden_path)
{
    char *actual = file_read(actual_path, NULL, stderr);
    cr_assert_not_null(actual);
    if (getenv("HERDSIM_GOLDEN_UPDATE") != NULL) {
        FILE *out = fopen(golden_path, "w");
        cr_assert(out != NULL && fputs(actual, out) >= 0 && fclose(out) == 0);
    }
    char *golden = file_read(golden_path, NULL, stderr);
    cr_assert_not_null(golden, "%s is missing; `make golden-update` writes it", golden_path);
    size_t line = first_difference(actual, golden);
    cr_assert_eq(line, 0, "%s:%zu differs; `make golden-update`, and look at the diff", golden_path, line);
    free(actual);
    free(golden);
}

static void check(const char *name)
{
    char path[128], golden[128], folder[] = "/tmp/herdsim-golden-XXXXXX", command[64];
    snprintf(path, sizeof path, "tests/golden/%s.json", name);
    snprintf(golden, sizeof golden, "tests/golden/%s.summary.json", name);
    bool unreadable = false;
    const struct scenario_options options = {.set = NULL};
    struct scenario *s = scenario_load(path, &options, stderr, &unreadable);
    cr_assert_not_null(s, "%s", path);
    cr_assert_not_null(mkdtemp(folder));
    write_results(s, folder);
    compare(file_join(folder, "summary.json").text, golden);
    scenario_free(s);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

Test(golden, herd)
{
    check("herd");
}

Test(golden, tiers)
{
    check("tiers");
}

Test(golden, prewarm)
{
    check("prewarm");
}
