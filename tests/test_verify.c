/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machinery of `herdsim verify`: what it plans, that it finds a theory that is wrong, and what it prints. (That the
 * simulator meets the formulas is what the program itself says: make verify, and its quick part in make test.)
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/engine/sim.h"
#include "report/text.h"
#include "verify/table.h"
#include "verify/verify.h"

/* A case whose theory may be wrong by a factor: the mean service time of an exponential database. */
static void build_service(struct setup *s, const double *x)
{
    setup_queries(s, 1000, setup_exponential(x[0]));
    setup_run(s, 20, 1);
}

static double service_s(const struct setup *s, const double *x)
{
    (void)s;
    return x[0] * x[1];
}

static double queries(const struct setup *s, const double *x)
{
    (void)s;
    return 20000 * x[1];
}

static void build_even(struct setup *s, const double *x)
{
    build_service(s, x);
    s->source[0].arrivals = ARRIVALS_EVEN;
}

static double nothing_found(const struct results *r, const double *x)
{
    (void)r, (void)x;
    return NAN;
}

static double never(const struct setup *s, const double *x)
{
    (void)s;
    return x[1] > 1 ? INFINITY : 1;
}

static double never_found(const struct results *r, const double *x)
{
    (void)r, (void)x;
    return INFINITY;
}

static const struct cases_point right[] = {{{0.01, 1}, 0.05, true}, {{0.02, 1}, 0.05, false}};
static const struct cases_point wrong[] = {{{0.01, 1.03}, 0.05, true}};
static const struct cases_point too_wide[] = {{{0.01, 1}, 1e-5, true}};
static const struct cases_point edge[] = {{{0.01, 1}, 1, true}, {{0.01, 1.001}, 1, true}};
static const struct cases_point infinite[] = {{{0, 2}, 0, true}, {{0, 1}, 0, true}};

static const struct cases_row rows[] = {
    {"A", "right", "S", "x", "s", "S %g s", CASES_SAMPLED, 0, build_service, service_s, "db.service.mean", NULL,
     CASES_POINTS(right)},
    {"B", "wrong", "S", "x", "s", "S %g s", CASES_SAMPLED, 0, build_service, service_s, "db.service.mean", NULL,
     CASES_POINTS(wrong)},
    {"B", "allowed", "S", "x", "s", "S %g s", CASES_SAMPLED, 0.05, build_service, service_s, "db.service.mean", NULL,
     CASES_POINTS(wrong)},
    {"C", "wide", "S", "x", "s", "S %g s", CASES_SAMPLED, 0, build_service, service_s, "db.service.mean", NULL,
     CASES_POINTS(too_wide)},
    {"D", "settled", "n", "x", "", "S %g s", CASES_SETTLED, 0, build_even, queries, "db.queries", NULL,
     CASES_POINTS(edge)},
    {"E", "nan", "S", "x", "s", "S %g s", CASES_SAMPLED, 0, build_service, service_s, NULL, nothing_found,
     CASES_POINTS(wrong)},
    {"F", "never", "S", "x", "s", "S %g s", CASES_SETTLED, 0, build_even, never, NULL, never_found,
     CASES_POINTS(infinite)},
};

static const struct cases_subject subject = {"Made up", CASES_ROWS(rows)};
static const struct cases_subject *const subjects[] = {&subject};

static size_t run(struct verify *v, const struct verify_options *options)
{
    cr_assert(verify_plan(v, options));
    for (size_t i = v->simulations_n; i-- > 0;) { /* in any order */
        struct sim_options plain = {0};
        struct results *r = NULL;
        cr_assert_eq(sim_run(&v->simulations[i], &plain, &r), SIM_DONE);
        verify_take(v, i, r);
        results_free(r);
    }
    return verify_judge(v);
}

Test(verify, finds_what_is_wrong)
{
    struct verify_options options = {.subjects = subjects, .subjects_n = 1, .seed = 1};
    struct verify v;
    size_t failed = run(&v, &options);
    const enum verify_outcome expected[] = {VERIFY_INSIDE,   VERIFY_INSIDE, VERIFY_OUTSIDE, VERIFY_INSIDE,
                                            VERIFY_TOO_WIDE, VERIFY_INSIDE, VERIFY_OUTSIDE, VERIFY_OUTSIDE,
                                            VERIFY_INSIDE,   VERIFY_OUTSIDE};
    cr_assert_eq(v.comparisons_n, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < v.comparisons_n; i++) {
        cr_assert_eq(v.comparisons[i].outcome, expected[i], "comparison %zu: %d", i, v.comparisons[i].outcome);
    }
    cr_assert_eq(failed, 5);
    cr_assert_eq(v.sampled_n, 6);
    cr_assert_float_eq(pow(v.confidence, 6), VERIFY_CONFIDENCE, 1e-12);
    verify_free(&v);
}

