/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zipf.h: the popularity of keys: P(rank i) = i^-s / H(n, s), i = 1..n, any s >= 0 (0 is uniform).
 *
 * The law: sums over up to 4e9 ranks in microseconds, by exact summation of the head and Gauss-Legendre
 * quadrature (in log rank, with the Euler-Maclaurin end corrections) of the tail, relative error < 1e-9.
 *
 * The sampler: exact, with no table of n entries. At most 2,048 cells of equal area cover the masses, each a
 * run of ranks under a hat; one random word picks the cell, the rank in it and the height, a squeeze accepts
 * nearly always, and what remains is settled by the power itself (24 KiB on the hot path, 2 to 4 ns a draw).
 */
#ifndef HERDSIM_ZIPF_H
#define HERDSIM_ZIPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

struct zipf_law {
    uint64_t n;      /* number of ranks, 1 to 2^32 - 1 */
    double exponent; /* s, 0 to 10 */
    double total;    /* H(n, s) */
};

struct zipf_law zipf_law_of(uint64_t n, double exponent);

/* Probability of the rank, 1 to n. */
double zipf_mass(const struct zipf_law *law, uint64_t rank);

/* Probability of the k most popular ranks together, 0 <= k <= n. */
double zipf_top_share(const struct zipf_law *law, uint64_t k);

/* Sum over ranks first..last (1-based, inclusive) of f(p(rank), context), f smooth in p. */
double zipf_sum(const struct zipf_law *law, uint64_t first, uint64_t last, double (*f)(double p, void *context),
                void *context);

/* The exponent at which the `key_share` most popular keys take `read_share` of the reads
 * (0 < key_share < read_share < 1). False if no exponent in [0, 10] does. GSL's Brent solver. */
bool zipf_solve_top_share(uint64_t n, double key_share, double read_share, double *exponent);

/* The exponent at which `reads` draws meet `distinct_share` x reads distinct keys on average:
 * sum_i 1 - exp(-reads p_i) = distinct_share x reads. False if no exponent in [0, 10] does. */
bool zipf_solve_distinct(uint64_t n, double reads, double distinct_share, double *exponent);

struct zipf; /* a compiled sampler; immutable */

struct zipf *zipf_new(const struct zipf_law *law); /* NULL only without memory */
void zipf_free(struct zipf *z);

/* One draw: a rank counted from 0, the most popular first. */
uint32_t zipf_draw(const struct zipf *z, struct rng *r);

/* n draws, the same values as n calls of zipf_draw. */
void zipf_fill(const struct zipf *z, struct rng *r, uint32_t *out, size_t n);

#endif
