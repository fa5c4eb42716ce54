/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rate.h: the rate of a traffic source over time, and the instants at which it has produced its k-th session.
 *
 * The rate is base x shape(t) x events(t), both piecewise linear, so piecewise a polynomial of degree two.
 * An arrival process of that rate is the image of a process of rate one under the inverse of the cumulative
 * rate (the time-change theorem), which is exact, and lets the same unit process drive every variant.
 */
#ifndef HERDSIM_RATE_H
#define HERDSIM_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config.h"

struct rate_segment { /* rate(start + u) = a + b u + c u^2, in 1/s, u in s */
    double start_s, a, b, c;
    double before; /* cumulative rate at the start: sessions expected until then */
};

struct rate {
    struct rate_segment *segment; /* the last one goes on for ever, at a constant rate */
    size_t segments_n;
};

struct rate_cursor { /* where the last inversion fell; times only go forward */
    size_t segment;
};

/* The rate of source number `source` of the config. False without memory. */
bool rate_init(struct rate *r, const struct config *c, size_t source);
void rate_release(struct rate *r);

/* Rate at an instant, 1/s. */
double rate_at(const struct rate *r, double t_s);

/* Sessions expected until an instant. */
double rate_cumulative(const struct rate *r, double t_s);

/* The instant (s) at which the cumulative rate reaches `target` (not below that of the last call with
 * this cursor); INFINITY if it never does. */
double rate_invert(const struct rate *r, struct rate_cursor *cursor, double target);

#endif
