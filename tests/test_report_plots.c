/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a results folder to figures: no spike is lost, no label covers another, no text is a command. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "events/registry.h"
#include "report/figures/curves.h"
#include "report/figures/figure_string.h"
#include "report/figures/figure_variables.h"
#include "report/figures/figures.h"
#include "report/figures/gnuplot.h"
#include "report/figures/marks.h"
#include "report/files/file.h"
#include "report/files/plots.h"
#include "report/report.h"
#include "report_fixture.h"

static char root[] = "/tmp/herdsim-plots-XXXXXX";
static struct report_fixture *fixture;

/* What would do harm if it ever reached a shell or gnuplot's parser: each would leave a file behind. */
#define HOSTILE "it's `touch HACKED` \"$(touch HACKED)\" '; system('touch HACKED') #} @variants \\n {{/:Bold x}_2 ^^"

/* What would end an SVG's text, or is no character of XML. */
#define BROKEN "]]> <![CDATA[ \xef\xbf\xbe\x9b"

static const struct report_fixture_variant hostile[] = {
    {"<touch HACKED", 1.5, 8000, 120},
    {"'.system('touch HACKED').'", 0, 12000, 60},
    {"']; system('touch HACKED') #", 0, 12000, 60},
    {"\" . system(\"touch HACKED\") . \"", 0, 12000, 60},
    {"`touch HACKED`", 0, 12000, 60},
    {"@title_text \xc2\x97 } { \\", 0, 12000, 60},
};

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(root));
    fixture = report_fixture_new("restart", BROKEN HOSTILE, hostile, sizeof hostile / sizeof hostile[0], 90, 30);
    cr_assert_not_null(fixture);
    report_fixture_add_source(fixture, HOSTILE);
    report_fixture_config(fixture, 1)->events[0] =
        (struct config_event){.at_ns = 40 * NS_PER_S, .type = &expire_key_event, .key_name = HOSTILE, .key_rank = 1};
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
}

static void tear_down(void)
{
    report_fixture_free(fixture);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}

static bool exists(const char *name)
{
    return access(file_join(root, name).text, F_OK) == 0;
}

Test(report_plots, strings_of_gnuplot)
{
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    figure_string_print(out, "it's \"x\" `y`\n'; z]]>\x9b");
    fclose(out);
    cr_assert_str_eq(text, "'it\xe2\x80\x99s \"x\" `y` \xe2\x80\x99; z] ]> '");
    free(text);
}

static bool has_gnuplot(void)
{
    static const char *const version[] = {"--version", NULL};
    return gnuplot_run("/tmp", version, 60000, "a version", stderr) == GNUPLOT_DONE;
}

Test(report_plots, draws_every_figure_and_runs_no_text, .init = set_up, .fini = tear_down)
{
    if (!has_gnuplot()) {
        cr_skip_test("no gnuplot");
    }
    cr_assert_eq(report_plot(root, "plots", NULL, 0, stderr), REPORT_PLOTS_DONE);
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "plots/%s.png", plots_names[i]);
        size_t n;
        char *png = file_read(file_join(root, name).text, &n, stderr);
        cr_assert(n > 10000 && memcmp(png, "\x89PNG", 4) == 0, "%s", name);
        free(png);
        snprintf(name, sizeof name, "plots/%s.svg", plots_names[i]);
        char *svg = file_read(file_join(root, name).text, &n, stderr);
        cr_assert_not_null(strstr(svg, "</svg>"), "%s", name);
        cr_assert_not_null(strstr(svg, "it\xe2\x80\x99s `touch HACKED` "), "the title as it is: %s", name);
        cr_assert_null(strstr(svg, "\xef\xbf\xbe"), "%s", name);
        for (const char *end = strstr(svg, "]]>"); end != NULL; end = strstr(end + 3, "]]>")) {
            cr_assert_eq(end[3], '<', "a text of CDATA ends where its element does: %s: %.40s", name, end);
        }
        free(svg);
    }
    cr_assert_not(exists("HACKED"));
    cr_assert_not(exists("plots/HACKED"));
    cr_assert_not(exists("plots/data/HACKED"));
    cr_assert_eq(access("HACKED", F_OK), -1);
}

