/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block of the table that tells apart what the users of each traffic source saw. */
#include <criterion/criterion.h>

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
        r->total[COUNTER_SESSIONS_FAILED] = 0;
        for (size_t s = 0; s < 4; s++) {
            r->source[s] = (struct source_results){.sessions_ok = 300};
            for (size_t i = 0; i < 100; i++) {
                histogram_record(&r->source[s].session, (s + 1) * 10 * (uint64_t)NS_PER_MS);
            }
            for (size_t w = 0; w < r->windows_n; w++) {
                r->windows[w].source[s].session.p99 = 0.01 * (double)(s + 1) * (w == 3 ? 10 : 1);
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

Test(report_sources, each_source_over_the_run_and_in_its_worst_window, .init = set_up, .fini = tear_down)
{
    char *text = printed();
    cr_assert_str_eq(text,
                     "\n"
                     "  sessions of    inbox          celebrity          charlie\n"
                     "  variant          p99   worst        p99   worst      p99   worst\n"
                     "  unprotected  9.99 ms  100 ms      20 ms  200 ms  29.9 ms  300 ms\n"
                     "  coalesced    9.99 ms  100 ms      20 ms  200 ms  29.9 ms  300 ms\n"
                     "\n"
                     "  sessions of  batch\n"
                     "  variant        p99   worst\n"
                     "  unprotected  40 ms  400 ms\n"
                     "  coalesced    40 ms  400 ms\n"
                     "\n"
                     "  The same by traffic source. p99: over the whole run; worst: in the window where it is "
                     "largest.\n",
                     "%s", text);
    free(text);
}

Test(report_sources, failures_are_shown_where_there_are_any, .init = set_up, .fini = tear_down)
{
    report_fixture_results(fixture, 1)->source[3].sessions_failed = 100;
    report_fixture_results(fixture, 1)->total[COUNTER_SESSIONS_FAILED] = 100;
    char *text = printed();
    cr_assert_not_null(strstr(text, "  sessions of  batch\n"
                                    "  variant        p99   worst  failed\n"
                                    "  unprotected  40 ms  400 ms      0%\n"
                                    "  coalesced    40 ms  400 ms     25%\n"),
                       "%s", text);
    free(text);
}

/* A variant may state other traffic than the rest. */
Test(report_sources, a_variant_without_a_source_has_no_value_there, .init = set_up, .fini = tear_down)
{
    report_fixture_config(fixture, 1)->sources_n = 1;
    char *text = printed();
    cr_assert_not_null(strstr(text, "  coalesced    9.99 ms  100 ms          -       -        -       -\n"), "%s",
                       text);
    free(text);
}

Test(report_sources, one_source_needs_no_telling_apart, .init = set_up, .fini = tear_down)
{
    report_fixture_config(fixture, 0)->sources_n = report_fixture_config(fixture, 1)->sources_n = 1;
    char *text = printed();
    cr_assert_str_empty(text);
    free(text);
}
