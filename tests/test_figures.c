/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_figures.c: what each figure draws, held against the results that it is drawn from.
 *
 * gnuplot runs the very scripts, but with `set table`, so that it writes down every point of every series instead of drawing
 * it. One window of the results has a different number in every place: a series that takes the wrong column, a title over
 * another's data, a column without a name, a series that is not there or that nobody expects, all show.
 */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/figures/choice.h"
#include "report/figures/figures.h"
#include "report/figures/gnuplot.h"
#include "report/files/file.h"
#include "report/files/plots.h"
#include "report/report.h"
#include "report/text.h"
#include "report_fixture.h"
#include "theory/expected.h"

#define AT 50 /* the window looked at, in seconds, as windows are of 1 s */
#define SERIES_MAX 40

static char root[] = "/tmp/herdsim-figures-XXXXXX";
static struct report_fixture *fixture;

static const struct report_fixture_variant variants[] = {{"plain", 1.5, 8000, 120}, {"guarded", 0, 12000, 60}};
#define VARIANTS_N 2

struct series {
    char title[80];
    double y;  /* at the abscissa looked at; NAN: a gap */
    double y2; /* the other border of an area between two curves; 0 if there is none */
};

struct expected { /* series of one figure */
    struct series series[SERIES_MAX];
    size_t n;
};

/* Numbers that no two places share, in the window AT of a variant; rates, as a window is of one second. */
static void fill_window(size_t variant)
{
    struct window *w = &report_fixture_results(fixture, variant)->windows[AT];
    for (size_t i = 0; i < COUNTERS_N; i++) {
        w->counter[i] = 1000 + 17 * i + variant;
    }
    w->counter[COUNTER_SESSIONS_STARTED] = 2500 + variant;
    for (size_t i = 0; i < GAUGES_N; i++) {
        w->gauge[i] = 0.001 * (double)(100 + 7 * i + variant);
    }
    w->gauge[GAUGE_DB_QUEUE_MEAN] = 5 + (double)variant; /* a queue has formed */
    w->read = (struct percentiles){9, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16};
    w->session = (struct percentiles){9, 0.21, 0.22, 0.23, 0.24, 0.25, 0.26};
    w->users = (struct user_window){900, 800, 70, 30, 0.32, 0.33, 0.34, 0.35};
    w->source[0].users = (struct user_window){900, 800, 70, 30, 0.42, 0.43, 0.44, 0.45};
    w->source[0].late[0] = 6;
    if (variant == 1) {
        report_fixture_results(fixture, variant)->windows[AT + 1].users.p99 = (double)INFINITY;
    }
}

static void set_up(size_t sources_n)
{
    static const char *const names[] = {"search", "export"};
    cr_assert_not_null(mkdtemp(root));
    fixture = report_fixture_new("restart", "A title", variants, VARIANTS_N, 90, 30);
    cr_assert_not_null(fixture);
    for (size_t s = 1; s < sources_n; s++) {
        report_fixture_add_source(fixture, names[s - 1]);
    }
    for (size_t i = 0; i < VARIANTS_N; i++) {
        fill_window(i);
        for (size_t s = 1; s < sources_n; s++) {
            report_fixture_results(fixture, i)->windows[AT].source[s].users =
                (struct user_window){.came = 9, .served = 9, .p99 = 0.4 + 0.1 * (double)s};
        }
    }
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
}

static void tear_down(void)
{
    report_fixture_free(fixture);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}

static bool has_gnuplot(void)
{
    static const char *const version[] = {"--version", NULL};
    return gnuplot_run("/tmp", version, 60000, "a version", stderr) == GNUPLOT_DONE;
}

