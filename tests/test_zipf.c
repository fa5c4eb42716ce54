/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_zipf.c: the law against plain sums, the sampler against the law by chi-square, the solved exponents against
 * their definition.
 */
#include <criterion/criterion.h>
#include <gsl/gsl_sf_zeta.h>
#include <math.h>
#include <stdlib.h>

#include "base/fmath.h"
#include "base/zipf.h"
#include "chi_square.h"

static double relative(double have, double want)
{
    return fabs(have / want - 1.0);
}

/* The law. */

Test(zipf_law, totals_equal_the_sum_of_the_terms)
{
    static const double s[] = {0.0, 0.3, 0.8658, 1.0, 1.1766, 2.0, 5.0, 10.0};
    static const uint64_t n[] = {1, 2, 3, 100, 1023, 1024, 1025, 2048, 2049, 5000, 300000};
    for (size_t i = 0; i < sizeof s / sizeof s[0]; i++) {
        long double sum = 0.0L;
        uint64_t rank = 0;
        for (size_t k = 0; k < sizeof n / sizeof n[0]; k++) {
            while (rank < n[k]) {
                sum += powl((long double)++rank, -(long double)s[i]);
            }
            struct zipf_law law = zipf_law_of(n[k], s[i]);
            cr_assert_lt(relative(law.total, (double)sum), 1e-11, "n %zu s %g", (size_t)n[k], s[i]);
        }
    }
}

/* H(n, s) = zeta(s, 1) - zeta(s, n + 1), Hurwitz's, where s > 1; the harmonic numbers by their expansion. */
Test(zipf_law, totals_of_huge_n_meet_closed_forms)
{
    static const double s[] = {1.01, 1.1766, 1.5, 2.5};
    static const uint64_t n[] = {1000000, 100000000, UINT32_MAX};
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < 4; i++) {
            double want = gsl_sf_hzeta(s[i], 1.0) - gsl_sf_hzeta(s[i], (double)n[k] + 1.0);
            cr_assert_lt(relative(zipf_law_of(n[k], s[i]).total, want), 1e-10);
        }
        double x = (double)n[k];
        cr_assert_lt(relative(zipf_law_of(n[k], 1.0).total, log(x) + 0.57721566490153286 + 0.5 / x), 1e-12);
        cr_assert_lt(relative(zipf_law_of(n[k], 0.0).total, x), 1e-12);
    }
}

Test(zipf_law, shares_and_masses_agree)
{
    struct zipf_law law = zipf_law_of(100000000, 0.99);
    cr_assert_eq(zipf_top_share(&law, 0), 0.0);
    cr_assert_eq(zipf_top_share(&law, 1), zipf_mass(&law, 1));
    cr_assert_float_eq(zipf_top_share(&law, law.n), 1.0, 1e-12);
    for (uint64_t k = 1; k < law.n; k *= 7) {
        double mass = zipf_mass(&law, k + 1);
        cr_assert_float_eq(zipf_top_share(&law, k + 1) - zipf_top_share(&law, k), mass, 1e-11);
    }
}

static double itself(double p, void *unused)
{
    (void)unused;
    return p;
}

static double missed(double p, void *reads)
{
    return fmath_exp(-*(double *)reads * p);
}

/* Any range of ranks; and a summand that bends in the middle of the ranks. */
Test(zipf_law, sums_add_up)
{
    struct zipf_law law = zipf_law_of(3000000, 1.1766);
    static const uint64_t cut[] = {1, 2, 900, 1024, 1025, 1700, 2999999, 3000000};
    for (size_t i = 0; i < sizeof cut / sizeof cut[0] - 1; i++) {
        double left = zipf_sum(&law, 1, cut[i], itself, NULL);
        double right = zipf_sum(&law, cut[i] + 1, law.n, itself, NULL);
        cr_assert_float_eq(left + right, 1.0, 1e-11, "cut after %zu", (size_t)cut[i]);
    }
    for (double reads = 1.0; reads < 1e13; reads *= 100.0) {
        double want = 0.0;
        for (uint64_t i = 1; i <= law.n; i++) {
            want += missed(zipf_mass(&law, i), &reads);
        }
        double have = zipf_sum(&law, 1, law.n, missed, &reads);
        cr_assert_float_eq(have, want, 1e-9 * want + 1e-12, "after %g reads: %.12g, not %.12g", reads, have, want);
    }
}

