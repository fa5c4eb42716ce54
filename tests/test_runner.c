/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runner: what it plans, that results stand in order whatever the threads do, that an interrupt ends
 * it. Each test is a process of its own, so a signal sent here reaches nobody else. */
#include <signal.h>
#include <unistd.h>

#include "cli/runner.h"
#include "fixture.h"

#define VARIANTS_N 5

struct crowd { /* variants of different length: the first is the slowest */
    struct fixture fixture[VARIANTS_N];
    struct config configs[VARIANTS_N];
    struct results *results[VARIANTS_N];
};

static struct crowd *crowd_new(int64_t longest_ns)
{
    static const char *const names[VARIANTS_N] = {"a", "b", "c", "d", "e"};
    struct crowd *crowd = calloc(1, sizeof *crowd);
    cr_assert_not_null(crowd);
    for (size_t i = 0; i < VARIANTS_N; i++) {
        fixture_init(&crowd->fixture[i]);
        crowd->configs[i] = crowd->fixture[i].c;
        crowd->configs[i].variant = names[i];
        crowd->configs[i].run.duration_ns = longest_ns / (int64_t)(i + 1);
        crowd->configs[i].run.window_ns = crowd->configs[i].run.duration_ns;
    }
    return crowd;
}

static void crowd_free(struct crowd *crowd)
{
    for (size_t i = 0; i < VARIANTS_N; i++) {
        if (crowd->results[i] != NULL) {
            results_free(crowd->results[i]);
        }
    }
    free(crowd);
}

Test(runner, plans_within_threads_variants_and_memory)
{
    struct crowd *crowd = crowd_new(10 * NS_PER_S);
    struct runner_plan plan = runner_plan_of(crowd->configs, VARIANTS_N, 1, 3);
    cr_assert_eq(plan.threads, 3);
    cr_assert_leq(plan.at_once, 3);
    cr_assert_leq(plan.at_once * plan.most_bytes, plan.available_bytes);
    cr_assert_eq(runner_plan_of(crowd->configs, 1, 1, 8).at_once, 1, "one variant is one simulation");
    cr_assert_geq(runner_plan_of(crowd->configs, VARIANTS_N, 1, 0).threads, 1);

    crowd->fixture[2].source[0].sessions_per_s = 1e12;
    crowd->configs[2].run.max_sessions = crowd->configs[2].run.max_reads = 1000000000000;
    plan = runner_plan_of(crowd->configs, VARIANTS_N, 1, 3);
    cr_assert_eq(plan.at_once, 0, "one that can never fit: nothing may start");
    cr_assert_eq(plan.largest, 2);
    crowd_free(crowd);
}

Test(runner, results_are_in_order_and_the_same_on_any_number_of_threads)
{
    double ok[3][VARIANTS_N];
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct crowd *crowd = crowd_new(100 * NS_PER_S);
        struct runner_plan plan = {.threads = threads == 3 ? 20 : threads, .at_once = threads};
        struct runner_options options = {.name = "crowd"};
        cr_assert_eq(runner_run(crowd->configs, VARIANTS_N, &plan, &options, crowd->results), RUNNER_DONE);
        for (size_t i = 0; i < VARIANTS_N; i++) {
            cr_assert_eq(crowd->results[i]->config, &crowd->configs[i]);
            cr_assert_not(crowd->results[i]->partial);
            ok[threads - 1][i] = (double)crowd->results[i]->total[COUNTER_SESSIONS_OK];
            cr_assert_eq(ok[threads - 1][i], ok[0][i], "variant %zu on %u threads", i, threads);
        }
        cr_assert_gt(ok[threads - 1][0], ok[threads - 1][1], "the longer one has more");
        crowd_free(crowd);
    }
}

Test(runner, an_interrupt_ends_it_and_what_was_simulated_is_kept)
{
    struct crowd *crowd = crowd_new(INT64_C(100000000) * NS_PER_S); /* years of computing */
    struct runner_plan plan = {.threads = 1, .at_once = 1};
    struct runner_options options = {.name = "crowd"};
    signal(SIGINT, SIG_DFL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        usleep(300000);
        kill(getppid(), SIGINT);
        _exit(0);
    }
    cr_assert_eq(runner_run(crowd->configs, VARIANTS_N, &plan, &options, crowd->results), RUNNER_INTERRUPTED);
    cr_assert_not_null(crowd->results[0]);
    cr_assert(crowd->results[0]->partial);
    cr_assert_gt(crowd->results[0]->end_ns, 0);
    cr_assert_null(crowd->results[1], "a variant that had not begun does not begin");
    crowd_free(crowd);
}