/* Runs a figure's script; returns what it would have drawn, to be freed. */
static char *table_of(const char *figure)
{
    char setting[96], script[96];
    snprintf(setting, sizeof setting, "figure = '%s'; kind = 'png'", figure);
    snprintf(script, sizeof script, "plots/%s.gp", figure);
    struct file_path here = {0};
    cr_assert_not_null(getcwd(here.text, sizeof here.text - 1));
    struct file_path style = file_join(here.text, "plots/style.gp"), drawn = file_join(here.text, script);
    FILE *out = fopen(file_join(root, "table.gp").text, "w");
    fputs("set table 'table'\n", out);
    fclose(out);
    const char *arguments[] = {"-d", "-e", setting, "plots/data/figures.gp", style.text, "table.gp", drawn.text, NULL};
    cr_assert_eq(gnuplot_run(root, arguments, 60000, figure, stderr), GNUPLOT_DONE, "%s", figure);
    char *table = file_read(file_join(root, "table").text, NULL, stderr);
    cr_assert_not_null(table);
    return table;
}

/* A point of a table; the abscissa is left out where the axis has no labels (the panels above others), and is then the number
 * of the window. */
static bool read_point(const char *line, size_t row, double *x, double *y, double *y2)
{
    *x = (double)row;
    *y2 = 0;
    return strncmp(line, "  ", 2) == 0 ? sscanf(line, "%lf %lf", y, y2) >= 1
                                       : sscanf(line, "%lf %lf %lf", x, y, y2) >= 2;
}

/* All series of a table, with what they show at abscissa `x`. */
static size_t read_series(const char *table, double x, struct series series[SERIES_MAX])
{
    size_t n = 0, row = 0;
    for (const char *line = table; line != NULL && *line != '\0';) {
        double at, y, y2;
        char title[80] = "";
        if (sscanf(line, "# Curve title: \"%79[^\"]", title) == 1) {
            cr_assert_lt(n, SERIES_MAX);
            series[n] = (struct series){.y = (double)NAN};
            snprintf(series[n++].title, sizeof series[0].title, "%s", title);
            row = 0;
        } else if (n > 0 && *line != '#' && *line != '\n' && read_point(line, row++, &at, &y, &y2) &&
                   fabs(at - x) < 1e-6 * x) {
            series[n - 1].y = y;
            series[n - 1].y2 = y2;
        }
        line = strchr(line, '\n');
        line += line != NULL;
    }
    return n;
}

static bool close_to(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-5 * fabs(b); /* tables have six digits */
}

/* A figure draws these series, in whatever order, and no other. */
static void check(const char *figure, double x, const struct expected *e)
{
    char *table = table_of(figure);
    struct series drawn[SERIES_MAX];
    size_t drawn_n = read_series(table, x, drawn);
    for (size_t i = 0; i < e->n; i++) {
        const struct series *s = &e->series[i];
        size_t k = 0;
        while (k < drawn_n && strcmp(drawn[k].title, s->title) != 0) {
            k++;
        }
        cr_assert_lt(k, drawn_n, "%s: no series '%s'", figure, s->title);
        cr_assert(close_to(drawn[k].y, s->y), "%s: '%s' is %g, expected %g", figure, s->title, drawn[k].y, s->y);
        cr_assert(close_to(drawn[k].y2, s->y2), "%s: '%s' reaches to %g, expected %g", figure, s->title, drawn[k].y2,
                  s->y2);
    }
    cr_assert_eq(drawn_n, e->n, "%s draws %zu series, expected %zu", figure, drawn_n, e->n);
    free(table);
}

/* Adds the series "<what>: <variant>", which is how scripts name them. */
static void expect(struct expected *e, const char *what, size_t variant, double y)
{
    cr_assert_lt(e->n, SERIES_MAX);
    snprintf(e->series[e->n].title, sizeof e->series[0].title, "%s: %s", what, variants[variant].name);
    e->series[e->n].y2 = 0;
    e->series[e->n++].y = y;
}

static void expect_band(struct expected *e, size_t variant, double low, double high)
{
    expect(e, "replications", variant, low);
    e->series[e->n - 1].y2 = high;
}

static double count_of(size_t variant, enum counter c)
{
    return (double)report_fixture_results(fixture, variant)->windows[AT].counter[c];
}

static void expect_load(struct expected *e, size_t i)
{
    expect(e, "queries", i, count_of(i, COUNTER_DB_QUERIES));
    expect(e, "capacity", i, report_fixture_results(fixture, i)->windows[AT].gauge[GAUGE_DB_CAPACITY]);
}