/* The project's closed forms T6 and T7: 1M keys, Zipf .99. */

static double hits(double p, void *reads)
{
    return p * -fmath_expm1(-*(double *)reads * p);
}

static double met(double p, void *reads)
{
    return -fmath_expm1(-*(double *)reads * p);
}

Test(zipf_law, warm_up_meets_its_check_values)
{
    struct zipf_law law = zipf_law_of(1000000, 0.99);
    static const double want[] = {0.5178, 0.6815, 0.8445, 0.9743};
    double reads = 1e4;
    for (size_t i = 0; i < 4; i++, reads *= 10.0) {
        cr_assert_float_eq(zipf_sum(&law, 1, law.n, hits, &reads), want[i], 5e-5);
    }
    reads = 1e6;
    cr_assert_float_eq(zipf_sum(&law, 1, law.n, met, &reads), 225831.0, 0.5);
}

/* 100M keys, 110,000 reads/s: the table of the seeds' arithmetic. */
Test(zipf_law, the_three_populations_meet_their_table)
{
    static const struct {
        double s, top, distinct, hit[4], db[4];
    } row[] = {
        {0.8658, 0.500, 0.81, {0.228, 0.503, 0.740, 0.927}, {84900, 54600, 28700, 8100}},
        {0.99, 0.740, 0.56, {0.494, 0.716, 0.843, 0.936}, {55700, 31200, 17200, 7100}},
        {1.1766, 0.954, 0.20, {0.835, 0.928, 0.959, 0.977}, {18100, 8000, 4500, 2500}}, /* all terms added up: .83546 */
    };
    static const double t_s[] = {1, 60, 600, 3600};
    for (size_t i = 0; i < 3; i++) {
        struct zipf_law law = zipf_law_of(100000000, row[i].s);
        cr_assert_float_eq(zipf_top_share(&law, 1000000), row[i].top, 5.01e-4);
        double reads = 110000;
        cr_assert_float_eq(zipf_sum(&law, 1, law.n, met, &reads) / reads, row[i].distinct, 5e-3);
        for (size_t k = 0; k < 4; k++) {
            reads = 110000 * t_s[k];
            double hit = zipf_sum(&law, 1, law.n, hits, &reads);
            cr_assert_float_eq(hit, row[i].hit[k], 5.01e-4, "s %g after %g s: %g", row[i].s, t_s[k], hit);
            cr_assert_float_eq(110000 * (1.0 - hit), row[i].db[k], 60.0);
        }
    }
}

Test(zipf_law, exponents_are_solved)
{
    double s;
    cr_assert(zipf_solve_top_share(100000000, 0.01, 0.5, &s));
    cr_assert_float_eq(s, 0.8658, 5e-5);
    struct zipf_law law = zipf_law_of(100000000, s);
    cr_assert_float_eq(zipf_top_share(&law, 1000000), 0.5, 1e-9);

    cr_assert(zipf_solve_distinct(100000000, 110000, 0.2, &s));
    cr_assert_float_eq(s, 1.1766, 5e-5);
    double reads = 110000;
    law = zipf_law_of(100000000, s);
    cr_assert_float_eq(zipf_sum(&law, 1, law.n, met, &reads), 22000.0, 1e-4);

    cr_assert(zipf_solve_top_share(10, 0.2, 0.8, &s));
    law = zipf_law_of(10, s);
    cr_assert_float_eq(zipf_top_share(&law, 2), 0.8, 1e-9);
}

Test(zipf_law, impossible_statements_are_refused)
{
    double s;
    cr_assert_not(zipf_solve_top_share(100, 0.5, 0.4, &s), "the top half cannot take less than half");
    cr_assert_not(zipf_solve_distinct(1000, 10000, 0.5, &s), "1,000 keys are not 5,000 distinct ones");
    cr_assert_not(zipf_solve_distinct(1000, 10, 0.05, &s), "10 reads meet at least one key");
}

/* The sampler. Chi-square over all ranks where they are few, over ranges of ranks where they are many;
 * p-value at least 1e-4 each. */

#define DRAWS 2000000
#define RANGES_MAX 400

/* Ranges of ranks: the first 32 alone, then growing by a factor, at most RANGES_MAX. Returns their number;
 * end[i] is the first rank (from 0) past range i. */
