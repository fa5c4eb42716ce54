/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replications: Student's interval against calculation by hand and its coverage on M/M/1; seeds; the same values on any
 * number of threads; when enough is enough; what expectations make of them.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

#include "cli/replicate.h"
#include "fixture.h"
#include "report/compare.h"
#include "report/expectation_result.h"
#include "report/terminal/replicated.h"

Test(replications, interval_by_hand)
{
    /* Mean 3, variance 2.5; the 97.5% quantile of t with 4 degrees of freedom is 2.7764451052. */
    const double value[] = {1, 2, (double)NAN, 3, 4, 5, (double)INFINITY};
    struct interval i = interval_of_finite(value, NULL, 7, 0.95);
    cr_assert_eq(i.n, 5);
    cr_assert_float_eq(i.mean, 3, 1e-12);
    cr_assert_float_eq(interval_half(&i), 2.7764451052 * sqrt(2.5 / 5), 1e-9);
    cr_assert(interval_contains(&i, 1.1) && interval_contains(&i, 4.9) && !interval_contains(&i, 1.0) &&
              !interval_contains(&i, 5));

    i = interval_of_finite(value, NULL, 1, 0.95);
    cr_assert(i.n == 1 && i.mean == 1 && isnan(i.low) && isnan(i.high) && !interval_contains(&i, 1));
    i = interval_of_finite(value + 2, NULL, 1, 0.95);
    cr_assert(i.n == 0 && isnan(i.mean));

    const double base[] = {0.9, 1.9, 0, 2.9, 3.9, 4.9, 0}; /* pairs differ by 0.1, and by nothing else */
    i = interval_of_finite(value, base, 7, 0.95);
    cr_assert(i.n == 5 && interval_half(&i) < 1e-12);
    cr_assert_float_eq(i.mean, 0.1, 1e-12);

    const double equal[] = {0.1, 0.1, 0.1}; /* whose sum divided by 3 is not 0.1 */
    i = interval_of_finite(equal, NULL, 3, 0.95);
    cr_assert(i.mean == 0.1 && i.low == 0.1 && i.high == 0.1);
}

Test(replications, the_first_seed_is_the_scenarios_and_no_two_are_alike)
{
    cr_assert_eq(samples_seed(7, 0), 7);
    for (size_t i = 0; i < 100; i++) {
        for (size_t k = 0; k < i; k++) {
            cr_assert_neq(samples_seed(7, i), samples_seed(7, k));
        }
        cr_assert(i == 0 || samples_seed(7, i) != samples_seed(8, i));
    }
}

/* Of 200 intervals of 95% for the mean wait, 5 replications each, as many hold the truth as the binomial law allows (99.9%).
 * Runs begin empty, but are long enough for that to matter little. */
Test(replications, intervals_cover_the_truth_as_often_as_they_say)
{
    enum { SETS = 200, N = 5 };
    struct fixture f;
    fixture_mm1(&f, 0.3, 20 * NS_PER_S);
    double truth_s = 0.3 / (1 - 0.3) * 0.01; /* rho / (1 - rho) x mean service */
    size_t covered_n = 0;
    for (size_t set = 0; set < SETS; set++) {
        double value[N];
        for (size_t i = 0; i < N; i++) {
            f.c.run.seed = samples_seed(1000 + set, i);
            struct results *r = fixture_run(&f.c, false, false);
            value[i] = fixture_metric(r, "db.wait.mean");
            results_free(r);
        }
        struct interval i = interval_of(value, N, 0.95);
        covered_n += interval_contains(&i, truth_s) ? 1 : 0;
    }
    cr_assert(covered_n >= 179 && covered_n <= 199, "%zu of 200 intervals hold the truth", covered_n);
}

enum { VARIANTS = 2 };

static struct replicate replicate_two(struct fixture f[VARIANTS], const struct replicate_goal *goal, unsigned threads)
{
    struct config configs[VARIANTS] = {f[0].c, f[1].c};
    struct runner_plan plan = {.threads = threads, .at_once = threads};
    struct runner_options options = {.name = "two"};
    struct replicate r;
    cr_assert_eq(replicate_run(configs, VARIANTS, &plan, &options, goal, &r), RUNNER_DONE);
    for (size_t v = 0; v < VARIANTS; v++) {
        cr_assert_eq(r.results[v]->config, &configs[v]);
        r.results[v]->config = r.samples[v].config = &f[v].c; /* which live longer */
    }
    return r;
}

static double value_of(const struct replicate *r, size_t v, const char *metric, size_t replication)
{
    size_t index = 0;
    cr_assert(metrics_index(r->samples[v].config, metric, &index));
    return samples_values(&r->samples[v], index)[replication];
}