static void expect_hits(struct expected *e, size_t i)
{
    expect(e, "hits", i, report_fixture_results(fixture, i)->windows[AT].gauge[GAUGE_HIT_RATIO]);
    /* Of variants with the same theory the first shows it. */
    double theory = expected_hit_ratio(report_fixture_results(fixture, i)->config, AT + 0.5);
    expect(e, "theory", i, i == 0 ? theory : (double)NAN);
}

static void expect_latency(struct expected *e, size_t i)
{
    expect(e, "p99", i, 0.34);
    expect(e, "median", i, 0.32);
    expect(e, "not served", i, (double)NAN);
}

static void expect_failures(struct expected *e, size_t i)
{
    expect(e, "lost", i, 70.0 / 870);
}

/* Of 900 users 70 are lost, 30 still wait and had waited long enough, and 6 more were served late (set_up). */
static void expect_goodput(struct expected *e, size_t i)
{
    expect(e, "not served", i, 900);
    expect(e, "served late", i, 800);
    expect(e, "served as promised", i, 794);
    expect(e, "attempts", i, count_of(i, COUNTER_SESSIONS_STARTED));
}

/* Stacked, from the bottom up. */
static void expect_ledger(struct expected *e, size_t i)
{
    static const struct {
        const char *name;
        enum counter counter;
    } part[] = {{"first of a miss", COUNTER_DB_FIRST},
                {"duplicate", COUNTER_DB_DUPLICATE},
                {"retry", COUNTER_DB_RETRY},
                {"refresh", COUNTER_DB_REFRESH},
                {"pre-warm", COUNTER_DB_PREWARM}};
    double sum = 0;
    for (size_t k = 0; k < sizeof part / sizeof part[0]; k++) {
        sum += count_of(i, part[k].counter);
        expect(e, part[k].name, i, sum);
    }
    expect(e, "for nobody", i, count_of(i, COUNTER_DB_ABANDONED));
    expect(e, "capacity", i, report_fixture_results(fixture, i)->windows[AT].gauge[GAUGE_DB_CAPACITY]);
    expect(e, "served", i, count_of(i, COUNTER_DB_DONE));
}

/* By its figure, what every variant is shown with. */
static const struct {
    const char *figure;
    void (*expect)(struct expected *e, size_t variant);
} figures_of_windows[] = {{"database-load", expect_load}, {"hit-ratio", expect_hits},  {"latency", expect_latency},
                          {"failures", expect_failures},  {"goodput", expect_goodput}, {"ledger", expect_ledger}};
#define FIGURES_N (sizeof figures_of_windows / sizeof figures_of_windows[0])

static void set_up_one(void)
{
    set_up(1);
}

static void set_up_three(void)
{
    set_up(3);
}

Test(figures, show_the_window_as_it_was, .init = set_up_one, .fini = tear_down)
{
    if (!has_gnuplot()) {
        cr_skip_test("no gnuplot");
    }
    for (size_t f = 0; f < FIGURES_N; f++) {
        struct expected e = {.n = 0};
        for (size_t i = 0; i < VARIANTS_N; i++) {
            figures_of_windows[f].expect(&e, i);
        }
        check(figures_of_windows[f].figure, AT, &e);
    }
    size_t known_n = 1; /* the distribution, which shows no window */
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        for (size_t f = 0; f < FIGURES_N; f++) {
            known_n += strcmp(figures_of_windows[f].figure, plots_names[i]) == 0;
        }
        cr_assert(plots_names[i + 1] != NULL || known_n == i + 1,
                  "a figure whose series nobody holds against anything");
    }
}

