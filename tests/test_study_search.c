/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of studies on coins whose share is known: what is claimed is false no more often than stated, however often
 * one looks; what is there is found, and what is not monotone is said.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "study/search.h"
#include "study/share.h"

/* Where the share is what is asked for, either answer is false with the stated probability at most; far away the right one
 * is found soon. 2,000 repetitions, so three standard deviations of 10% are 2%. */
Test(study_search, a_share_is_rarely_misjudged)
{
    enum { REPETITIONS = 2000, RUNS = 1000 };
    size_t wrong = 0;
    for (int i = 0; i < REPETITIONS; i++) {
        struct rng rng = rng_at(7, 1, (uint64_t)i, 0);
        struct share t = {0};
        for (int n = 0; n < RUNS && share_answer(&t, 0.1) == SHARE_OPEN; n++) {
            share_add(&t, 0.9, rng_uniform(&rng) < 0.9);
        }
        wrong += share_answer(&t, 0.1) != SHARE_OPEN;
    }
    /* p <= s and p >= s are both true here: two bets, each of which may win with 10%. */
    cr_expect_leq(wrong, (size_t)(0.2 * REPETITIONS));
    cr_expect_geq(wrong, (size_t)(0.01 * REPETITIONS), "a test that never answers is none");
}

Test(study_search, what_is_clear_is_soon_decided)
{
    struct share yes = {0}, no = {0};
    while (share_answer(&yes, 0.01) == SHARE_OPEN) {
        share_add(&yes, 0.95, true);
    }
    while (share_answer(&no, 0.01) == SHARE_OPEN) {
        share_add(&no, 0.95, false);
    }
    cr_expect_eq(share_answer(&yes, 0.01), SHARE_ABOVE);
    cr_expect_eq(share_answer(&no, 0.01), SHARE_BELOW);
    cr_expect_eq(yes.n, share_runs_to_prove(0.95, 0.01));
    /* No test can do with fewer than ln 0.01 / ln 0.95 = 90. */
    cr_expect(yes.n >= 90 && yes.n <= 110, "%zu", yes.n);
    cr_expect_leq(no.n, 2);
}

/* The interval holds the share whenever one looks: after every run of the first 300. */
Test(study_search, an_interval_holds_whenever_one_looks)
{
    enum { REPETITIONS = 300, RUNS = 300 };
    for (int k = 0; k < 3; k++) {
        const double p = ((const double[]){0.5, 0.95, 0.02})[k];
        size_t missed = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            struct rng rng = rng_at(8, (uint64_t)k, (uint64_t)i, 0);
            size_t held = 0;
            bool out = false;
            for (size_t n = 1; n <= RUNS; n++) {
                held += rng_uniform(&rng) < p;
                struct share_interval in = share_interval(held, n, 0.9);
                out = out || p < in.low || p > in.high;
            }
            missed += out;
        }
        cr_expect_leq(missed, REPETITIONS / 10, "share %g: missed %zu times", p, missed);
    }
    struct share_interval all = share_interval(100, 100, 0.95), none = share_interval(0, 100, 0.95);
    cr_expect_eq(all.high, 1);
    cr_expect_eq(none.low, 0);
    cr_expect_float_eq(all.low, 1 - none.high, 1e-9, "yes and no are alike");
    cr_expect(all.low > 0.93 && all.low < 0.98, "%g", all.low);
}

/* Beta functions of large numbers must not upset GSL, whose errors end the process. */
Test(study_search, many_runs_are_no_trouble)
{
    for (size_t held = 0; held <= 1000000; held += 250000) {
        struct share t = {.n = 999999, .held = held > 0 ? held - 1 : 0};
        share_add(&t, 0.95, held > 0);
        cr_expect(!isnan(t.log_above) && !isnan(t.log_below));
        struct share_interval i = share_interval(t.held, t.n, 0.95);
        cr_expect(i.low <= (double)held / 1e6 && i.high >= (double)held / 1e6 && i.high - i.low < 0.01);
    }
}

/* Searches on a coin whose share depends on x. */
typedef double share_of(double x);

static void search(struct search *s, const struct range *r, const struct search_goal *goal, share_of *p, uint64_t seed)
{
    struct search_want want[SEARCH_POINTS_MAX];
    search_init(s, r, goal);
    for (size_t n; (n = search_wants(s, want)) > 0;) {
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < want[i].n; k++) {
                /* Common random numbers: a run has the same number at every point. */
                struct rng rng = rng_at(seed, 2, want[i].first + k, 0);
                search_take(s, want[i].point, rng_uniform(&rng) < p(s->point[want[i].point].x));
            }
        }
    }
}

static struct range range_of(const char *text, bool whole)
{
    struct range r;
    cr_assert(range_parse(text, 0.02, &r, stderr));
    r.whole = whole;
    return r;
}

static const struct search_goal goal = {.share = 0.95, .confidence = 0.95, .precision = 0.02, .budget = 20000};

static double step_up(double x)
{
    return x > 37 ? 1 : 0;
}

static double gentle(double x)
{
    return 1 / (1 + exp((x - 40) / 2));
}

/* Holds between 20 and 40, and from 80 on. */
static double twice(double x)
{
    return (x > 20 && x < 40) || x > 80 ? 1 : 0.1;
}

static double always(double x)
{
    (void)x;
    return 1;
}

