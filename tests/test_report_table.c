/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown on the terminal, against golden texts. HERDSIM_GOLDEN_UPDATE=1 rewrites them. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/protection.h"
#include "report/expectation_result.h"
#include "report/files/file.h"
#include "report/report.h"
#include "report_fixture.h"

static struct report_fixture *fixture;

static const struct report_expectation expectations[] = {
    {"db.peak_per_second", "coalesced", REPORT_LT, 8000, NULL},
    {"verdict", "unprotected", REPORT_EQ, 0, "collapsed"},
    {"recovery.slo", "unprotected", REPORT_LT, 60, NULL},
    {"amplification", "not-run", REPORT_LT, 1, NULL},
};

static void set_up(void)
{
    static const struct report_fixture_variant variants[] = {
        {"unprotected", 1.5, 8000, 120}, {"coalesced", 0, 12000, 60}, {"more-database", 0, (double)INFINITY, 60}};
    unsetenv("TERM");
    fixture = report_fixture_new("restart", "Redis restarts at the peak of 18M users", variants, 3, 300, 60);
    cr_assert_not_null(fixture);
    report_fixture_run(fixture)->expectations = expectations;
    report_fixture_run(fixture)->expectations_n = 4;
}

static void tear_down(void)
{
    report_fixture_free(fixture);
}

/* Compares with tests/golden/<name>, or rewrites it. Takes the stream and its text over. */
static void compare(const char *name, FILE *out, char **text)
{
    fclose(out);
    struct file_path path = file_join("tests/golden", name);
    if (getenv("HERDSIM_GOLDEN_UPDATE") != NULL) {
        FILE *golden = fopen(path.text, "w");
        cr_assert_not_null(golden);
        fputs(*text, golden);
        fclose(golden);
    }
    char *golden = file_read(path.text, NULL, stderr);
    cr_assert_not_null(golden);
    cr_assert_str_eq(*text, golden, "differs from %s:\n%s", path.text, *text);
    free(golden);
    free(*text);
}

Test(golden_report, table, .init = set_up, .fini = tear_down)
{
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    report_fixture_results(fixture, 0)->total[COUNTER_SESSIONS_OVERFLOWED] = 12345;
    report_table(report_fixture_run(fixture), out, REPORT_FULL, false);
    compare("report-table.txt", out, &text);
}

Test(golden_report, chart, .init = set_up, .fini = tear_down)
{
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    report_chart(report_fixture_run(fixture), out, 80, SIZE_MAX, false);
    compare("report-chart.txt", out, &text);
}

Test(golden_report, envelope, .init = set_up, .fini = tear_down)
{
    struct config *c = report_fixture_config(fixture, 0);
    static struct config_key_name charlie = {"user:charlie", 7};
    struct config_source sources[2] = {c->sources[0], {.name = "charlie", .rate_kind = SOURCE_BURST}};
    sources[1].burst_at_ns = 60 * NS_PER_S;
    sources[1].burst_sessions = 10000;
    sources[1].burst_over_ns = NS_PER_S;
    sources[1].reads_per_session = 1;
    sources[1].key_name = charlie.name;
    sources[1].key_rank = charlie.rank;
    c->sources = sources;
    c->sources_n = 2;
    c->keys.names = &charlie;
    c->keys.names_n = 1;
    c->cache.ttl_ns = 300 * NS_PER_S;
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    cr_assert(report_envelope(report_fixture_run(fixture)->title, c, 1, out));
    compare("report-envelope.txt", out, &text);
}

/* The popularities of a cache that has warmed up entirely add up to nearly 1, on either side of it. */
Test(report_table, no_load_below_zero, .init = set_up, .fini = tear_down)
{
    for (uint64_t keys = 100; keys < 120; keys++) {
        report_fixture_config(fixture, 0)->keys.count = keys;
        char *text;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        cr_assert(report_envelope("", report_fixture_config(fixture, 0), 1, out));
        fclose(out);
        cr_assert_not_null(strstr(text, "  after 1 h                                    0/s   hit ratio "), "%s", text);
        free(text);
    }
}

static void expect_in_envelope(const struct config *c, const char *line)
{
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    cr_assert(report_envelope("", c, 1, out));
    fclose(out);
    cr_assert_not_null(strstr(text, line), "%s is not in %s", line, text);
    free(text);
}

/* What every kind of database can do, and where that comes from. */
Test(report_table, capacity_of_each_kind_of_database, .init = set_up, .fini = tear_down)
{
    struct config *c = report_fixture_config(fixture, 0);
    struct config_database *d = &c->database;
    expect_in_envelope(c, " 8,000/s   40 connections / mean service of 5 ms\n");
    d->cores = 8;
    expect_in_envelope(c, " 1,600/s   8 cores / mean service of 5 ms\n");
    d->contention = 0.05;
    expect_in_envelope(c, " 1,185/s   best of n / (1 + sigma (n - 1) + kappa n (n - 1)) / mean service of 5 ms\n");
    d->cores = d->connections = COUNT_UNLIMITED;
    expect_in_envelope(c, " 4,000/s   best of n");
    d->contention = 0;
    expect_in_envelope(c, " no limit   as many queries at once as there are, 5 ms each\n");
    d->kind = DATABASE_THROUGHPUT;
    d->partitions = 1000;
    d->partition_rate_per_s = 3000;
    expect_in_envelope(c, " 3,000,000/s   1,000 partitions x 3,000/s\n");
}

static struct protection_preload preload_of(const void *params)
{
    return *(const struct protection_preload *)params;
}