Test(report_plots, without_gnuplot_one_line_says_what_to_do, .init = set_up, .fini = tear_down)
{
    char *said;
    size_t n;
    FILE *errors = open_memstream(&said, &n);
    setenv("PATH", root, 1);
    cr_assert_eq(report_plot(root, "plots", NULL, 0, errors), REPORT_PLOTS_MISSING);
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    fclose(errors);
    cr_assert_not_null(strstr(said, "apt-get install gnuplot-nox, then herdsim plot /tmp/herdsim-plots-"), "%s", said);
    cr_assert_eq(strchr(said, '\n'), said + n - 1);
    free(said);
}

/* A stand-in for gnuplot, on a PATH of its own. */
static void pretend(const char *script)
{
    struct file_path path = file_join(root, "gnuplot");
    FILE *out = fopen(path.text, "w");
    fprintf(out, "#!/bin/sh\n%s\n", script);
    fclose(out);
    cr_assert_eq(chmod(path.text, 0755), 0);
    char search[128];
    snprintf(search, sizeof search, "%s:/usr/bin:/bin", root);
    setenv("PATH", search, 1);
}

static void check_failure(const char *script, const char *line)
{
    char *said;
    size_t n;
    FILE *errors = open_memstream(&said, &n);
    pretend(script);
    cr_assert_eq(report_plot(root, "plots", NULL, 0, errors), REPORT_PLOTS_FAILED);
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    fclose(errors);
    cr_assert_str_eq(said, line);
    cr_assert_not(exists("plots/database-load.svg"));
    free(said);
}

Test(report_plots, failures_of_gnuplot_are_told_in_one_line, .init = set_up, .fini = tear_down)
{
    check_failure("printf '\\nplot x\\n     ^\\n\"a.gp\" line 7: undefined variable: x\\n\\n' >&2; exit 1",
                  "herdsim: gnuplot failed on database-load.svg: \"a.gp\" line 7: undefined variable: x\n");
    check_failure("exit 3", "herdsim: gnuplot failed on database-load.svg: it gave no reason\n");
    check_failure("kill -9 $$", "herdsim: gnuplot was ended by signal 9 while it drew database-load.svg\n");
    /* More than a pipe holds, then failure: the first line tells, and nothing blocks. */
    check_failure(
        "i=0; echo first >&2; while [ $i -lt 9999 ]; do echo more and more and more >&2; i=$((i+1)); done; exit 1",
        "herdsim: gnuplot failed on database-load.svg: first\n");
}

/* gnuplot looks at no write, so a full disk leaves a figure cut off, or empty, and exit status 0. */
Test(report_plots, a_figure_that_is_not_whole_is_none, .init = set_up, .fini = tear_down)
{
    char told[256];
    snprintf(told, sizeof told,
             "herdsim: gnuplot could not write all of %s/plots/database-load.svg; is the disk full?\n", root);
    check_failure("printf '<svg><path' >plots/data/database-load.svg", told);
    check_failure(": >plots/data/database-load.svg", told);
    check_failure("exit 0", told);
    cr_assert_not(exists("plots/data/database-load.svg"));
    /* The first is whole, the second ends in the middle of its bytes. */
    snprintf(told, sizeof told,
             "herdsim: gnuplot could not write all of %s/plots/database-load.png; is the disk full?\n", root);
    char *said;
    size_t n;
    FILE *errors = open_memstream(&said, &n);
    pretend(
        "printf '<svg></svg>\\n' >plots/data/database-load.svg; printf '\\211PNG IEND' >plots/data/database-load.png");
    cr_assert_eq(report_plot(root, "plots", NULL, 0, errors), REPORT_PLOTS_FAILED);
    fclose(errors);
    cr_assert_str_eq(said, told);
    cr_assert(exists("plots/database-load.svg") && !exists("plots/database-load.png"));
    cr_assert_not(exists("plots/data/database-load.png"));
    free(said);
}

/* Runs a stand-in that has started a process of its own, which holds a pipe open; returns when both are gone. */
static enum gnuplot_status run_with_child(const char *end, int limit_ms, char **said)
{
    static const char *const none[] = {NULL};
    char script[256];
    size_t n;
    FILE *errors = open_memstream(said, &n);
    struct file_path pipe = file_join(root, "pipe");
    cr_assert_eq(mkfifo(pipe.text, 0666), 0);
    int reader = open(pipe.text, O_RDONLY | O_NONBLOCK);
    snprintf(script, sizeof script, "exec 7>pipe; sleep 1000 & %s", end);
    pretend(script);
    enum gnuplot_status status = gnuplot_run(root, none, limit_ms, "a figure", errors);
    fclose(errors);
    fcntl(reader, F_SETFL, 0);
    char byte;
    cr_assert_eq(read(reader, &byte, 1), 0, "ends when nobody has the pipe any more");
    close(reader);
    return status;
}

