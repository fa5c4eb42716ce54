/* SPDX-License-Identifier: GPL-3.0-or-later */
/* causes.c: one walk over all that is planned, whoever asks (see causes.h). */
#include "outcome/causes.h"

#include <math.h>

#include "base/ensure.h"
#include "model/event.h"
#include "theory/stationary.h"

double causes_event_over_s(const struct results *r, const struct config_event *e)
{
    if (e->type->moves_traffic) { /* when it was ready */
        return isnan(r->prewarm.cutover_s) ? INFINITY : r->prewarm.cutover_s;
    }
    return seconds(event_over_ns(e, r->config));
}

/* A planned cause, and until when it may be to blame. */
struct planned {
    struct cause cause;
    double blamed_s;
    int rank; /* of several to blame, the one of the highest rank; of these the latest */
};

typedef void visit(void *context, const struct planned *p);

static double after_s(const struct results *r)
{
    return CAUSES_AFTER_N * seconds(r->config->run.window_ns);
}

/* What was emptied comes back once more when it expires, which is the same instant for all that was fetched together. */
static double second_wave_s(const struct config *c)
{
    int64_t ttl_ns = c->cache.present ? c->cache.ttl_ns : c->servers.local.ttl_ns;
    return ttl_ns == TIME_NEVER ? INFINITY : seconds(ttl_ns);
}

static bool speaks_of(const struct config_event *e, const struct config_event *other)
{
    return e->source == NULL || other->source == NULL || e->source == other->source;
}

/* The multiplier before a traffic event. */
static double traffic_before(const struct config *c, size_t event)
{
    for (size_t i = event; i-- > 0;) {
        if (c->events[i].type->changes_traffic && speaks_of(&c->events[i], &c->events[event])) {
            return c->events[i].x;
        }
    }
    return 1;
}

static double until_less_s(const struct config *c, size_t event)
{
    for (size_t i = event + 1; i < c->events_n; i++) {
        const struct config_event *e = &c->events[i];
        if (e->type->changes_traffic && speaks_of(e, &c->events[event]) && e->x < c->events[event].x) {
            return seconds(e->at_ns + e->ramp_ns);
        }
    }
    return INFINITY;
}

static void visit_event(const struct results *r, size_t i, visit *f, void *context)
{
    const struct config *c = r->config;
    const struct config_event *e = &c->events[i];
    double at_s = seconds(e->at_ns), over_s = causes_event_over_s(r, e), blamed_s = over_s;
    int rank = e->type->changes_traffic || e->type->mends ? 3 : 4;
    if (e->type->changes_traffic) {
        if (e->x <= traffic_before(c, i)) {
            return;
        }
        blamed_s = until_less_s(c, i);
        over_s = isinf(blamed_s) ? over_s : blamed_s;
    } else if (e->type->lasts_for_ever) {
        blamed_s = INFINITY;
    } else if (e->type->loses_entries) {
        blamed_s = over_s + second_wave_s(c);
    }
    const struct planned p = {{CAUSE_EVENT, i, at_s, over_s}, blamed_s + after_s(r), rank};
    f(context, &p);
}

/* When a shape that has risen from x is back there, or nearly; INFINITY: never. */
static double back_s(const struct config_source *s, size_t from, double x)
{
    for (size_t i = from; i < s->shape_n; i++) {
        if (s->shape[i].x <= 1.1 * x) {
            return seconds(s->shape[i].at_ns);
        }
    }
    return INFINITY;
}

static void visit_shape(const struct results *r, size_t source, visit *f, void *context)
{
    const struct config_source *s = &r->config->sources[source];
    for (size_t i = 0; i + 1 < s->shape_n; i++) {
        double low = s->shape[i].x;
        size_t top = i + 1;
        while (top + 1 < s->shape_n && s->shape[top + 1].x >= s->shape[top].x) {
            top++;
        }
        if (s->shape[i + 1].x <= low || s->shape[top].x <= 1.1 * low) {
            continue;
        }
        double back = back_s(s, top + 1, low), over_s = isinf(back) ? seconds(s->shape[top].at_ns) : back;
        const struct planned p = {{CAUSE_SHAPE, source, seconds(s->shape[i].at_ns), over_s}, back + after_s(r), 2};
        f(context, &p);
        i = top - 1;
    }
}

