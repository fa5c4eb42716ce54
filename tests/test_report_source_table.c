/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block of the table that tells apart what the users of each traffic source saw. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/source_table.h"
#include "report_fixture.h"

static struct report_fixture *fixture;

/* Four sources, more than fit side by side, in both variants: source k waits (k + 1) x 10 ms, ten times as long in one
 * window; a test says what fails. */
static void set_up(void)
{
    static const struct report_fixture_variant variants[] = {{"unprotected", 0, 8000, 60}, {"coalesced", 0, 8000, 60}};
    fixture = report_fixture_new("herd", "", variants, 2, 10, 5);
    cr_assert_not_null(fixture);
    report_fixture_add_source(fixture, "celebrity");
    report_fixture_add_source(fixture, "charlie");
    report_fixture_add_source(fixture, "batch");
    for (size_t v = 0; v < 2; v++) {
        struct results *r = report_fixture_results(fixture, v);
        r->users.lost = 0;
        for (size_t s = 0; s < 4; s++) {
            double p99_s = 0.01 * (double)(s + 1);
            r->source[s].users = (struct user_window){.came = 400, .served = 400, .p99 = p99_s};
            for (size_t w = 0; w < r->windows_n; w++) {
                r->windows[w].source[s].users = (struct user_window){.came = 40, .p99 = p99_s * (w == 3 ? 10 : 1)};
            }
        }
    }
}

static void tear_down(void)
{
    report_fixture_free(fixture);
}

static char *printed(void)
{
    struct grid_row rows[2];
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    source_table_print(report_fixture_run(fixture), rows, out, false);
    fclose(out);
    return text;
}

Test(report_source_table, each_source_over_the_run_and_in_its_worst_window, .init = set_up, .fini = tear_down)
{
    char *text = printed();
    cr_assert_str_eq(text,
                     "\n"
                     "  users of     inbox          celebrity          charlie\n"
                     "  variant        p99   worst        p99   worst      p99   worst\n"
                     "  unprotected  10 ms  100 ms      20 ms  200 ms    30 ms  300 ms\n"
                     "  coalesced    10 ms  100 ms      20 ms  200 ms    30 ms  300 ms\n"
                     "\n"
                     "  users of     batch\n"
                     "  variant        p99   worst\n"
                     "  unprotected  40 ms  400 ms\n"
                     "  coalesced    40 ms  400 ms\n"
                     "\n"
                     "  The same by traffic source. p99: over the whole run; worst: in the window where\n"
                     "  it is largest.\n",
                     "%s", text);
    free(text);
}

Test(report_source_table, failures_are_shown_where_there_are_any, .init = set_up, .fini = tear_down)
{
    report_fixture_results(fixture, 1)->source[3].users =
        (struct user_window){.came = 400, .lost = 100, .p99 = (double)INFINITY};
    report_fixture_results(fixture, 1)->users.lost = 100;
    char *text = printed();
    cr_assert_not_null(strstr(text, "  users of     batch\n"
                                    "  variant        p99   worst  lost\n"
                                    "  unprotected  40 ms  400 ms    0%\n"
                                    "  coalesced     lost  400 ms   25%\n"),
                       "%s", text);
    free(text);
}

/* A variant may state other traffic than the rest. */
Test(report_source_table, a_variant_without_a_source_has_no_value_there, .init = set_up, .fini = tear_down)
{
    report_fixture_config(fixture, 1)->sources_n = 1;
    char *text = printed();
    cr_assert_not_null(strstr(text, "  coalesced    10 ms  100 ms          -       -        -       -\n"), "%s", text);
    free(text);
}

Test(report_source_table, one_source_needs_no_telling_apart, .init = set_up, .fini = tear_down)
{
    report_fixture_config(fixture, 0)->sources_n = report_fixture_config(fixture, 1)->sources_n = 1;
    char *text = printed();
    cr_assert_str_empty(text);
    free(text);
}