static void envelope_of_loader(double rate_per_s, uint64_t parallel, const char *load, const char *takes)
{
    struct protection_preload params = {.keys_n = 100000, .rate_per_s = rate_per_s, .parallel = parallel};
    static const struct protection prewarm = {.name = "prewarm", .preload = preload_of};
    struct config *c = report_fixture_config(fixture, 0);
    c->protections[0] = (struct config_protection){.kind = &prewarm, .params = &params};
    c->protections_n = 1;
    expect_in_envelope(c, load);
    expect_in_envelope(c, takes);
}

/* The least of three limits: the rate, the queries in flight, the database (40 connections of 5 ms: 8,000/s). */
Test(report_table, prewarming_goes_as_fast_as_the_least_limit, .init = set_up, .fini = tear_down)
{
    envelope_of_loader(1000, 100, "1,000/s   the rate\n", " 100 s   keys / that load\n");
    envelope_of_loader((double)INFINITY, 10, "2,000/s   10 in flight / mean service of 5 ms\n", " 50 s   keys");
    envelope_of_loader((double)INFINITY, 100, "8,000/s   capacity of the database", " 12.5 s   keys");
}

Test(report_table, colour_only_when_asked, .init = set_up, .fini = tear_down)
{
    for (int colour = 0; colour < 2; colour++) {
        char *text;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        report_table(report_fixture_run(fixture), out, REPORT_FULL, colour != 0);
        report_chart(report_fixture_run(fixture), out, 80, SIZE_MAX, colour != 0);
        fclose(out);
        cr_assert_eq(strchr(text, '\033') != NULL, colour != 0);
        free(text);
    }
}

Test(report_table, dumb_terminals_get_plain_characters, .init = set_up, .fini = tear_down)
{
    setenv("TERM", "dumb", 1);
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    report_chart(report_fixture_run(fixture), out, 80, SIZE_MAX, false);
    fclose(out);
    cr_assert_not_null(strchr(text, '#'));
    for (size_t i = 0; i < n; i++) {
        cr_assert((unsigned char)text[i] < 0x80);
    }
    free(text);
}

Test(report_table, chart_keeps_to_the_width, .init = set_up, .fini = tear_down)
{
    setenv("TERM", "dumb", 1);
    for (int width = 40; width <= 200; width += 40) {
        char *text, *rest = NULL;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        report_chart(report_fixture_run(fixture), out, width, SIZE_MAX, false);
        fclose(out);
        for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
            cr_assert_leq(strlen(line), width < 60 ? 60 : (size_t)width, "%d: %s", width, line);
        }
        free(text);
    }
}

Test(report_table, outcomes_of_expectations, .init = set_up, .fini = tear_down)
{
    struct report_run *run = report_fixture_run(fixture);
    cr_assert_eq(expectation_result_failed_n(run), 2);
    struct expectation_result never = expectation_result_of(run, &expectations[2]);
    cr_assert_eq(never.kind, EXPECTATION_FAIL);
    cr_assert(isnan(never.value));
    cr_assert_eq(expectation_result_of(run, &expectations[3]).kind, EXPECTATION_UNDECIDED);
    report_fixture_results(fixture, 1)->partial = true; /* cut short: nothing follows from it */
    cr_assert_eq(expectation_result_of(run, &expectations[0]).kind, EXPECTATION_UNDECIDED);
    cr_assert_eq(expectation_result_failed_n(run), 1);
}

Test(report_table, every_operator, .init = set_up, .fini = tear_down)
{
    static const bool holds[6][3] = {
        /* actual below, equal to, above the value */
        [REPORT_LT] = {true, false, false}, [REPORT_LE] = {true, true, false},  [REPORT_GT] = {false, false, true},
        [REPORT_GE] = {false, true, true},  [REPORT_EQ] = {false, true, false}, [REPORT_NE] = {true, false, true}};
    struct report_run *run = report_fixture_run(fixture);
    double actual = run->results[0]->db_peak_per_s;
    for (int op = 0; op < 6; op++) {
        for (int side = 0; side < 3; side++) {
            struct report_expectation e = {"db.peak_per_second", "unprotected", (enum report_op)op, actual + 1 - side,
                                           NULL};
            cr_assert_eq(expectation_result_of(run, &e).kind, holds[op][side] ? EXPECTATION_PASS : EXPECTATION_FAIL);
        }
    }
}

/* What overload does has columns of its own, those only in which there is something to show. */
Test(golden_report, strain, .init = set_up, .fini = tear_down)
{
    struct results *r = report_fixture_results(fixture, 0);
    r->total[COUNTER_SESSIONS_RETRIED] = 12345;
    r->total[COUNTER_DB_DONE] = 1000;
    r->total[COUNTER_DB_ABANDONED] = 250;
    r->total[COUNTER_DB_THROTTLED] = r->total[COUNTER_DB_QUERIES] / 10;
    r->alert[ALERT_ERROR_RATE] = (struct alert_result){64, 0.1, -0.25, 10};
    r->alert[ALERT_DB_SATURATED] = (struct alert_result){63, 0.99, 0.75, 100};
    report_fixture_results(fixture, 1)->alert[ALERT_HIT_RATIO_DROP] = (struct alert_result){61, 0.4, (double)NAN, 10};
    report_fixture_results(fixture, 2)->verdict = VERDICT_NONE;
    report_fixture_results(fixture, 2)->undecided = UNDECIDED_RECOVERING;
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    report_table(report_fixture_run(fixture), out, REPORT_FULL, false);
    compare("report-strain.txt", out, &text);
    out = open_memstream(&text, &n);
    r->total[COUNTER_SESSIONS_SHED] = r->total[COUNTER_READS_STALE] = 1;
    report_table(report_fixture_run(fixture), out, REPORT_FULL, false);
    fclose(out);
    cr_assert_not_null(strstr(text, " turned "));
    cr_assert_not_null(strstr(text, "  stale: reads"));
    free(text);
}
