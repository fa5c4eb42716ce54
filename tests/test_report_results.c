/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A results folder: what is in its files is what the results say, and the same twice. */
#include <criterion/criterion.h>

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/registry.h"
#include "outcome/metrics.h"
#include "report/files/csv.h"
#include "report/files/file.h"
#include "report/files/hgrm.h"
#include "report/report.h"
#include "report_fixture.h"
#include "scenario/config_default.h"

static char root[] = "/tmp/herdsim-results-XXXXXX";
static struct report_fixture *fixture;

static void set_up(void)
{
    static const struct report_fixture_variant variants[] = {{"a/b", 1.5, 8000, 120}, {"plain", 0, 12000, 60}};
    cr_assert_not_null(mkdtemp(root));
    fixture = report_fixture_new("restart", "A \"title\" with \\ and \xc3\xbc", variants, 2, 90, 30);
    cr_assert_not_null(fixture);
}

static void tear_down(void)
{
    report_fixture_free(fixture);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}

static char *written(const char *name)
{
    char *text = file_read(file_join(root, name).text, NULL, stderr);
    cr_assert_not_null(text, "%s", name);
    return text;
}

static const cJSON *at(const cJSON *object, const char *dotted)
{
    char path[128], *rest = NULL;
    snprintf(path, sizeof path, "%s", dotted);
    for (char *part = strtok_r(path, ".", &rest); part != NULL; part = strtok_r(NULL, ".", &rest)) {
        object = cJSON_GetObjectItemCaseSensitive(object, part);
    }
    return object;
}

/* Every metric stands under its dotted path with the value that `expect` sees; no value is null. */
Test(report_results, summary_holds_every_metric, .init = set_up, .fini = tear_down)
{
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    char *text = written("summary.json");
    cJSON *root_object = cJSON_Parse(text);
    cr_assert_not_null(root_object);
    cr_assert_str_eq(at(root_object, "title")->valuestring, "A \"title\" with \\ and \xc3\xbc");
    cr_assert_str_eq(at(root_object, "about")->valuestring, "made up");
    const cJSON *variants = at(root_object, "variants");
    cr_assert_str_eq(variants->child->string, "a/b");
    size_t nulls = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct results *r = report_fixture_results(fixture, i);
        const cJSON *variant = cJSON_GetObjectItemCaseSensitive(variants, r->config->variant);
        for (size_t m = 0; m < metrics_n; m++) {
            double value;
            cr_assert(metrics_value(r, metrics_table[m].name, &value));
            const cJSON *item = at(variant, metrics_table[m].name);
            cr_assert_not_null(item, "%s", metrics_table[m].name);
            if (isfinite(value)) {
                cr_assert_float_eq(item->valuedouble, value, 0, "%s", metrics_table[m].name);
            } else {
                cr_assert(cJSON_IsNull(item), "%s", metrics_table[m].name);
                nulls++;
            }
        }
        cr_assert_str_eq(at(variant, "verdict")->valuestring, metrics_verdict_name(r->verdict));
        cr_assert_float_eq(at(variant, "traffic.inbox.sessions.ok")->valuedouble, (double)r->source[0].sessions_ok, 0);
    }
    cr_assert_gt(nulls, 0);
    cJSON_Delete(root_object);
    free(text);
}

Test(report_results, large_integers_are_exact, .init = set_up, .fini = tear_down)
{
    report_fixture_run(fixture)->seed = 18446744073709551615ULL;
    report_fixture_results(fixture, 0)->engine.events = 9007199254740993ULL;
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    char *summary = written("summary.json"), *engine = written("engine.json");
    cr_assert_not_null(strstr(summary, "\"seed\": 18446744073709551615"));
    cr_assert_not_null(strstr(engine, "\"events\": 9007199254740993"));
    free(summary);
    free(engine);
}

