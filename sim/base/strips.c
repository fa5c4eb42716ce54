/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strips.c: covering a density with strips of equal area, and the draws that the squeeze leaves open.
 *
 * Both families are log-concave in t (t = ln x for the lognormal, x for Erlang's), so beyond t0 the density
 * of t lies below its tangent in the logarithm: h(t) <= h(t0) exp(-rate |t - t0|), of area h(t0) / rate.
 * g is the smallest area for which STRIPS_MAX strips suffice, found by bisection; the density never needs
 * to be normalised.
 */
#include "base/strips.h"

#include <math.h>

#include "base/fmath.h"

#define BISECTIONS 25

struct strips_density strips_lognormal(double mu, double sigma)
{
    double log_mode = mu - sigma * sigma;
    return (struct strips_density){
        .family = STRIPS_LOGNORMAL, .p = mu, .q = sigma, .mode = fmath_exp(log_mode), .log_mode = log_mode};
}

struct strips_density strips_erlang(double scale, double shape)
{
    double mode = (shape - 1.0) * scale;
    return (struct strips_density){
        .family = STRIPS_ERLANG, .p = scale, .q = shape, .mode = mode, .log_mode = fmath_log(mode)};
}

/* ln of the density at x, relative to the mode. */
static double log_density(const struct strips_density *d, double x)
{
    if (d->family == STRIPS_LOGNORMAL) { /* -(t - mu)^2 / (2 sigma^2) - t, completed to a square at the mode */
        double z = (fmath_log(x) - d->log_mode) / d->q;
        return -0.5 * z * z;
    }
    return (d->q - 1.0) * (fmath_log(x) - d->log_mode) - (x - d->mode) / d->p;
}

static double density_at(const struct strips_density *d, double x)
{
    return x > 0.0 ? fmath_exp(log_density(d, x)) : 0.0;
}

/* ln of the density of t at t. */
static double log_density_t(const struct strips_density *d, double t)
{
    if (d->family == STRIPS_LOGNORMAL) {
        double z = (t - d->log_mode) / d->q;
        return -0.5 * z * z + t;
    }
    return log_density(d, t);
}

/* The tail beyond x, away from the mode. False if its hat would be too large, or there is none: the
 * lognormal's rate is |t - mu| / sigma^2, Erlang's 1 / scale - (shape - 1) / x; Erlang's left end is finite. */
static bool tail_from(const struct strips_density *d, double x, double sign, double area, struct strips_tail *tail)
{
    if (d->family == STRIPS_ERLANG) {
        if (sign < 0.0) {
            return false;
        }
        *tail = (struct strips_tail){.start = x, .rate = 1.0 / d->p - (d->q - 1.0) / x, .sign = sign};
    } else {
        double t = fmath_log(x);
        *tail = (struct strips_tail){.start = t, .rate = sign * (t - d->p) / (d->q * d->q), .sign = sign};
    }
    if (!(tail->rate > 0.0)) {
        return false;
    }
    tail->log_head = log_density_t(d, tail->start);
    tail->ratio = fmath_exp(tail->log_head) / tail->rate / area;
    return tail->ratio <= 1.0;
}

/* One strip from x outwards. A width is cut to a float from above, which makes the hat a little higher; the
 * last strip before 0 may reach a little past it, where the density is 0 and every draw is refused. */
static struct strips_cell strip_from(const struct strips_density *d, double x, double sign, double area)
{
    double height = density_at(d, x);
    double width = area / height;
    bool to_zero = sign < 0.0 && width > x * (1.0 + 0x1p-20);
    double wanted = (to_zero ? x : width) * 0x1p-32;
    float step = (float)wanted;
    if (to_zero && (double)step < wanted) {
        step = nextafterf(step, INFINITY);
    } else if (!to_zero && (double)step > wanted) {
        step = nextafterf(step, 0.0F);
    }
    double hat = area / ((double)step * 0x1p32);
    double least = fmin(height, density_at(d, x + sign * (double)step * 0x1p32));
    struct strips_cell cell = {.start = x, .step = sign < 0.0 ? -step : step};
    cell.squeeze = (uint32_t)(fmin(least / hat, 1.0) * (double)(1U << STRIPS_V_BITS));
    return cell;
}

/* Strips from the mode to one side. Returns how many, at most `room`, or room + 1 if that is too few. */
static uint64_t cover_side(const struct strips_density *d, double sign, double area, uint64_t room,
                           struct strips_cell *cell, struct strips_tail *tail, bool *has_tail)
{
    double x = d->mode;
    *has_tail = false;
    for (uint64_t n = 0;; n++) {
        if (tail_from(d, x, sign, area, tail)) {
            *has_tail = true;
            return n;
        }
        if (n == room) {
            return room + 1;
        }
        cell[n] = strip_from(d, x, sign, area);
        x += (double)cell[n].step * 0x1p32;
        if (x <= 0.0) {
            return n + 1;
        }
    }
}

/* Fills s for strips of the given area. False if STRIPS_MAX are too few. */
static bool cover(struct strips *s, double area)
{
    const struct strips_density *d = &s->density;
    bool left_tail, right_tail;
    uint64_t room = STRIPS_MAX - 2;
    uint64_t left = cover_side(d, -1.0, area, room, s->cell, &s->tail[0], &left_tail);
    if (left > room) {
        return false;
    }
    struct strips_tail *right_place = &s->tail[left_tail ? 1 : 0];
    uint64_t right = cover_side(d, 1.0, area, room - left, s->cell + left, right_place, &right_tail);
    if (right > room - left) {
        return false;
    }
    s->area = area;
    s->body_n = left + right;
    s->cells_n = s->body_n;
    for (int tails = (int)left_tail + (int)right_tail; tails > 0; tails--) {
        s->cell[s->cells_n++] = (struct strips_cell){.start = 0.0, .step = 0.0F, .squeeze = 0};
    }
    return true;
}

void strips_build(struct strips *s, const struct strips_density *density)
{
    s->density = *density;
    double high = density->mode / STRIPS_MAX;
    while (cover(s, high)) { /* from wherever, down to an area that is too small */
        high /= 2.0;
    }
    while (!cover(s, high)) {
        high *= 2.0;
    }
    double low = high / 2.0;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = 0.5 * (low + high);
        if (cover(s, middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    cover(s, high);
}

static bool settle_tail(const struct strips *s, const struct strips_tail *tail, double v, struct rng *r, double *x)
{
    double over = -fmath_log(rng_uniform_pos(r));
    double t = tail->start + tail->sign * over / tail->rate;
    double log_hat = tail->log_head - over;
    if (v >= tail->ratio * fmath_exp(log_density_t(&s->density, t) - log_hat)) {
        return false;
    }
    *x = s->density.family == STRIPS_LOGNORMAL ? fmath_exp(t) : t;
    return true;
}

bool strips_settle(const struct strips *s, uint64_t cell, uint32_t position, uint32_t v, struct rng *r, double *x)
{
    double height = ((double)v + rng_uniform(r)) / (double)(1U << STRIPS_V_BITS);
    if (cell >= s->body_n) {
        return settle_tail(s, &s->tail[cell - s->body_n], height, r, x);
    }
    double step = (double)s->cell[cell].step;
    *x = s->cell[cell].start + step * (double)position;
    double hat = s->area / (fabs(step) * 0x1p32);
    return height * hat < density_at(&s->density, *x);
}
