/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bands: percentiles over the replications by hand, what thinning keeps, the way from samples to figures. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/figures/figures.h"
#include "report/figures/gnuplot.h"
#include "report/files/bands.h"
#include "report/files/file.h"
#include "report/report.h"
#include "report_fixture.h"

static const struct report_fixture_variant two[] = {{"plain", 1.5, 8000, 120}, {"better", 0, 12000, 60}};

/* Samples of `n` replications that are all as the results of a variant. */
static struct samples samples_of(struct report_fixture *f, size_t variant, size_t n)
{
    struct samples s;
    cr_assert(samples_init(&s, report_fixture_config(f, variant), n));
    s.n = n;
    for (size_t i = 0; i < n; i++) {
        cr_assert(samples_keep(&s, i, report_fixture_results(f, variant)));
    }
    return s;
}

static struct csv printed(const struct samples *s)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    cr_assert(bands_print(out, s));
    fclose(out);
    struct csv csv;
    cr_assert(csv_parse(&csv, text));
    return csv;
}

Test(bands, percentiles_by_hand)
{
    struct report_fixture *f = report_fixture_new("restart", "", two, 2, 40, 10);
    report_fixture_add_source(f, "a,b");
    struct samples s = samples_of(f, 0, 22);
    for (size_t i = 0; i < 21; i++) { /* 21 values from 0 to 100: the 5th percentile is 5; the order does not matter */
        s.sample[i].curve[SAMPLES_QUERIES * s.windows_n + 3] = (float)((i * 8) % 21 * 5);
    }
    s.sample[21].curve[SAMPLES_QUERIES * s.windows_n + 3] = NAN; /* left out */
    struct csv csv = printed(&s);
    cr_assert_eq(csv.rows_n, 41);
    cr_assert_float_eq(csv_number(&csv, 4, csv_column(&csv, "time")), 3, 1e-9);
    cr_assert_float_eq(csv_number(&csv, 4, csv_column(&csv, "db.queries.p5")), 5, 1e-9);
    cr_assert_float_eq(csv_number(&csv, 4, csv_column(&csv, "db.queries.mean")), 50, 1e-9);
    cr_assert_float_eq(csv_number(&csv, 4, csv_column(&csv, "db.queries.p95")), 95, 1e-9);
    const struct window *w = &report_fixture_results(f, 0)->windows[5];
    cr_assert_float_eq(csv_number(&csv, 6, csv_column(&csv, "cache.hit_ratio.p5")), w->gauge[GAUGE_HIT_RATIO], 1e-6);
    cr_assert_float_eq(csv_number(&csv, 6, csv_column(&csv, "traffic.a,b.latency.user.p99.p95")),
                       w->source[1].users.p99, 1e-6);
    csv_free(&csv);
    samples_free(&s);
    report_fixture_free(f);
}

Test(bands, thinning_keeps_the_outer_edges)
{
    struct report_fixture *f = report_fixture_new("restart", "", two, 2, 400, 10);
    struct samples s = samples_of(f, 0, 2);
    for (size_t i = 0; i < 2; i++) {
        s.sample[i].curve[SAMPLES_QUERIES * s.windows_n + 201] = i == 0 ? 1 : 1e6F; /* apart from all others, ... */
        s.sample[i].curve[SAMPLES_QUERIES * s.windows_n + 205] = 0.5;               /* ... in the same piece */
    }
    struct csv csv = printed(&s);
    struct bands b;
    cr_assert(bands_take(&b, &csv, 50, NULL, 0));
    cr_assert_eq(b.rows_n, 50);
    cr_assert_float_eq(bands_most(&b, SAMPLES_QUERIES), 1 + 0.95 * (1e6 - 1), 1);
    cr_assert_eq(bands_least(&b, SAMPLES_QUERIES, 0), 0.5);
    cr_assert(isnan(bands_most(&(struct bands){0}, SAMPLES_QUERIES)));
    bands_free(&b);
    csv_free(&csv);
    samples_free(&s);
    report_fixture_free(f);
}

Test(bands, figures_show_them_where_there_are_replications)
{
    char root[] = "/tmp/herdsim-bands-XXXXXX";
    cr_assert_not_null(mkdtemp(root));
    struct report_fixture *f = report_fixture_new("restart", "", two, 2, 40, 10);
    struct samples samples[] = {samples_of(f, 0, 3), samples_of(f, 1, 3)};
    struct report_run *run = report_fixture_run(f);
    run->samples = samples;
    cr_assert(report_write(run, root, stderr));
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
    char *band = file_read(file_join(root, "plots/data/band-2.dat").text, NULL, stderr);
    char *variables = file_read(file_join(root, "plots/data/figures.gp").text, NULL, stderr);
    cr_assert(band != NULL && variables != NULL && strstr(variables, "of 3 replications") != NULL);
    if (gnuplot_run(root, (const char *[]){"--version", NULL}, 60000, "gnuplot", stderr) == GNUPLOT_DONE) {
        cr_assert_eq(report_plot(root, "plots", NULL, 0, stderr), REPORT_PLOTS_DONE);
        cr_assert_eq(access(file_join(root, "plots/database-load.png").text, F_OK), 0);
    }
    run->samples = NULL;
    cr_assert(report_write(run, root, stderr));
    cr_assert_neq(access(file_join(root, "plain/bands.csv").text, F_OK), 0, "one run has none, not even old ones");
    cr_assert(figures_prepare(root, NULL, 0, &(bool){false}, stderr));
    free(band);
    free(variables);
    samples_free(&samples[0]);
    samples_free(&samples[1]);
    report_fixture_free(f);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}