Test(report_results, expectations_carry_what_was_found, .init = set_up, .fini = tear_down)
{
    static const struct report_expectation expectations[] = {{"db.peak_per_second", "plain", REPORT_LT, 1, NULL},
                                                             {"verdict", "a/b", REPORT_EQ, 0, "collapsed"},
                                                             {"recovery.slo", "a/b", REPORT_LE, 10, NULL}};
    report_fixture_run(fixture)->expectations = expectations;
    report_fixture_run(fixture)->expectations_n = 3;
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    char *text = written("summary.json");
    cJSON *object = cJSON_Parse(text);
    const cJSON *first = cJSON_GetArrayItem(at(object, "expectations"), 0);
    const cJSON *second = cJSON_GetArrayItem(at(object, "expectations"), 1);
    const cJSON *third = cJSON_GetArrayItem(at(object, "expectations"), 2);
    cr_assert_str_eq(at(first, "outcome")->valuestring, "fail");
    cr_assert_float_eq(at(first, "actual")->valuedouble, report_fixture_results(fixture, 1)->db_peak_per_s, 0);
    cr_assert_str_eq(at(first, "op")->valuestring, "<");
    cr_assert_str_eq(at(second, "outcome")->valuestring, "pass");
    cr_assert_str_eq(at(second, "actual")->valuestring, "collapsed");
    cr_assert(cJSON_IsNull(at(third, "actual")));
    cJSON_Delete(object);
    free(text);
}

/* Rates times the length of their windows add up to the totals; what does not exist is an empty cell. */
Test(report_results, timeline_adds_up, .init = set_up, .fini = tear_down)
{
    struct results *r = report_fixture_results(fixture, 0);
    report_fixture_config(fixture, 0)->sources[0].name = "in,box";
    r->windows[r->windows_n - 1].end_ns -= NS_PER_S / 2; /* a short last window */
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    struct csv csv;
    cr_assert(csv_parse(&csv, written("a%2Fb/timeline.csv")));
    cr_assert_eq(csv.rows_n, r->windows_n + 1);
    cr_assert_eq(csv_column(&csv, "time"), 0);
    for (size_t i = 0; i < COUNTERS_N; i++) {
        size_t column = csv_column(&csv, results_counter_info[i].name);
        cr_assert_lt(column, csv.columns_n, "%s", results_counter_info[i].name);
        double sum = 0;
        for (size_t row = 1; row < csv.rows_n; row++) {
            sum += csv_number(&csv, row, column) * (row + 1 < csv.rows_n ? 1 : 0.5);
        }
        cr_assert_float_eq(sum, (double)r->total[i], 1e-6 * (double)r->total[i], "%s", results_counter_info[i].name);
    }
    size_t p99 = csv_column(&csv, "latency.session.p99"), source = csv_column(&csv, "traffic.in,box.sessions.ok");
    cr_assert_float_eq(csv_number(&csv, 1, p99), r->windows[0].session.p99, 0);
    cr_assert_str_eq(csv_text(&csv, csv.rows_n - 1, p99), ""); /* every session failed */
    cr_assert_float_eq(csv_number(&csv, 1, source), 1000, 0);
    cr_assert_float_eq(csv_number(&csv, 1, csv_column(&csv, "db.capacity")), 8000, 1e-6);
    cr_assert_float_eq(csv_number(&csv, 1, csv_column(&csv, "slo.p99")), 0.5, 0);
    csv_free(&csv);
}

static void check_events(size_t variant, const char *folder, const char *wanted)
{
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    char *text = written(file_join(folder, "events.csv").text);
    cr_assert_str_eq(text, wanted, "variant %zu: %s", variant, text);
    free(text);
}