static size_t geometric_ranges(uint64_t n, uint64_t *end)
{
    double factor = pow((double)n / 32.0, 1.0 / (RANGES_MAX - 40));
    size_t ranges = 0;
    uint64_t rank = 0;
    while (rank < n) {
        uint64_t next = rank < 32 ? rank + 1 : (uint64_t)((double)rank * factor) + 1;
        rank = next < n ? next : n;
        end[ranges++] = rank;
    }
    return ranges;
}

static void check_draws(uint64_t n, double s, const uint64_t *end, size_t ranges, uint64_t seed)
{
    enum { BLOCK = 2000 };
    struct zipf_law law = zipf_law_of(n, s);
    struct zipf *z = zipf_new(&law);
    struct rng r = rng_seed(seed, 0, 0);
    uint64_t observed[RANGES_MAX] = {0};
    double expected[RANGES_MAX];
    uint32_t rank[BLOCK];
    for (int i = 0; i < DRAWS / BLOCK; i++) {
        zipf_fill(z, &r, rank, BLOCK);
        for (int k = 0; k < BLOCK; k++) {
            cr_assert_lt(rank[k], n);
            size_t low = 0, high = ranges - 1; /* the range is the first whose end lies beyond the rank */
            while (low < high) {
                size_t middle = (low + high) / 2;
                if (rank[k] < end[middle]) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            observed[low]++;
        }
    }
    for (size_t i = 0; i < ranges; i++) {
        expected[i] = zipf_sum(&law, i == 0 ? 1 : end[i - 1] + 1, end[i], itself, NULL) * DRAWS;
    }
    double p = chi_square_p(expected, observed, ranges);
    cr_assert_geq(p, CHI_SQUARE_LEAST, "n %zu s %g: p %g", (size_t)n, s, p);
    zipf_free(z);
}

Test(zipf_sampler, draws_follow_the_law_over_all_scales)
{
    static const double s[] = {0.0, 0.4, 0.8658, 0.99, 1.0, 1.1766, 1.6, 2.0};
    static const uint64_t n[] = {2000, 1000000, 100000000, UINT32_MAX};
    uint64_t end[RANGES_MAX];
    for (size_t k = 0; k < sizeof n / sizeof n[0]; k++) {
        size_t ranges = geometric_ranges(n[k], end);
        for (size_t i = 0; i < sizeof s / sizeof s[0]; i++) {
            check_draws(n[k], s[i], end, ranges, 100 + 10 * k + i);
        }
    }
}

Test(zipf_sampler, few_ranks_are_exact)
{
    static const double s[] = {0.0, 0.99, 1.5, 4.0};
    static const uint64_t n[] = {2, 3, 5, 17, 300};
    uint64_t end[RANGES_MAX];
    for (size_t k = 0; k < sizeof n / sizeof n[0]; k++) {
        for (uint64_t i = 0; i < n[k]; i++) {
            end[i] = i + 1;
        }
        for (size_t i = 0; i < sizeof s / sizeof s[0]; i++) {
            check_draws(n[k], s[i], end, n[k], 200 + 10 * k + i);
        }
    }
}

/* Inside the cells: ranges much narrower than a cell (up to 50,000 to 340,000 ranks wide here). */
Test(zipf_sampler, draws_follow_the_law_inside_a_cell)
{
    static const double s[] = {0.0, 0.8658, 1.1766};
    for (size_t i = 0; i < 3; i++) {
        const uint64_t n = 100000000, modulus = 1000, cell = 200000;
        struct zipf_law law = zipf_law_of(n, s[i]);
        struct zipf *z = zipf_new(&law);
        struct rng r = rng_seed(300 + i, 0, 0);
        uint64_t fine[1000] = {0}, coarse[400] = {0};
        double fine_expected[1000], coarse_expected[400];
        double in = 0.0, far = 0.0;
        for (int k = 0; k < DRAWS; k++) {
            uint32_t rank = zipf_draw(z, &r);
            if (rank >= n / 2) { /* far out, where neighbouring ranks weigh the same: their residues are uniform */
                fine[rank % modulus]++;
                far += 1.0;
            }
            if (rank >= 1000000 && rank < 1000000 + cell) {
                coarse[(rank - 1000000) / (cell / 400)]++;
                in += 1.0;
            }
        }
        double mass = zipf_sum(&law, 1000001, 1000000 + cell, itself, NULL);
        for (uint64_t k = 0; k < 1000; k++) {
            fine_expected[k] = far / 1000.0;
        }
        for (uint64_t k = 0; k < 400; k++) {
            uint64_t first = 1000001 + k * (cell / 400);
            coarse_expected[k] = zipf_sum(&law, first, first + cell / 400 - 1, itself, NULL) / mass * in;
        }
        cr_assert_geq(chi_square_p(fine_expected, fine, 1000), CHI_SQUARE_LEAST, "s %g", s[i]);
        cr_assert_geq(chi_square_p(coarse_expected, coarse, 400), CHI_SQUARE_LEAST, "s %g", s[i]);
        zipf_free(z);
    }
}

/* A steep law over a wide range: one cell spans most ranks, and nearly every draw from it is settled by the
 * power. The count beyond the 99.99% point is within 5 standard deviations of a Poisson count. */
Test(zipf_sampler, the_tail_of_a_steep_law_is_right)
{
    static const double s[] = {1.5, 2.0, 3.0};
    for (size_t i = 0; i < 3; i++) {
        struct zipf_law law = zipf_law_of(UINT32_MAX, s[i]);
        struct zipf *z = zipf_new(&law);
        struct rng r = rng_seed(400 + i, 0, 0);
        uint64_t far = 1;
        while (zipf_sum(&law, far + 1, law.n, itself, NULL) > 1e-4) {
            far *= 2;
        }
        double chance = zipf_sum(&law, far + 1, law.n, itself, NULL), beyond = 0.0, farther = 0.0;
        double chance_farther = zipf_sum(&law, 10 * far + 1, law.n, itself, NULL);
        const double draws = 5e6;
        for (int k = 0; k < (int)draws; k++) {
            uint32_t rank = zipf_draw(z, &r);
            beyond += rank >= far ? 1.0 : 0.0;
            farther += rank >= 10 * far ? 1.0 : 0.0;
        }
        cr_assert_float_eq(beyond, chance * draws, 5.0 * sqrt(chance * draws), "s %g", s[i]);
        cr_assert_float_eq(farther, chance_farther * draws, 5.0 * sqrt(chance_farther * draws) + 1.0, "s %g", s[i]);
        zipf_free(z);
    }
}

Test(zipf_sampler, one_rank_is_always_drawn)
{
    struct zipf_law law = zipf_law_of(1, 0.99);
    struct zipf *z = zipf_new(&law);
    struct rng r = rng_seed(1, 0, 0);
    for (int i = 0; i < 10000; i++) {
        cr_assert_eq(zipf_draw(z, &r), 0);
    }
    zipf_free(z);
}

Test(zipf_sampler, a_fill_is_repeated_draws)
{
    enum { N = 20000 };
    static const double s[] = {0.0, 0.8658, 3.0};
    uint32_t *filled = malloc(N * sizeof *filled);
    for (size_t i = 0; i < 3; i++) {
        struct zipf_law law = zipf_law_of(100000000, s[i]);
        struct zipf *z = zipf_new(&law);
        struct rng a = rng_seed(500, i, 0), b = a;
        zipf_fill(z, &a, filled, N);
        for (int k = 0; k < N; k++) {
            cr_assert_eq(filled[k], zipf_draw(z, &b));
        }
        cr_assert_arr_eq(&a, &b, sizeof a, "and leave the stream at the same place");
        zipf_free(z);
    }
    free(filled);
}

/* The same draws on every compiler and processor. */
Test(zipf_sampler, draws_are_the_same_everywhere)
{
    static const double s[] = {0.0, 0.8658, 0.99, 1.1766, 5.0};
    uint64_t hash = 0;
    for (size_t i = 0; i < 5; i++) {
        struct zipf_law law = zipf_law_of(100000000, s[i]);
        struct zipf *z = zipf_new(&law);
        struct rng r = rng_seed(600, i, 0);
        for (int k = 0; k < 100000; k++) {
            hash = rng_mix(hash ^ zipf_draw(z, &r));
        }
        zipf_free(z);
    }
    cr_assert_eq(hash, UINT64_C(0x730c0628cf100b81), "hash is 0x%016llx", (unsigned long long)hash);
}