static void two_loads(struct fixture f[VARIANTS])
{
    fixture_mm1(&f[0], 0.5, 5 * NS_PER_S);
    fixture_mm1(&f[1], 0.5, 5 * NS_PER_S);
    f[0].c.variant = "slow";
    f[1].c.variant = "fast";
    f[1].c.database.service.a = 9e6;
}

Test(replications, each_is_a_run_of_its_seed_and_threads_change_nothing)
{
    struct fixture f[VARIANTS];
    two_loads(f);
    const struct replicate_goal goal = {.most = 7};
    struct replicate one = replicate_two(f, &goal, 1), three = replicate_two(f, &goal, 3);
    cr_assert(one.n == 7 && one.samples[0].n == 7 && samples_finished(&one.samples[1]) == 7);
    for (size_t i = 0; i < 7; i++) {
        for (size_t v = 0; v < VARIANTS; v++) {
            struct fixture alone = f[v];
            alone.c.sources = alone.source;
            alone.c.run.seed = samples_seed(1, i);
            struct results *r = fixture_run(&alone.c, false, false);
            double wait_s = value_of(&one, v, "db.wait.mean", i),
                   p99_s = value_of(&one, v, "traffic.users.latency.read.p99", i);
            cr_assert_eq(wait_s, fixture_metric(r, "db.wait.mean"));
            cr_assert_eq(p99_s, fixture_metric(r, "traffic.users.latency.read.p99"));
            cr_assert_eq(wait_s, value_of(&three, v, "db.wait.mean", i));
            const float *p99 = one.samples[v].sample[i].curve + SAMPLES_P99 * one.samples[v].windows_n;
            cr_assert_eq(p99[3], (float)r->windows[3].users.p99);
            results_free(r);
        }
        cr_assert_gt(value_of(&one, 0, "db.wait.mean", i), value_of(&one, 1, "db.wait.mean", i),
                     "the same users wait longer");
    }
    cr_assert_eq(one.results[0]->total[COUNTER_DB_QUERIES], (uint64_t)value_of(&one, 0, "db.queries", 0),
                 "of the first");
    replicate_free(&one);
    replicate_free(&three);
}

Test(replications, are_added_until_all_variants_are_known_well_enough_or_the_limit_comes)
{
    struct fixture f[VARIANTS];
    two_loads(f);
    struct replicate_goal goal = {.most = 60, .until = "db.wait.mean", .precision = 0.12};
    struct replicate one = replicate_two(f, &goal, 1), three = replicate_two(f, &goal, 3);
    cr_assert(one.n > REPLICATE_FIRST_ROUND && one.n < 60 && one.n % REPLICATE_ROUND == 0, "%zu", one.n);
    cr_assert_eq(one.n, three.n);
    cr_assert_leq(replicate_precision(&one, goal.until), 0.12);
    double widest = 0;
    for (size_t v = 0; v < VARIANTS; v++) {
        size_t index = 0;
        cr_assert(metrics_index(&f[v].c, goal.until, &index));
        struct interval i = samples_interval(&one.samples[v], index);
        widest = fmax(widest, interval_half(&i) / i.mean);
    }
    cr_assert_float_eq(replicate_precision(&one, goal.until), widest, 1e-12, "that of the variant known least");
    for (size_t v = 0; v < VARIANTS; v++) { /* one round less was not enough in one of them */
        one.samples[v].n -= REPLICATE_ROUND;
    }
    cr_assert_gt(replicate_precision(&one, goal.until), 0.12);
    goal.most = 12;
    goal.precision = 1e-6;
    struct replicate limited = replicate_two(f, &goal, 2);
    cr_assert_eq(limited.n, 12);
    cr_assert_eq(replicate_precision(&limited, "recovery.slo"), 0, "what has no value nowhere keeps nobody waiting");
    replicate_free(&one);
    replicate_free(&three);
    replicate_free(&limited);
}