Test(verify, quick_is_a_part_with_the_same_seeds)
{
    struct verify_options options = {.subjects = subjects, .subjects_n = 1, .seed = 5};
    struct verify full, quick, other;
    cr_assert(verify_plan(&full, &options));
    options.quick = true;
    cr_assert(verify_plan(&quick, &options));
    options.seed = 6;
    cr_assert(verify_plan(&other, &options));
    cr_assert_eq(full.comparisons_n, quick.comparisons_n + 1);
    cr_assert_lt(4 * quick.comparisons[0].values_n, full.comparisons[0].values_n + 1);
    for (size_t k = 0; k < quick.comparisons[0].values_n; k++) {
        uint64_t seed = quick.simulations[k].run.seed;
        cr_assert_eq(seed, full.simulations[k].run.seed);
        cr_assert_neq(seed, other.simulations[k].run.seed);
        for (size_t i = k + 1; i < quick.simulations_n; i++) {
            cr_assert_neq(seed, quick.simulations[i].run.seed, "simulations %zu and %zu", k, i);
        }
    }
    verify_free(&full);
    verify_free(&quick);
    verify_free(&other);
}

Test(verify, only_what_is_asked_for)
{
    const char *const only[] = {"A", "D"};
    struct verify_options options = {.subjects = subjects, .subjects_n = 1, .only = only, .only_n = 2};
    struct verify v;
    cr_assert(verify_plan(&v, &options));
    cr_assert_eq(v.comparisons_n, 4);
    cr_assert_eq(v.sampled_n, 2);
    verify_free(&v);
    cr_assert(verify_has(&options, "A") && !verify_has(&options, "G"));
}

static char *printed(const struct verify *v)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert_not_null(out);
    table_print(v, out, false);
    fclose(out);
    return text;
}

Test(verify, says_what_is_not_inside)
{
    const char *const only[] = {"B", "D"};
    struct verify_options options = {.subjects = subjects, .subjects_n = 1, .only = only, .only_n = 2, .quick = true};
    struct verify v;
    cr_assert_eq(run(&v, &options), 2);
    char *text = printed(&v);
    cr_assert_not_null(
        strstr(text,
               "4 comparisons at an overall level of 95%: 2 outside:\n  B  wrong: S 0.01 s\n  D  settled: S 0.01 s\n"),
        "%s", text);
    cr_assert_not_null(strstr(text, "allowed 5%"), "%s", text);
    free(text);
    verify_free(&v);
    options.only = (const char *const[]){"A"};
    options.only_n = 1;
    options.quick = false;
    cr_assert_eq(run(&v, &options), 0);
    text = printed(&v);
    cr_assert_not_null(strstr(text, "2 comparisons at an overall level of 95%: all inside.\n"), "%s", text);
    free(text);
    verify_free(&v);
}

/* Every case that there is can be told from every other, says all of its numbers, and fits the table. */
Test(verify, the_cases_are_complete)
{
    const struct verify_options all = {.subjects = cases_all, .subjects_n = cases_all_n};
    struct verify v;
    cr_assert(verify_plan(&v, &all));
    cr_assert_gt(v.comparisons_n, 100);
    for (size_t i = 0; i < v.comparisons_n; i++) {
        const struct cases_row *row = v.comparisons[i].row;
        double theory = v.comparisons[i].theory;
        cr_assert(theory > 0, "%s %s: theory %g", row->id, row->name, theory);
        cr_assert((row->metric == NULL) != (row->measure == NULL), "%s %s", row->id, row->name);
        cr_assert_leq(text_width(row->name) + text_width(row->source), 100, "%s %s", row->id, row->name);
        cr_assert_leq(text_width(row->formula), 100, "%s %s", row->id, row->name);
        size_t numbers_n = 0;
        for (const char *at = row->numbers; (at = strstr(at, "%g")) != NULL; at++) {
            numbers_n++;
        }
        cr_assert(numbers_n >= 1 && numbers_n <= CASES_NUMBERS_MAX, "%s %s", row->id, row->name);
        for (size_t k = 0; k < numbers_n; k++) { /* a zero that is meant is one of the few that may be */
            cr_assert(v.comparisons[i].point->x[k] >= 0);
        }
        for (size_t k = numbers_n; k < CASES_NUMBERS_MAX; k++) {
            cr_assert_eq(v.comparisons[i].point->x[k], 0, "%s %s: number %zu is not told", row->id, row->name, k);
        }
    }
    verify_free(&v);
}