Test(report_results, events_tell_what_happened, .init = set_up, .fini = tear_down)
{
    struct config *c = report_fixture_config(fixture, 1);
    struct results *r = report_fixture_results(fixture, 1);
    struct config_event events[] = {{.at_ns = NS_PER_S, .type = &expire_key_event, .key_name = "user:x", .key_rank = 1},
                                    {.at_ns = 2 * NS_PER_S, .type = &traffic_event, .x = 1.5},
                                    {.at_ns = 3 * NS_PER_S, .type = &traffic_event, .x = 2, .source = "inbox"},
                                    {.at_ns = 4 * NS_PER_S, .type = &expire_all_event},
                                    {.at_ns = 5 * NS_PER_S, .type = &cutover_event}};
    c->events = events;
    c->events_n = 5;
    check_events(0, "a%2Fb", "time,event\n30,cache restarts\n");
    check_events(1, "plain",
                 "time,event\n1,user:x expires\n2,traffic x 1.5\n3,inbox x 2\n4,all keys expire\n5,cut-over\n");
    c->events = &events[4];
    c->events_n = 1;
    r->prewarm = (struct prewarm_results){1000, 5, 25.5};
    check_events(1, "plain", "time,event\n5,pre-warm begins\n25.5,cut-over\n");
    r->prewarm.cutover_s = (double)NAN;
    check_events(1, "plain", "time,event\n5,pre-warm begins\n");
    c->events_n = 0;
    c->cache.start = CACHE_START_COLD;
    c->sources[0] = config_default_source();
    c->sources[0].name = "b";
    c->sources[0].rate_kind = SOURCE_BURST;
    c->sources[0].burst_sessions = 10000;
    check_events(1, "plain", "time,event\n0,empty cache\n0,b: 10k sessions\n");
}

/* 1 to 1000 ms, once each: the p-quantile is 1000 p, within the histogram's 0.4%. */
Test(report_results, percentile_file)
{
    static struct results r;
    for (uint64_t ms = 1; ms <= 1000; ms++) {
        histogram_record(&r.session.ok, ms * (uint64_t)NS_PER_MS);
    }
    char *text, *rest = NULL;
    size_t n, lines = 0;
    FILE *out = open_memstream(&text, &n);
    hgrm_print_sessions(out, &r);
    fclose(out);
    cr_assert_eq(strncmp(text, "       Value     Percentile TotalCount 1/(1-Percentile)\n\n", 57), 0, "%s", text);
    cr_assert_not_null(strstr(text, "#[Mean    =      500.500, StdDeviation   =      288."));
    cr_assert_not_null(strstr(text, "#[Max     =     1000.000, Total count    =         1000]\n"));
    double before = 0, level = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        double value, one_in;
        unsigned long long count;
        int fields = sscanf(line, "%lf %lf %llu %lf", &value, &level, &count, &one_in);
        if (fields >= 3) {
            cr_assert_float_eq(value, fmax(1, 1000 * level), 0.004 * value + 1, "%s", line);
            cr_assert(value >= before && (double)count >= 1000 * level, "%s", line);
            cr_assert(fields == 3 || fabs(one_in * (1 - level) - 1) < 0.01, "%s", line);
            before = value;
            lines++;
        }
    }
    cr_assert_gt(lines, 40);
    cr_assert_float_eq(before, 1000, 0);
    free(text);
}

Test(report_results, empty_percentile_file_has_no_lines)
{
    static struct results r;
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    hgrm_print_reads(out, &r);
    fclose(out);
    cr_assert_not_null(strstr(text, "Percentile)\n\n#[Mean    =        0.000, StdDeviation   =        0.000]\n"));
    free(text);
}

Test(report_results, the_same_twice, .init = set_up, .fini = tear_down)
{
    static const char *const names[] = {"summary.json",     "scenario.json",      "plain/timeline.csv",
                                        "plain/events.csv", "plain/latency.hgrm", "plain/latency.read.hgrm"};
    char *before[6];
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    for (size_t i = 0; i < 6; i++) {
        before[i] = written(names[i]);
    }
    report_fixture_results(fixture, 0)->engine.wall_s = 99; /* about the simulator: only engine.json may tell */
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    for (size_t i = 0; i < 6; i++) {
        char *after = written(names[i]);
        cr_assert_str_eq(after, before[i]);
        free(after);
        free(before[i]);
    }
}