Test(replications, comparisons_and_expectations)
{
    struct fixture f[VARIANTS];
    two_loads(f);
    const struct replicate_goal goal = {.most = 8};
    struct replicate all = replicate_two(f, &goal, 2);
    struct report_run run = {.results = all.results, .results_n = VARIANTS, .samples = all.samples};
    size_t p99;
    cr_assert(metrics_index(&f[0].c, "latency.user.p99", &p99));
    struct interval d = compare_difference(&run, 1, 1), a = samples_interval(&all.samples[0], p99),
                    b = samples_interval(&all.samples[1], p99);
    cr_assert_float_eq(d.mean, b.mean - a.mean, 1e-12);
    cr_assert(d.mean < 0 && compare_distinguishes(&d));
    cr_assert(interval_half(&d) < interval_half(&a) && interval_half(&d) < interval_half(&b), "common numbers cancel");
    struct interval same = samples_difference(&all.samples[0], &all.samples[0], p99);
    cr_assert(!compare_distinguishes(&same));

    struct report_expectation e = {"latency.user.p99", "slow", REPORT_LT, a.mean + 1e-9, NULL};
    struct expectation_result o = expectation_result_of(&run, &e);
    cr_assert(o.kind == EXPECTATION_PASS && o.value == a.mean && o.in_doubt && o.n == 8);
    e.value = a.high + 1e-9;
    o = expectation_result_of(&run, &e);
    cr_assert(o.kind == EXPECTATION_PASS && !o.in_doubt);
    e.value = a.mean;
    cr_assert_eq(expectation_result_of(&run, &e).kind, EXPECTATION_FAIL);

    all.samples[0].value[p99 * all.samples[0].capacity + 3] = (double)NAN; /* one replication without a value */
    e.value = 1e9;
    o = expectation_result_of(&run, &e);
    cr_assert(o.kind == EXPECTATION_FAIL && isnan(o.value) && o.interval.n == 7);
    replicate_free(&all);
}

/* The variance of a difference under the same random numbers, and with other seeds for one of the two. */
Test(replications, common_random_numbers_save_replications)
{
    enum { N = 40, METRIC = 1 };
    struct fixture f[VARIANTS], others[VARIANTS];
    two_loads(f);
    two_loads(others);
    others[0].c.run.seed = others[1].c.run.seed = 4711;
    const struct replicate_goal goal = {.most = N};
    struct replicate same = replicate_two(f, &goal, 2), other = replicate_two(others, &goal, 2);
    struct report_run run = {.results = same.results, .results_n = VARIANTS, .samples = same.samples};
    double paired[N], independent[N];
    for (size_t i = 0; i < N; i++) {
        double base = value_of(&same, 0, compare_metrics[METRIC].name, i);
        paired[i] = value_of(&same, 1, compare_metrics[METRIC].name, i) - base;
        independent[i] = value_of(&other, 1, compare_metrics[METRIC].name, i) - base;
    }
    double ratio = gsl_stats_variance(independent, 1, N) / gsl_stats_variance(paired, 1, N);
    struct compare_saving saving = compare_saving_of(&run, 1, METRIC);
    cr_assert_gt(ratio, gsl_cdf_fdist_Pinv(0.999, N - 1, N - 1), "nothing is saved: %g", ratio);
    cr_assert(saving.correlation > 0.7 && saving.correlation < 1, "%g", saving.correlation);
    cr_assert(saving.variance_ratio > ratio / 2.76 && saving.variance_ratio < ratio * 2.76, "said %g, measured %g",
              saving.variance_ratio, ratio);
    replicate_free(&same);
    replicate_free(&other);
}

Test(replications, the_verdict_is_that_of_most_and_among_equals_the_worst)
{
    struct fixture f;
    fixture_mm1(&f, 0.5, NS_PER_S);
    struct samples s;
    size_t n;
    cr_assert(samples_init(&s, &f.c, 5));
    s.n = 5;
    static const enum verdict_kind had[] = {VERDICT_CALM, VERDICT_COLLAPSED, VERDICT_CALM, VERDICT_COLLAPSED,
                                            VERDICT_CALM};
    for (size_t i = 0; i < 5; i++) {
        s.sample[i].finished = i < 4;
        s.sample[i].verdict = had[i];
    }
    cr_assert(samples_verdict(&s, &n) == VERDICT_COLLAPSED && n == 2);
    s.sample[4].finished = true;
    cr_assert(samples_verdict(&s, &n) == VERDICT_CALM && n == 3);
    cr_assert_eq(samples_verdicts_n(&s, VERDICT_COLLAPSED), 2);
    samples_free(&s);
}

Test(replications, numbers_as_people_write_them)
{
    static const struct {
        struct interval i;
        struct text (*text)(double);
        const char *wanted;
    } cases[] = {{{2420, 2230, 2610, 9},
                  text_si,
                  "2.42k \xc2\xb1"
                  "190"},
                 {{0.511, 0.498, 0.524, 9},
                  text_seconds,
                  "511 \xc2\xb1"
                  "13 ms"},
                 {{1.2, 1.1, 1.3, 9},
                  text_seconds,
                  "1.2 s \xc2\xb1"
                  "100 ms"},
                 {{0.5, 0.49, 0.51, 9},
                  text_percent,
                  "50 \xc2\xb1"
                  "1%"},
                 {{7, (double)NAN, (double)NAN, 1}, text_si, "7"},
                 {{7, 7, 7, 9}, text_si, "7"},
                 {{(double)NAN, (double)NAN, (double)NAN, 0}, text_si, "-"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(replicated_text(&cases[i].i, cases[i].text).s, cases[i].wanted);
    }
}