Test(report_plots, a_gnuplot_that_hangs_is_stopped_with_all_it_has_started, .init = set_up, .fini = tear_down,
     .timeout = 60)
{
    char *said;
    cr_assert_eq(run_with_child("wait", 300, &said), GNUPLOT_FAILED);
    cr_assert_str_eq(said, "herdsim: gnuplot took more than 1 s for a figure and was stopped\n");
    free(said);
}

Test(report_plots, what_gnuplot_leaves_behind_does_not_hold_us, .init = set_up, .fini = tear_down, .timeout = 60)
{
    char *said;
    cr_assert_eq(run_with_child("exit 0", 600000, &said), GNUPLOT_DONE);
    cr_assert_str_eq(said, "");
    free(said);
}

Test(report_plots, a_signal_stops_gnuplot_and_stays_pending, .init = set_up, .fini = tear_down, .timeout = 60)
{
    char *said;
    sigset_t before;
    interrupt_hold(&before);
    cr_assert_eq(raise(SIGTERM), 0);
    cr_assert_eq(run_with_child("wait", 600000, &said), GNUPLOT_INTERRUPTED);
    cr_assert_str_eq(said, "");
    cr_assert_eq(interrupt_take(), SIGTERM);
    cr_assert_eq(interrupt_take(), 0);
    interrupt_release(&before);
    free(said);
}

/* Neither a terminal that GNUTERM names nor ours is within its reach. */
Test(report_plots, gnuplot_has_no_terminal, .init = set_up, .fini = tear_down)
{
    char *said;
    size_t n;
    FILE *errors = open_memstream(&said, &n);
    static const char *const none[] = {NULL};
    setenv("GNUTERM", "x11", 1);
    pretend("echo term $GNUTERM >&2; (echo loud >/dev/tty) 2>/dev/null && echo on a terminal >&2; exit 1");
    cr_assert_eq(gnuplot_run(root, none, 60000, "a figure", errors), GNUPLOT_FAILED);
    fclose(errors);
    cr_assert_str_eq(said, "herdsim: gnuplot failed on a figure: term unknown\n");
    free(said);
}

Test(report_plots, folders_that_are_no_results, .init = set_up, .fini = tear_down)
{
    char *said;
    size_t n;
    FILE *errors = open_memstream(&said, &n);
    cr_assert_eq(report_plot(file_join(root, "none").text, "plots", NULL, 0, errors), REPORT_PLOTS_FAILED);
    FILE *summary = fopen(file_join(root, "summary.json").text, "w");
    fputs("{\"variants\": {}}", summary);
    fclose(summary);
    cr_assert_eq(report_plot(root, "plots", NULL, 0, errors), REPORT_PLOTS_FAILED);
    cr_assert_eq(report_plot(root, "no-such-folder", NULL, 0, errors), REPORT_PLOTS_FAILED);
    fclose(errors);
    cr_assert_not_null(strstr(said, "none/summary.json: No such file or directory\n"), "%s", said);
    cr_assert_not_null(strstr(said, "summary.json names no variant"), "%s", said);
    cr_assert_not_null(strstr(said, "plot scripts in no-such-folder: No such file or directory\n"), "%s", said);
    free(said);
}

/* One line can say one thing: what is promised of the p99, which is drawn, or of the quantile nearest to it. */
Test(report_plots, a_promise_is_drawn_whichever_quantile_it_is_of)
{
    static const struct {
        const char *row, *quantile;
        double within_s;
    } expected[] = {{"0,.1,.2,.5,2", "p99", .5},
                    {"0,.1,.2,,2", "p999", 2},
                    {"0,.1,.2,,", "p95", .2},
                    {"0,.1,,,", "p50", .1},
                    {"0,,,,", "p50", NAN}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char text[200];
        struct csv csv;
        struct curves c;
        snprintf(text, sizeof text, "time,slo.p50,slo.p95,slo.p99,slo.p999\n%s\n", expected[i].row);
        cr_assert(csv_parse(&csv, strdup(text)));
        cr_assert(curves_take(&c, &csv, 10, NULL, 0));
        cr_assert(isnan(expected[i].within_s) ? isnan(c.slo.within_s) : c.slo.within_s == expected[i].within_s);
        cr_assert_str_eq(c.slo.quantile, expected[i].quantile);
        csv_free(&csv);
        curves_free(&c);
    }
}