Test(study_search, a_step_is_found)
{
    struct range r = range_of("x=1:100", false);
    struct search s;
    search(&s, &r, &goal, step_up, 1);
    cr_assert_eq(s.edges_n, 1);
    double low = s.point[s.edge[0].low].x, high = s.point[s.edge[0].high].x;
    cr_expect(low <= 37 && high > 37 && high - low <= 0.02 * 37.5, "%g to %g", low, high);
    cr_expect(s.edge[0].begins && s.edge[0].certain && !s.out_of_budget);
    cr_expect_leq(s.runs_n, 700, "%zu runs", s.runs_n);
    range_free(&r);
}

/* Of a count the two neighbours. */
Test(study_search, a_step_of_a_count)
{
    struct range r = range_of("x=1:10k", true);
    struct search s;
    search(&s, &r, &goal, step_up, 1);
    cr_assert_eq(s.edges_n, 1);
    cr_expect_eq(s.point[s.edge[0].low].x, 37);
    cr_expect_eq(s.point[s.edge[0].high].x, 38);
    for (size_t i = 0; i < s.points_n; i++) {
        cr_expect_eq(s.point[i].x, floor(s.point[i].x));
    }
    range_free(&r);
}

/* What is claimed holds with the stated confidence: of 200 searches for where a gentle curve is 95%, at x = 34.11, at most 5%
 * may give an interval without it. */
Test(study_search, intervals_hold_as_often_as_stated)
{
    struct range r = range_of("x=1:100", false);
    const double edge = 40 - 2 * log(19);
    size_t missed = 0, found = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct search s;
        search(&s, &r, &goal, gentle, seed);
        if (s.edges_n == 1 && s.edge[0].certain) {
            found++;
            missed += s.point[s.edge[0].low].x > edge || s.point[s.edge[0].high].x < edge;
        }
    }
    cr_expect_geq(found, 180, "%zu", found);
    cr_expect_leq(missed, 10, "%zu of %zu", missed, found);
    range_free(&r);
}

Test(study_search, what_holds_twice_is_said)
{
    struct range r = range_of("x=10:100", false);
    struct search s;
    search(&s, &r, &goal, twice, 1);
    cr_assert_eq(s.edges_n, 3);
    const double at[] = {20, 40, 80};
    for (size_t i = 0; i < 3; i++) {
        double low = s.point[s.edge[i].low].x, high = s.point[s.edge[i].high].x;
        cr_expect(low <= at[i] && high >= at[i] && high - low < 0.025 * at[i], "%g to %g", low, high);
        cr_expect_eq(s.edge[i].begins, i != 1);
        cr_expect(s.edge[i].certain);
    }
    range_free(&r);
}

Test(study_search, no_edge_is_no_answer)
{
    struct range r = range_of("x=10:100", false);
    struct search s;
    search(&s, &r, &goal, always, 1);
    cr_expect_eq(s.edges_n, 0);
    cr_expect(!s.out_of_budget);
    range_free(&r);
}

/* A budget is kept, and what it suffices for is proven: a wider interval that holds. */
Test(study_search, a_budget_is_kept_and_said)
{
    struct range r = range_of("x=1:100", false);
    for (size_t budget = 20; budget < 700; budget += 20) {
        struct search s;
        struct search_goal poor = goal;
        poor.budget = budget;
        search(&s, &r, &poor, step_up, 1);
        cr_expect_leq(s.runs_n, budget);
        cr_expect(s.out_of_budget || (s.edges_n == 1 && s.edge[0].fine && s.edge[0].certain));
        for (size_t i = 0; i < s.edges_n; i++) {
            cr_expect(s.point[s.edge[i].low].x <= 37 && s.point[s.edge[i].high].x > 37);
        }
        cr_expect(budget < 500 || s.edges_n == 0 || s.edge[0].certain,
                  "%zu runs are enough to be certain of an interval", budget);
    }
    range_free(&r);
}

/* Values are typed as a person would, and lie where the field has them. */
Test(study_search, values_are_of_the_kind_of_the_field)
{
    struct range r;
    cr_assert(range_parse("database.connections=1:1000", 0.02, &r, stderr));
    cr_expect(r.whole && r.log);
    cr_expect_str_eq(range_text(&r, range_between(&r, r.low, r.high, 0.5)).text, "32");
    range_free(&r);
    cr_assert(range_parse("cache.ttl=10:20", 0.02, &r, stderr));
    cr_expect(!r.whole && !r.log);
    cr_expect_str_eq(range_text(&r, range_between(&r, r.low, r.high, 0.5)).text, "15s");
    range_free(&r);
    cr_assert(range_parse("protections.jitter.spread=0.01:0.5", 0.02, &r, stderr));
    cr_expect_str_eq(range_text(&r, range_between(&r, r.low, r.high, 0.5)).text, "7.071%");
    range_free(&r);
    cr_assert(range_parse("database.service.exponential=10ms:14320us", 0.02, &r, stderr));
    cr_expect_str_eq(range_text(&r, range_between(&r, r.low, r.high, 0.5)).text, "12.16ms");
    range_free(&r);
    cr_assert(range_parse("variants.a.database.connections=5:6", 0.02, &r, stderr));
    cr_expect(r.whole && !range_divides(&r, 5, 6, 0.001), "no whole number lies between 5 and 6");
    range_free(&r);
}
