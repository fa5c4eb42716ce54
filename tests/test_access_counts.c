/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys the counters pick: against counts drawn and sorted here the plain way, by how many of the truly
 * most popular keys are among them. 99.9% confidence, fixed seeds.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>

#include "chi_square.h"
#include "fixture.h"
#include "model/state/state.h"
#include "protections/access_counts.h"
#include "protections/log_counter.h"
#include "theory/stationary.h"

enum { KEYS = 600, TOP = 100, NAMED = 450, ROUNDS = 24 };

static void counted_config(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = KEYS;
    f->c.keys.popularity.exponent = 0.7;
    f->source[0].sessions_per_s = 100;
    f->c.sources_n = 2;
    f->source[1] = fixture_source("one");
    f->source[1].sessions_per_s = 40;
    f->source[1].key_rank = NAMED; /* the hottest of all, in truth */
}

static void top_of(const struct config *c, enum access_counter counter, int64_t history_ns, uint32_t *out,
                   uint64_t top_n)
{
    struct sim *sim = calloc(1, sizeof *sim);
    struct protection_instance g = {.kind = &prewarm_protection};
    cr_assert_not_null(sim);
    sim->config = c;
    struct access_counts_room *room = malloc(sizeof *room);
    cr_assert_not_null(room);
    memset(room, 0xff, sizeof *room);
    access_counts_top(sim, &g, counter, history_ns, room, out, top_n);
    free(room);
    free(sim);
}

/* What there is to find: keys in the order of their true rates. */
static bool is_truly_top(uint32_t key)
{
    return key == NAMED - 1 || key < TOP - 1;
}

static double found_among(const uint32_t *out)
{
    bool seen[KEYS] = {false};
    double found = 0;
    for (size_t i = 0; i < TOP; i++) {
        cr_assert(out[i] < KEYS && !seen[out[i]]); /* none twice */
        seen[out[i]] = true;
        found += is_truly_top(out[i]);
    }
    return found;
}

struct counted {
    double count;
    uint32_t key;
};

static int by_count(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    return (x->count < y->count) - (x->count > y->count);
}

struct plain { /* what counting the plain way needs to know of each key */
    double rate_per_s[KEYS];
    double law[KEYS][LOG_COUNTER_VALUES];
};

static double plain_count(const struct plain *p, enum access_counter counter, double history_s, uint32_t key,
                          gsl_rng *r)
{
    if (counter == ACCESS_COUNTER_EXACT) {
        return gsl_ran_poisson(r, p->rate_per_s[key] * history_s);
    }
    double u = gsl_rng_uniform(r);
    size_t n = 0;
    while (p->law[key][n] <= u) {
        n++;
    }
    return (double)n;
}

static double found_plainly(const struct plain *p, enum access_counter counter, double history_s, gsl_rng *r)
{
    struct counted k[KEYS];
    uint32_t out[TOP];
    for (uint32_t key = 0; key < KEYS; key++) { /* a fraction breaks ties by chance */
        k[key] = (struct counted){plain_count(p, counter, history_s, key, r) + gsl_rng_uniform(r), key};
    }
    qsort(k, KEYS, sizeof *k, by_count);
    for (size_t i = 0; i < TOP; i++) {
        out[i] = k[i].key;
    }
    return found_among(out);
}

static void same_on_average(const struct plain *p, enum access_counter counter, double history_s)
{
    struct fixture f;
    double here[ROUNDS], plain[ROUNDS];
    uint32_t out[TOP];
    gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
    counted_config(&f);
    for (size_t i = 0; i < ROUNDS; i++) {
        f.c.run.seed = i;
        top_of(&f.c, counter, (int64_t)(history_s * 1e9), out, TOP);
        here[i] = found_among(out);
        plain[i] = found_plainly(p, counter, history_s, r);
    }
    double a = gsl_stats_mean(here, 1, ROUNDS), b = gsl_stats_mean(plain, 1, ROUNDS);
    double error = sqrt((gsl_stats_variance(here, 1, ROUNDS) + gsl_stats_variance(plain, 1, ROUNDS)) / ROUNDS);
    cr_assert_lt(fabs(a - b), 3.5 * error, "%g s: %g found, %g by the plain way, +- %g", history_s, a, b, error);
    cr_assert(error < 1.5 && a > TOP / 4.0 && a < TOP - 3, "%g found +- %g proves nothing", a, error);
    gsl_rng_free(r);
}