/* 100,000 windows with one spike and one gap at places of a fixed pattern: both are still there. */
Test(report_plots, thinning_keeps_every_extreme)
{
    for (size_t trial = 0; trial < 20; trial++) {
        size_t rows = 20000, spike = (trial * 7919 + 13) % rows, dip = (trial * 104729 + 4711) % rows;
        char *text;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        fputs("time,db.queries,db.capacity,slo.p99\n", out);
        for (size_t i = 0; i < rows; i++) {
            fprintf(out, "%zu,%d,8000,\n", i, i == spike ? 5000 : i == dip ? 1 : 100);
        }
        fclose(out);
        struct csv csv;
        struct curves c;
        cr_assert(csv_parse(&csv, text));
        cr_assert(curves_take(&c, &csv, 800, NULL, 0));
        csv_free(&csv);
        cr_assert_eq(c.rows_n, 1600);
        cr_assert_float_eq(c.end_s, (double)rows, 0);
        cr_assert_float_eq(c.capacity, 8000, 0);
        cr_assert(isnan(c.slo.within_s));
        cr_assert_float_eq(curves_most(&c, CURVE_QUERIES), 5000, 0);
        cr_assert_float_eq(curves_least(&c, CURVE_QUERIES, 0), 1, 0);
        for (size_t row = 0; row < c.rows_n; row++) {
            bool there = curves_at(&c, row, CURVE_QUERIES) > 4999;
            double off_s = fabs(curves_at(&c, row, CURVE_TIME) - (double)spike);
            cr_assert(!there || off_s <= 20000.0 / 800, "the spike stays within its piece");
            cr_assert(row == 0 || curves_at(&c, row, CURVE_TIME) > curves_at(&c, row - 1, CURVE_TIME));
        }
        curves_free(&c);
    }
}

static struct curves curves_of(const char *csv_text, const char *const *sources, size_t sources_n)
{
    struct csv csv;
    struct curves c;
    char *copy = strdup(csv_text);
    cr_assert(copy != NULL && csv_parse(&csv, copy));
    cr_assert(curves_take(&c, &csv, 800, sources, sources_n));
    csv_free(&csv);
    return c;
}

Test(report_plots, curves_of_each_source_by_its_name)
{
    static const char *const names[] = {"inbox", "not there", "a,b"};
    static const char csv[] = "time,traffic.inbox.latency.user.p99,\"traffic.a,b.latency.user.p99\"\n"
                              "0,0.5,\n1,0.25,2\n";
    struct curves c = curves_of(csv, names, 3);
    cr_assert_eq(c.columns_n, CURVES_N + 3);
    cr_assert_float_eq(curves_at(&c, 1, CURVES_N), 0.25, 0);
    cr_assert(isnan(curves_at(&c, 1, CURVES_N + 1)));
    cr_assert(isnan(curves_at(&c, 0, CURVES_N + 2)));
    cr_assert_float_eq(curves_at(&c, 1, CURVES_N + 2), 2, 0);
    curves_free(&c);
    c = curves_of(csv, names, 1);
    cr_assert_eq(c.columns_n, CURVES_N, "one source is what the other curves show already");
    curves_free(&c);
}

/* 1,000 windows: four may differ, by more than a tenth of the most, and the curves still count as one. */
Test(report_plots, curves_that_hide_each_other)
{
    static const struct {
        size_t rows;
        int by;
        bool coincide;
    } cases[] = {{0, 0, true}, {1000, 9, true}, {1000, 12, false}, {4, 90, true}, {5, 90, false}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct curves c[2];
        for (size_t v = 0; v < 2; v++) {
            char *text;
            size_t n;
            FILE *out = open_memstream(&text, &n);
            fputs("time,db.queries\n", out);
            for (size_t i = 0; i < 1000; i++) {
                fprintf(out, "%zu,%d\n", i, 100 - (v == 1 && i < cases[k].rows ? cases[k].by : 0));
            }
            fclose(out);
            c[v] = curves_of(text, NULL, 0);
            free(text);
        }
        cr_assert_eq(curves_coincide(&c[0], &c[1], CURVE_QUERIES), cases[k].coincide, "case %zu", k);
        curves_free(&c[0]);
        c[0] = curves_of("time,db.queries\n0,100\n", NULL, 0);
        cr_assert_not(curves_coincide(&c[0], &c[1], CURVE_QUERIES), "of different lengths");
        curves_free(&c[0]);
        curves_free(&c[1]);
    }
}

