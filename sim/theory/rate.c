/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rate.c: piecewise quadratic rates and their inversion (see rate.h). */
#include "theory/rate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "model/event.h"

struct line { /* value and slope of a piecewise linear function from an instant on */
    double value, slope_per_s;
};

/* The shape of a source from instant t on: constant outside its points, linear between them. */
static struct line shape_from(const struct config_source *s, double t_s)
{
    if (s->shape_n == 0) {
        return (struct line){1, 0};
    }
    const struct config_shape_point *p = s->shape;
    if (t_s < seconds(p[0].at_ns)) {
        return (struct line){p[0].x, 0};
    }
    size_t i = s->shape_n - 1;
    while (t_s < seconds(p[i].at_ns)) {
        i--;
    }
    if (i == s->shape_n - 1) {
        return (struct line){p[i].x, 0};
    }
    double from_s = seconds(p[i].at_ns);
    double slope = (p[i + 1].x - p[i].x) / (seconds(p[i + 1].at_ns) - from_s);
    return (struct line){p[i].x + slope * (t_s - from_s), slope};
}

static bool concerns(const struct config_event *e, const struct config_source *s)
{
    return e->type->changes_traffic && (e->source == NULL || strcmp(e->source, s->name) == 0);
}

/* The multiplier of the traffic events from instant t on. A ramp starts where the last one had come to. */
static struct line events_from(const struct config *c, const struct config_source *s, double t_s)
{
    struct line now = {1, 0};
    double from_s = 0, until_s = INFINITY, goal = 1;
    for (size_t i = 0; i < c->events_n; i++) {
        const struct config_event *e = &c->events[i];
        double at_s = seconds(e->at_ns);
        if (!concerns(e, s) || at_s > t_s) {
            continue;
        }
        double reached = at_s < until_s ? now.value + now.slope_per_s * (at_s - from_s) : goal;
        double ramp_s = seconds(e->ramp_ns);
        goal = e->x;
        from_s = at_s;
        until_s = at_s + ramp_s;
        now = ramp_s > 0 ? (struct line){reached, (goal - reached) / ramp_s} : (struct line){goal, 0};
    }
    if (t_s >= until_s) {
        return (struct line){goal, 0};
    }
    return (struct line){now.value + now.slope_per_s * (t_s - from_s), now.slope_per_s};
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Every instant at which one of the factors bends, sorted, without repetition. Returns how many. */
static size_t breakpoints(const struct config *c, const struct config_source *s, double *at_s)
{
    size_t n = 0;
    at_s[n++] = 0;
    for (size_t i = 0; i < s->shape_n; i++) {
        at_s[n++] = seconds(s->shape[i].at_ns);
    }
    for (size_t i = 0; i < c->events_n; i++) {
        if (concerns(&c->events[i], s)) {
            at_s[n++] = seconds(c->events[i].at_ns);
            at_s[n++] = seconds(c->events[i].at_ns) + seconds(c->events[i].ramp_ns);
        }
    }
    qsort(at_s, n, sizeof *at_s, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++) {
        if (at_s[i] > at_s[kept - 1]) {
            at_s[kept++] = at_s[i];
        }
    }
    return kept;
}

static double integral(const struct rate_segment *g, double u_s)
{
    return u_s * (g->a + u_s * (g->b / 2 + u_s * (g->c / 3)));
}

bool rate_init(struct rate *r, const struct config *c, size_t source)
{
    ensure(source < c->sources_n && c->sources[source].sessions_per_s >= 0);
    const struct config_source *s = &c->sources[source];
    size_t most = 1 + s->shape_n + 2 * c->events_n;
    double *at_s = calloc(most, sizeof *at_s);
    r->segment = calloc(most, sizeof *r->segment);
    if (at_s == NULL || r->segment == NULL) {
        free(at_s);
        return false;
    }
    r->segments_n = breakpoints(c, s, at_s);
    for (size_t i = 0; i < r->segments_n; i++) {
        struct line x = shape_from(s, at_s[i]), y = events_from(c, s, at_s[i]);
        double base = s->sessions_per_s;
        struct rate_segment *g = &r->segment[i];
        *g = (struct rate_segment){.start_s = at_s[i],
                                   .a = base * x.value * y.value,
                                   .b = base * (x.value * y.slope_per_s + x.slope_per_s * y.value),
                                   .c = base * x.slope_per_s * y.slope_per_s};
        /* a rate that falls to 0 may be rounded to less than 0: no sessions are taken back */
        g->before = i == 0 ? 0 : g[-1].before + fmax(0, integral(&g[-1], g->start_s - g[-1].start_s));
        ensure(isfinite(g->before));
    }
    free(at_s);
    return true;
}

void rate_release(struct rate *r)
{
    free(r->segment);
    r->segment = NULL;
}

static const struct rate_segment *segment_at(const struct rate *r, double t_s)
{
    size_t i = r->segments_n - 1;
    while (i > 0 && t_s < r->segment[i].start_s) {
        i--;
    }
    return &r->segment[i];
}

double rate_at(const struct rate *r, double t_s)
{
    const struct rate_segment *g = segment_at(r, t_s);
    double u = t_s - g->start_s;
    return g->a + u * (g->b + u * g->c);
}

double rate_cumulative(const struct rate *r, double t_s)
{
    const struct rate_segment *g = segment_at(r, t_s);
    return g->before + integral(g, t_s - g->start_s);
}

/* Solves integral(g, u) = want for u in [0, end]: Newton's steps, kept inside a shrinking bracket. */
static double solve_within(const struct rate_segment *g, double want, double end_s)
{
    double low = 0, high = end_s, u = end_s / 2;
    for (int step = 0; step < 200 && high - low > 1e-12; step++) {
        double excess = integral(g, u) - want;
        if (excess > 0) {
            high = u;
        } else {
            low = u;
        }
        double slope = g->a + u * (g->b + u * g->c);
        double next = slope > 0 ? u - excess / slope : low;
        if (!(next > low && next < high)) {
            next = low + (high - low) / 2;
        }
        if (fabs(next - u) < 1e-12) {
            return next;
        }
        u = next;
    }
    return u;
}

double rate_invert(const struct rate *r, struct rate_cursor *cursor, double target)
{
    while (cursor->segment + 1 < r->segments_n && r->segment[cursor->segment + 1].before <= target) {
        cursor->segment++;
    }
    const struct rate_segment *g = &r->segment[cursor->segment];
    double want = target - g->before;
    ensure(want >= 0); /* targets do not fall */
    bool last = cursor->segment + 1 == r->segments_n;
    if (g->b == 0 && g->c == 0) {
        return g->a > 0 ? g->start_s + want / g->a : INFINITY;
    }
    ensure(!last); /* the last segment is constant: no factor bends after it */
    return g->start_s + solve_within(g, want, g[1].start_s - g->start_s);
}
