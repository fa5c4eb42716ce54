/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_progress.c: the line that is shown, at given instants. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/units.h"
#include "cli/progress.h"

static const struct progress_variant running[] = {{"plain", 90 * NS_PER_S}, {"coalesced", 3600 * NS_PER_S}};

static struct progress_state state_at(double share)
{
    return (struct progress_state){.scenario = "cold",
                                   .variants_n = 4,
                                   .done_n = 1,
                                   .running = running,
                                   .running_n = 2,
                                   .duration_ns = 2 * 3600 * NS_PER_S,
                                   .share = share};
}

Test(progress, tells_how_far_how_fast_and_how_long)
{
    struct progress_state state = state_at(0.25);
    char line[201];
    progress_line(&state, 20, 21.44e6, line, 200);
    cr_assert_str_eq(
        line, "cold  25%  21.4M reads/s  1:00 left  1/4 done  plain 1:30 of 2:00:00  coalesced 1:00:00 of 2:00:00");
}

Test(progress, promises_nothing_at_the_very_start)
{
    struct progress_state state = state_at(0.0001);
    char line[201];
    progress_line(&state, 0.2, 0, line, 200);
    cr_assert_not_null(strstr(line, "? left"), "%s", line);
}

Test(progress, never_wraps)
{
    struct progress_state state = state_at(0.5);
    for (size_t width = 1; width <= 100; width++) {
        char line[201];
        progress_line(&state, 5, 1e3, line, width);
        cr_assert_leq(strlen(line), width);
    }
}

Test(progress, says_that_it_is_stopping)
{
    struct progress_state state = state_at(0.5);
    state.stopping = true;
    char line[201];
    progress_line(&state, 5, 1e3, line, 200);
    cr_assert_not_null(strstr(line, "stopping"), "%s", line);
}

Test(progress, shows_nothing_without_a_terminal)
{
    struct progress progress;
    struct progress_state state = state_at(0.5);
    progress_start(&progress, NULL);
    progress_show(&progress, &state);
    progress_clear(&progress);
    cr_assert_not(progress.shown);
}