Test(report_plots, labels_never_meet)
{
    for (double gap_s = 0.5; gap_s < 40; gap_s *= 1.5) {
        struct marks m = {.marks_n = 0};
        for (size_t i = 0; i < 12; i++) {
            marks_add(&m, (double)(11 - i) * gap_s, i % 2 ? "short" : "a rather long label", 0);
        }
        marks_lay_out(&m, 12 * gap_s);
        size_t shown = 0;
        for (size_t i = 0; i < m.marks_n; i++) {
            cr_assert(i == 0 || m.mark[i].at_s >= m.mark[i - 1].at_s);
            shown += m.mark[i].text.s[0] != '\0';
            for (size_t k = 0; k < i; k++) {
                const struct mark *a = &m.mark[k], *b = &m.mark[i];
                double across = 112 / (12 * gap_s);
                double end = a->leftwards ? a->at_s * across : a->at_s * across + text_width(a->text.s);
                double begin = b->leftwards ? b->at_s * across - text_width(b->text.s) : b->at_s * across;
                cr_assert(a->row != b->row || a->text.s[0] == '\0' || b->text.s[0] == '\0' || end <= begin);
            }
        }
        cr_assert_gt(shown, 6);
    }
}

Test(report_plots, an_event_of_several_variants_is_one_mark)
{
    struct marks m = {.marks_n = 0};
    marks_add(&m, 60, "cache restarts", 0);
    marks_add(&m, 60, "cache restarts", 1);
    marks_add(&m, 60, "cut-over", 1);
    for (size_t i = 0; i < 100; i++) {
        marks_add(&m, (double)i + 100, "more than there is room for", 2);
    }
    cr_assert_eq(m.marks_n, MARKS_MAX);
    cr_assert_eq(m.mark[0].variants_n, 2);
    cr_assert_eq(m.mark[0].variants, 3);
    cr_assert_eq(m.mark[1].variants, 2);
    cr_assert_eq(m.mark[1].variants_n, 1);
    cr_assert_eq(m.mark[1].variant, 1);
}

/* What the panels of ledger and goodput are told: which parts there are, whether users try again, how high it goes. */
Test(report_plots, panels_of_work_and_waste, .init = set_up, .fini = tear_down)
{
    char *before, *figures, *data;
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
    before = file_read(file_join(root, "plots/data/figures.gp").text, NULL, stderr);
    cr_assert_not_null(strstr(before, "ledger_part[7] = [1, 1, 0, 0, 0, 0, 0]"));
    cr_assert_not_null(strstr(before, "\nsessions_high = 1050\n"));
    cr_assert_not_null(strstr(before, "\nretries = 0\n"));
    struct window *w = &report_fixture_results(fixture, 0)->windows[50];
    w->counter[COUNTER_DB_RETRY] = 7;
    w->counter[COUNTER_DB_ABANDONED] = 9;
    w->counter[COUNTER_SESSIONS_STARTED] = 2000;
    w->counter[COUNTER_SESSIONS_RETRIED] = 1000;
    w->users.came = w->source[0].users.came = 1000;
    w->users.served = w->source[0].users.served = 100;
    w->users.lost = w->source[0].users.lost = 900;
    w->users.waiting = w->source[0].users.waiting = 0;
    for (size_t i = 1; i < report_fixture_config(fixture, 0)->sources_n; i++) {
        w->source[i].users = (struct user_window){.came = 0};
    }
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
    figures = file_read(file_join(root, "plots/data/figures.gp").text, NULL, stderr);
    cr_assert_not_null(strstr(figures, "ledger_part[7] = [1, 1, 1, 0, 0, 1, 0]"));
    cr_assert_not_null(strstr(figures, "\nsessions_high = 2100\n"));
    cr_assert_not_null(strstr(figures, "\nretries = 1\n"));
    data = file_read(file_join(root, "plots/data/variant-1.dat").text, NULL, stderr);
    const char *row = strstr(data, "\n50 ");
    cr_assert_not_null(row);
    double v[CURVES_N];
    for (size_t i = 0; i < CURVES_N; i++) {
        char *end;
        v[i] = strtod(row, &end);
        row = end;
    }
    cr_assert(v[CURVE_RETRY] == 7 && v[CURVE_ABANDONED] == 9 && v[CURVE_IN_TIME] == 100 && v[CURVE_NOT_SERVED] == 900);
    cr_assert(v[CURVE_ATTEMPTS] == 2000 && v[CURVE_KNOWN] == 1000 && v[CURVE_LOST_SHARE] == 0.9);
    free(before);
    free(figures);
    free(data);
}
