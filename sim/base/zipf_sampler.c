/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zipf_sampler.c: exact Zipf draws from one table of equal cells.
 *
 * After J. Ahrens, "A one-table method for sampling from continuous and discrete distributions",
 * Computing 54, 1995, in the discrete case. The graph of the masses is covered by at most 2,048 cells of
 * the same area g. A cell is a run of `width` ranks under a hat of constant height g / width, no lower
 * than the mass of its first rank; a rank heavier than g has several cells to itself. So choosing a cell
 * is choosing a whole number, without an alias table:
 *
 *   cell   = high word of u x cells            u: 64 random bits
 *   offset = high word of (low word) x width
 *   v      = what is left, uniform on [0, 1)
 *
 * The three are disjoint digits of one number, of 2^64 values: a rank's chance is off by at most
 * width x 2^-53 of itself (2^-30 where 100M keys follow a law met in practice). The draw is accepted if v lies
 * below the ratio of mass to hat at the rank. That ratio falls along the cell, so the ratio at its last
 * rank is a squeeze that settles all but a few in a hundred draws. For the others v gets 53 further
 * digits, and the power itself decides.
 *
 * g is the smallest for which the cells suffice, found by bisection. Every number that decides comes from
 * base/fmath.h, so a stream gives the same ranks everywhere.
 */
#include <stdlib.h>

#include "base/ensure.h"
#include "base/fmath.h"
#include "base/zipf.h"

#define CELLS_MAX 2048
#define BISECTIONS 30

struct cell {         /* 24 KiB of them: the part of the table that every draw reads */
    uint32_t first;   /* rank from 0 */
    uint32_t width;   /* ranks */
    uint32_t squeeze; /* accept at once if the upper 32 bits of v lie below */
};

_Static_assert(sizeof(struct cell) * CELLS_MAX <= 32 * 1024, "the table must fit the first-level cache");

struct zipf {
    uint64_t cells_n;
    double exponent;
    struct cell cell[CELLS_MAX];
    double head_ratio[CELLS_MAX]; /* mass over hat at a cell's first rank */
};

/* Covers the masses with cells of area g. Returns how many it takes, or CELLS_MAX + 1 if too many.
 * `z` may be NULL: then only counts. */
static uint64_t cover(const struct zipf_law *law, double g, struct zipf *z)
{
    uint64_t cells = 0;
    uint64_t rank = 1;
    while (rank <= law->n) {
        double mass = fmath_pow((double)rank, -law->exponent);
        double per_cell = g / mass; /* ranks that one cell may cover, or the part of one */
        uint64_t repeat = 1, width = 1;
        if (per_cell < 1.0) {
            double needed = mass / g;
            if (needed > (double)CELLS_MAX) {
                return CELLS_MAX + 1;
            }
            repeat = (uint64_t)needed + ((double)(uint64_t)needed < needed ? 1 : 0);
        } else {
            uint64_t left = law->n - rank + 1;
            width = per_cell < (double)left ? (uint64_t)per_cell : left;
        }
        if (cells + repeat > CELLS_MAX) {
            return CELLS_MAX + 1;
        }
        if (z != NULL) {
            double last_mass = fmath_pow((double)(rank + width - 1), -law->exponent);
            double hat = g * (double)repeat / (double)width;
            double head_ratio = mass < hat ? mass / hat : 1.0;
            double squeeze = last_mass < hat ? last_mass / hat * 0x1p32 : 0x1p32;
            for (uint64_t i = cells; i < cells + repeat; i++) {
                z->head_ratio[i] = head_ratio;
                z->cell[i].first = (uint32_t)(rank - 1);
                z->cell[i].width = (uint32_t)width;
                z->cell[i].squeeze = squeeze < 0x1p32 - 1 ? (uint32_t)squeeze : UINT32_MAX;
            }
        }
        cells += repeat;
        rank += width;
    }
    return cells;
}

static double smallest_area(const struct zipf_law *law)
{
    double high = law->total / CELLS_MAX;
    while (cover(law, high, NULL) > CELLS_MAX) {
        high *= 2.0;
    }
    double low = high / 2.0;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = 0.5 * (low + high);
        if (cover(law, middle, NULL) > CELLS_MAX) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

struct zipf *zipf_new(const struct zipf_law *law)
{
    ensure(law->n >= 1 && law->n <= UINT32_MAX);
    struct zipf *z = malloc(sizeof *z);
    if (z == NULL) {
        return NULL;
    }
    z->exponent = law->exponent;
    z->cells_n = cover(law, smallest_area(law), z);
    ensure(z->cells_n >= 1 && z->cells_n <= CELLS_MAX);
    return z;
}

void zipf_free(struct zipf *z)
{
    free(z);
}

/* What the squeeze left open: v gets more digits and is held against the exact ratio. */
static bool settle(const struct zipf *z, uint64_t cell, uint32_t offset, uint32_t v32, struct rng *r)
{
    double v = ((double)v32 + rng_uniform(r)) * 0x1p-32;
    if (v >= z->head_ratio[cell]) {
        return false;
    }
    if (offset == 0) {
        return true;
    }
    double first = (double)z->cell[cell].first + 1.0;
    return v < z->head_ratio[cell] * fmath_pow(1.0 + offset / first, -z->exponent);
}

static inline uint32_t draw(const struct zipf *z, struct rng *r)
{
    for (;;) {
        struct rng_scaled by_cells = rng_scale(rng_next(r), z->cells_n);
        uint64_t i = by_cells.whole;
        const struct cell *cell = &z->cell[i];
        struct rng_scaled by_width = rng_scale(by_cells.rest, cell->width);
        uint32_t offset = (uint32_t)by_width.whole;
        uint32_t v32 = (uint32_t)(by_width.rest >> 32);
        if (__builtin_expect(v32 < cell->squeeze, 1)) {
            return cell->first + offset;
        }
        struct rng aside = *r; /* so that no pointer to the caller's generator escapes: it stays in registers */
        bool accepted = settle(z, i, offset, v32, &aside);
        *r = aside;
        if (accepted) {
            return cell->first + offset;
        }
    }
}

uint32_t zipf_draw(const struct zipf *z, struct rng *r)
{
    return draw(z, r);
}

void zipf_fill(const struct zipf *z, struct rng *r, uint32_t *out, size_t n)
{
    struct rng local = *r;
    for (size_t i = 0; i < n; i++) {
        out[i] = draw(z, &local);
    }
    *r = local;
}
