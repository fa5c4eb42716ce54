/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How evenly consistent hashing spreads keys, as libketama does it (R. Jones, github.com/RJ/ketama, libketama/ketama.c:
 * "40 hashes, 4 numbers per hash = 160 points per server"): shares that vary by about 8%.
 *
 * In theory the share of one of N nodes is what 160 of 160 N independent points on a circle cut off, which is distributed
 * Beta(160, 160 (N - 1)): mean 1 / N, and CV sqrt((N - 1) / (160 N + 1)), 7.5% for 10 nodes and 7.9% for 100. libketama
 * itself, with the MD5 hashes of 250 lists of servers (10.0.0.1:11211 and so on), has 7.51%, 7.83% and 7.85% for 10, 20 and
 * 100 servers (computed once, by a program of a few lines after its source).
 *
 * The rings of the model do not depend on the seed. Independent ones are had by taking disjoint groups of nodes out of a
 * large one.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "model/caches/ring.h"

enum { ALL_NODES = 2000, POINTS = 160 };

/* Mean square of (share x nodes - 1) over the nodes first to first + n - 1, which make a ring of their own. */
static double mean_square(const struct ring *whole, uint32_t first, uint32_t n)
{
    static bool out[ALL_NODES];
    static double share[ALL_NODES];
    struct ring r;
    for (uint32_t i = 0; i < ALL_NODES; i++) {
        out[i] = i < first || i >= first + n;
        share[i] = 0;
    }
    cr_assert(ring_init_without(&r, whole, out));
    cr_assert_eq(r.points_n, n * POINTS);
    for (uint32_t i = 0; i < r.points_n; i++) {
        uint32_t before = r.at[i > 0 ? i - 1 : r.points_n - 1];
        share[r.node[i]] += (double)(uint32_t)(r.at[i] - before) * 0x1p-32;
    }
    double squares = 0, sum = 0;
    for (uint32_t i = first; i < first + n; i++) {
        squares += (share[i] * n - 1) * (share[i] * n - 1);
        sum += share[i];
    }
    cr_assert_float_eq(sum, 1, 1e-9);
    ring_release(&r);
    return squares / n;
}

/* Variances of 2,000 shares each. Their standard error is sqrt(2 / 2000) of them, 3.2%; 4 of these, to either side, are
 * passed once in 16,000 times. */
Test(outside_ketama, shares_vary_as_theory_has_it)
{
    const uint32_t nodes[] = {10, 20, 100};
    struct ring whole;
    cr_assert(ring_init(&whole, ALL_NODES, 0));
    for (size_t k = 0; k < sizeof nodes / sizeof nodes[0]; k++) {
        uint32_t n = nodes[k], rings_n = ALL_NODES / n;
        double sum = 0, theory = (n - 1.0) / (POINTS * n + 1.0);
        for (uint32_t i = 0; i < rings_n; i++) {
            sum += mean_square(&whole, i * n, n);
        }
        double variance = sum / rings_n, slack = 4 * sqrt(2.0 / ALL_NODES);
        cr_assert_float_eq(variance, theory, slack * theory, "%u nodes: CV %g, theory %g", n, sqrt(variance),
                           sqrt(theory));
    }
    ring_release(&whole);
}
