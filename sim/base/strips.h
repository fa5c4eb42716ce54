/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strips.h: exact draws from a unimodal density on x >= 0 at the price of one random word and one look-up.
 *
 * After J. Ahrens, "A one-table method for sampling from continuous and discrete distributions",
 * Computing 54, 1995. Strips of equal area g cover the graph of the density: going from the mode outwards,
 * each is g / f(x) wide and f(x) high, x being its end nearer the mode. A draw picks a strip, a position
 * in it, and a height v; below the density at the strip's far end (the squeeze) it is accepted at once,
 * otherwise v gets 53 more digits and the density itself decides. Where the tail beyond x can be put
 * under an exponential hat of area at most g, one last "strip" stands for all of it, so no tail is cut.
 */
#ifndef HERDSIM_STRIPS_H
#define HERDSIM_STRIPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"

/* The density: either lognormal (p: mu, q: sigma > 0) or Erlang's (p: scale, q: shape >= 2), which is all
 * that the strips need to know; scaled so that its maximum is 1. */
enum strips_family { STRIPS_LOGNORMAL, STRIPS_ERLANG };

struct strips_density {
    enum strips_family family;
    double p, q;
    double mode, log_mode;
};

#define STRIPS_MAX 512
#define STRIPS_V_BITS 21 /* of the first word, for the height; the upper 32 of the strip's bits give the position */

struct strips_cell {
    double start;     /* the end nearer the mode */
    float step;       /* signed width x 2^-32 */
    uint32_t squeeze; /* accept at once if the STRIPS_V_BITS of v lie below; 0 for a tail */
};

struct strips_tail { /* t = ln x for the lognormal, x for Erlang's */
    double start;    /* t where the tail begins */
    double rate;     /* of the hat's decay in |t - start| */
    double log_head; /* ln of the density of t at start */
    double ratio;    /* area of the hat over g */
    double sign;     /* -1: towards smaller t */
};

struct strips {
    uint64_t cells_n; /* tails included */
    uint64_t body_n;  /* cells from here on are tails */
    struct strips_density density;
    double area; /* g */
    struct strips_tail tail[2];
    struct strips_cell cell[STRIPS_MAX];
};

/* Lognormal: mu >= 0 and sigma of ln x, 1e-9 <= sigma <= 4. Erlang: scale > 0, shape >= 2. */
struct strips_density strips_lognormal(double mu, double sigma);
struct strips_density strips_erlang(double scale, double shape);

void strips_build(struct strips *s, const struct strips_density *density);

/* Settles a draw that the squeeze left open: true with the value in *x, or false to draw again. */
bool strips_settle(const struct strips *s, uint64_t cell, uint32_t position, uint32_t v, struct rng *r, double *x);

static inline double strips_draw(const struct strips *s, struct rng *r)
{
    for (;;) {
        struct rng_scaled by_cells = rng_scale(rng_next(r), s->cells_n);
        uint64_t i = by_cells.whole, rest = by_cells.rest;
        uint32_t position = (uint32_t)(rest >> 32);
        uint32_t v = (uint32_t)rest >> (32 - STRIPS_V_BITS);
        const struct strips_cell *cell = &s->cell[i];
        double x = cell->start + (double)cell->step * (double)position;
        if (__builtin_expect(v < cell->squeeze, 1)) {
            return x;
        }
        struct rng aside = *r; /* so that no pointer to the caller's generator escapes: it stays in registers */
        double settled;
        bool accepted = strips_settle(s, i, position, v, &aside, &settled);
        *r = aside;
        if (accepted) {
            return settled;
        }
    }
}

#endif