/* Users who find all in the memory of their server wait for no time at all, which no logarithmic axis reaches. */
Test(figures, an_axis_does_not_reach_for_no_time, .init = set_up_three, .fini = tear_down)
{
    for (size_t i = 0; i < VARIANTS_N; i++) {
        struct results *r = report_fixture_results(fixture, i);
        for (size_t w = 0; w < r->windows_n; w++) {
            r->windows[w].source[2].users.p99 = 5e-10;
        }
    }
    cr_assert(report_write(report_fixture_run(fixture), root, stderr));
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
    char *variables = file_read(file_join(root, "plots/data/figures.gp").text, NULL, stderr);
    const char *low = variables == NULL ? NULL : strstr(variables, "sources_low = ");
    cr_assert_not_null(low);
    cr_assert_geq(strtod(low + strlen("sources_low = "), NULL), 1e-4);
    free(variables);
}

Test(figures, show_each_source_in_a_panel, .init = set_up_three, .fini = tear_down)
{
    if (!has_gnuplot()) {
        cr_skip_test("no gnuplot");
    }
    struct expected e = {.n = 0};
    for (size_t i = 0; i < VARIANTS_N; i++) {
        expect(&e, "not served of all users", i, (double)NAN);
        expect(&e, "not served of inbox", i, (double)NAN);
        expect(&e, "not served of search", i, (double)NAN);
        expect(&e, "not served of export", i, (double)NAN);
        expect(&e, "p99 of all users", i, 0.34);
        expect(&e, "p99 of inbox", i, 0.44);
        expect(&e, "p99 of search", i, 0.5);
        expect(&e, "p99 of export", i, 0.6);
    }
    check("latency", AT, &e);
}

/* Tables have six digits. */
static double as_printed(double x)
{
    return strtod(text_format("%.6g", x).s, NULL);
}

/* Users who are lost, or were hurt and still wait. */
static double unserved(size_t variant)
{
    const struct results *r = report_fixture_results(fixture, variant);
    double sum = 30; /* in the window AT */
    for (size_t w = 0; w < r->windows_n; w++) {
        sum += (double)r->windows[w].users.lost;
    }
    return sum;
}

/* Of those who were served half took no longer than the median; all others, and those who were not served, stand above. */
Test(figures, show_the_distribution_of_the_run, .init = set_up_one, .fini = tear_down)
{
    if (!has_gnuplot()) {
        cr_skip_test("no gnuplot");
    }
    char *table = table_of("latency-distribution");
    for (size_t i = 0; i < VARIANTS_N; i++) {
        const struct histogram *h = &report_fixture_results(fixture, i)->session.ok;
        double median = histogram_quantile_ns(h, 0.5) * 1e-9, served = (double)h->n;
        struct series drawn[SERIES_MAX];
        size_t n = read_series(table, as_printed((served + unserved(i)) / (unserved(i) + served / 2)), drawn);
        cr_assert_eq(n, VARIANTS_N);
        cr_assert_str_eq(drawn[i].title, i == 0 ? "latency: plain" : "latency: guarded");
        cr_assert_float_eq(drawn[i].y, median, 0.01 * median, "%g and %g", drawn[i].y, median);
        n = read_series(table, as_printed((served + unserved(i)) / unserved(i)), drawn);
        cr_assert(n == VARIANTS_N && drawn[i].y > 1e9, "%g", drawn[i].y);
    }
    free(table);
}

/* Bands that nobody measured, each with numbers of its own. */
static void write_bands(size_t sources_n)
{
    static const char *const names[] = {"db.queries",
                                        "cache.hit_ratio",
                                        "latency.user.p99",
                                        "users.lost_share",
                                        "traffic.inbox.latency.user.p99",
                                        "traffic.search.latency.user.p99"};
    for (size_t v = 0; v < VARIANTS_N; v++) {
        FILE *out = fopen(file_join(file_join(root, variants[v].name).text, "bands.csv").text, "w");
        size_t n = 4 + (sources_n > 1 ? sources_n : 0);
        fputs("time", out);
        for (size_t i = 0; i < n; i++) {
            fprintf(out, ",%s.p5,%s.mean,%s.p95", names[i], names[i], names[i]);
        }
        fputc('\n', out);
        for (size_t row = 0; row < 90; row++) {
            fprintf(out, "%zu", row);
            for (size_t i = 0; i < n; i++) {
                double unit = (i == 0 ? 1000 : 0.01) * (double)(10 * v + i + 1);
                fprintf(out, ",%g,%g,%g", unit, 1.5 * unit, 2 * unit);
            }
            fputc('\n', out);
        }
        fclose(out);
    }
    char *summary = file_read(file_join(root, "summary.json").text, NULL, stderr);
    FILE *out = fopen(file_join(root, "summary.json").text, "w");
    fprintf(out, "{\"replications\": 9,%s", strchr(summary, '{') + 1);
    fclose(out);
    free(summary);
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
}