static void visit_all(const struct results *r, visit *f, void *context)
{
    const struct config *c = r->config;
    for (size_t i = 0; i < c->events_n; i++) {
        visit_event(r, i, f, context);
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        if (s->rate_kind == SOURCE_BURST) {
            double at_s = seconds(s->burst_at_ns), over_s = seconds(s->burst_at_ns + s->burst_over_ns);
            const struct planned p = {{CAUSE_BURST, i, at_s, over_s}, over_s + after_s(r), 3};
            f(context, &p);
        }
        visit_shape(r, i, f, context);
    }
    if (stationary_starts_cold(c)) {
        const struct planned p = {{CAUSE_COLD_START, 0, 0, 0}, second_wave_s(c) + after_s(r), 1};
        f(context, &p);
    }
}

struct search {
    double start_s, end_s; /* of the window */
    struct planned found;
};

static void blame(void *context, const struct planned *p)
{
    struct search *s = context;
    bool possible = p->cause.at_s < s->end_s && p->blamed_s > s->start_s;
    bool better = s->found.cause.kind == CAUSE_NONE || p->rank > s->found.rank ||
                  (p->rank == s->found.rank && p->cause.at_s >= s->found.cause.at_s);
    if (possible && better) {
        s->found = *p;
    }
}

static double missing_per_s(const struct window *w)
{
    return (double)w->counter[COUNTER_EPISODES] / seconds(w->end_ns - w->start_ns);
}

/* Twice as many keys go missing in the window, or the one before, as in the mean of those before. */
static bool many_expire(const struct results *r, size_t window)
{
    size_t first = window > CAUSES_AFTER_N ? window - CAUSES_AFTER_N : 0, n = 0;
    double usual = 0;
    for (size_t i = first; i + 1 < window; i++, n++) {
        usual += missing_per_s(&r->windows[i]);
    }
    double now = missing_per_s(&r->windows[window]);
    now = window > 0 ? fmax(now, missing_per_s(&r->windows[window - 1])) : now;
    return n > 0 && now * seconds(r->config->run.window_ns) >= 10 && now >= 2 * usual / (double)n;
}

static bool is_herd(const struct results *r, size_t window)
{
    const uint64_t *n = r->windows[window].counter;
    return n[COUNTER_DB_DUPLICATE] >= 10 && n[COUNTER_DB_DUPLICATE] >= n[COUNTER_DB_FIRST];
}

struct cause causes_of(const struct results *r, size_t window)
{
    ensure(window < r->windows_n);
    const struct window *w = &r->windows[window];
    struct search s = {.start_s = seconds(w->start_ns), .end_s = seconds(w->end_ns)};
    visit_all(r, blame, &s);
    if (s.found.cause.kind == CAUSE_NONE) { /* who came just before it was still there to be hurt */
        s.end_s += fmax(seconds(r->config->run.window_ns), CONFIG_PATIENCE_S);
        visit_all(r, blame, &s);
    }
    if (s.found.cause.kind != CAUSE_NONE) {
        return s.found.cause;
    }
    enum cause_kind kind = is_herd(r, window) ? CAUSE_HERD : many_expire(r, window) ? CAUSE_EXPIRY : CAUSE_NONE;
    return (struct cause){kind, 0, s.start_s, s.start_s};
}

static void earliest(void *context, const struct planned *p)
{
    double *first_s = context;
    *first_s = fmin(*first_s, p->cause.at_s);
}

double causes_first_s(const struct results *r)
{
    double first_s = INFINITY;
    visit_all(r, earliest, &first_s);
    return first_s;
}

struct span {
    double from_s, until_s, over_s;
};

static void latest_end(void *context, const struct planned *p)
{
    struct span *s = context;
    if (p->cause.at_s >= s->from_s && p->cause.at_s <= s->until_s) {
        s->over_s = fmax(s->over_s, p->cause.over_s);
    }
}

double causes_over_s(const struct results *r, double from_s, double until_s)
{
    struct span s = {from_s, until_s, -INFINITY};
    visit_all(r, latest_end, &s);
    return s.over_s;
}

bool causes_last(const struct results *r, double at_s)
{
    const struct config *c = r->config;
    for (size_t i = 0; i < c->events_n; i++) {
        const struct config_event *e = &c->events[i];
        bool lasting = e->type->end != NULL;
        if (lasting && seconds(e->at_ns) <= at_s && at_s < causes_event_over_s(r, e)) {
            return true;
        }
    }
    return false;
}