Test(access_counts, finds_as_many_of_the_top_as_counting_would)
{
    struct fixture f;
    struct plain *p = calloc(1, sizeof *p);
    cr_assert_not_null(p);
    counted_config(&f);
    for (uint32_t key = 0; key < KEYS; key++) {
        p->rate_per_s[key] = stationary_key_rate_per_s(&f.c, key + 1);
        log_counter_law(p->rate_per_s[key], p->law[key]);
    }
    same_on_average(p, ACCESS_COUNTER_EXACT, 3);
    same_on_average(p, ACCESS_COUNTER_EXACT, 60);
    same_on_average(p, ACCESS_COUNTER_LOGARITHMIC, 0);
    free(p);
}

Test(access_counts, since_ever_is_the_true_order)
{
    struct fixture f;
    uint32_t out[TOP];
    counted_config(&f);
    top_of(&f.c, ACCESS_COUNTER_EXACT, TIME_NEVER, out, TOP);
    cr_assert_eq(out[0], NAMED - 1);
    for (uint32_t i = 1; i < TOP; i++) {
        cr_assert_eq(out[i], i - 1);
    }
    f.c.sources_n = 3;
    f.source[2] = f.source[1]; /* two who ask for it do not make it two */
    top_of(&f.c, ACCESS_COUNTER_EXACT, TIME_NEVER, out, TOP);
    cr_assert(out[0] == NAMED - 1 && out[1] == 0);
    f.c.sources_n = 2;
    f.source[1].key_rank = TOP / 2; /* it is among them anyway */
    top_of(&f.c, ACCESS_COUNTER_EXACT, TIME_NEVER, out, TOP);
    for (uint32_t i = 0; i < TOP; i++) {
        cr_assert_eq(out[i], i);
    }
    f.source[1].key_rank = NAMED;
    f.source[1].sessions_per_s = 0.001; /* too few to lift it there */
    top_of(&f.c, ACCESS_COUNTER_EXACT, TIME_NEVER, out, TOP);
    for (uint32_t i = 0; i < TOP; i++) {
        cr_assert_eq(out[i], i);
    }
}

/* However long was counted, high counts are told apart: of the top 100 only those near its end, 0.7% apart, are mistaken. */
Test(access_counts, long_counting_comes_to_the_truth)
{
    struct fixture f;
    uint32_t out[TOP];
    const double history_s[] = {12e3, 1e5, 1e7, 9e9}; /* counts around 10,000 to 10^11 */
    for (size_t i = 0; i < 4; i++) {
        counted_config(&f);
        top_of(&f.c, ACCESS_COUNTER_EXACT, (int64_t)(history_s[i] * 1e9), out, TOP);
        double found = found_among(out);
        cr_assert_geq(found, i == 0 ? TOP - 8 : TOP - 4, "%g s: %g found", history_s[i], found);
        cr_assert_eq(out[0], NAMED - 1);
    }
}

/* Long counting tells keys apart that differ clearly, and the highest come first. */
Test(access_counts, the_highest_come_first)
{
    struct fixture f;
    uint32_t out[KEYS];
    const enum access_counter counters[] = {ACCESS_COUNTER_EXACT, ACCESS_COUNTER_LOGARITHMIC};
    for (size_t i = 0; i < 2; i++) {
        counted_config(&f);
        top_of(&f.c, counters[i], 1000 * NS_PER_S, out, KEYS); /* all of them: an ordering */
        double early = 0, late = 0;
        bool seen[KEYS] = {false};
        for (size_t k = 0; k < KEYS; k++) {
            cr_assert(!seen[out[k]]);
            seen[out[k]] = true;
            double rate = stationary_key_rate_per_s(&f.c, out[k] + 1);
            *(k < KEYS / 10 ? &early : &late) += rate;
        }
        cr_assert(out[0] == NAMED - 1 || counters[i] == ACCESS_COUNTER_LOGARITHMIC);
        cr_assert_gt(early / (KEYS / 10), 4 * late / (KEYS - KEYS / 10), "counter %zu", i);
    }
}

/* Where nothing was counted, chance picks, every key alike. 99.99% confidence. */
Test(access_counts, ties_are_broken_by_chance)
{
    struct fixture f;
    uint32_t out[TOP];
    uint64_t picked[20] = {0};
    double expected[20];
    counted_config(&f);
    for (f.c.run.seed = 0; f.c.run.seed < 100; f.c.run.seed++) {
        top_of(&f.c, ACCESS_COUNTER_EXACT, 1, out, TOP);
        for (size_t i = 0; i < TOP; i++) {
            picked[out[i] / (KEYS / 20)]++;
        }
    }
    for (size_t i = 0; i < 20; i++) {
        expected[i] = 100 * TOP / 20.0;
    }
    cr_assert_gt(chi_square_p(expected, picked, 20), CHI_SQUARE_LEAST);
}