static void check_bands(const char *figure, size_t curve, void (*expect_variant)(struct expected *e, size_t variant))
{
    struct expected e = {.n = 0};
    for (size_t i = 0; i < VARIANTS_N; i++) {
        double unit = (curve == 0 ? 1000 : 0.01) * (double)(10 * i + curve + 1);
        expect_variant(&e, i);
        expect_band(&e, i, unit, 2 * unit);
    }
    check(figure, AT, &e);
}

Test(figures, show_bands_around_the_curve_they_belong_to, .init = set_up_one, .fini = tear_down)
{
    if (!has_gnuplot()) {
        cr_skip_test("no gnuplot");
    }
    write_bands(1);
    check_bands("database-load", 0, expect_load);
    check_bands("hit-ratio", 1, expect_hits);
    check_bands("latency", 2, expect_latency);
    check_bands("failures", 3, expect_failures);
}

/* More than three variants: the first, the one furthest from it, and the one furthest from both share a panel. */
Test(figures, variants_that_differ_most_share_a_panel)
{
    static const double level[] = {100, 101, 5000, 102, 700, 4900};
    struct curves c[6];
    bool chosen[6];
    for (size_t i = 0; i < 6; i++) {
        struct csv csv;
        char *text = NULL;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        fprintf(out, "time,db.queries\n0,%g\n1,%g\n", level[i], level[i]);
        fclose(out);
        cr_assert(csv_parse(&csv, text) && curves_take(&c[i], &csv, 800, NULL, 0));
        csv_free(&csv);
    }
    choice_make(c, 6, chosen);
    static const bool expected[] = {true, false, true, false, true, false};
    for (size_t i = 0; i < 6; i++) {
        cr_assert_eq(chosen[i], expected[i], "variant %zu", i + 1);
    }
    choice_make(c, 3, chosen);
    cr_assert(chosen[0] && chosen[1] && chosen[2]);
    for (size_t i = 0; i < 6; i++) {
        curves_free(&c[i]);
    }
}

/* Whoever does not share the panel is drawn all the same, and a name that is not there costs no figure. */
Test(figures, those_asked_for_share_a_panel_and_the_others_are_there, .init = set_up_one, .fini = tear_down)
{
    bool hits = false;
    cr_assert(figures_prepare(root, (const char *const[]){"guarded"}, 1, &hits, stderr));
    char *told = file_read(file_join(root, "plots/data/figures.gp").text, NULL, stderr);
    cr_assert(hits && strstr(told, "shown[2] = [2, 0]") != NULL && strstr(told, "other[2] = [1, 0]") != NULL);
    free(told);
    cr_assert(figures_prepare(root, (const char *const[]){"plain,guarded"}, 1, &hits, stderr));
    told = file_read(file_join(root, "plots/data/figures.gp").text, NULL, stderr);
    cr_assert_not_null(strstr(told, "shown[3] = [1, 2, 0]"));
    free(told);
    FILE *errors = fopen("/dev/null", "w");
    cr_assert_not(figures_prepare(root, (const char *const[]){"guarded,plian"}, 1, &hits, errors));
    fclose(errors);
    cr_assert_eq(access(file_join(root, "plots/data/figures.gp").text, F_OK), 0);
    if (!has_gnuplot()) {
        cr_skip_test("no gnuplot");
    }
    cr_assert(figures_prepare(root, (const char *const[]){"guarded"}, 1, &hits, stderr));
    struct expected e = {.n = 0};
    expect_load(&e, 0);
    expect_load(&e, 1);
    check("database-load", AT, &e);
}
