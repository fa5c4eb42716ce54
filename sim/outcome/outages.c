/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outages.c: one pass over the windows (see outages.h). */
#include "outcome/outages.h"

#include <math.h>

#include "base/ensure.h"
#include "outcome/causes.h"
#include "outcome/slo.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"

static double share_hurt(const struct results *r, size_t window)
{
    const struct user_window *users = &r->windows[window].users;
    return users->came == 0 ? 0 : (double)slo_hurt_n(r, window) / (double)users->came;
}

static void add_window(const struct results *r, struct outage *o, size_t window)
{
    const struct window *w = &r->windows[window];
    o->came += w->users.came;
    o->hurt += slo_hurt_n(r, window);
    o->lost += w->users.lost;
    o->waiting += w->users.waiting;
    o->worst = share_hurt(r, window) > share_hurt(r, o->worst) ? window : o->worst;
    if (w->slo == SLO_VIOLATED) {
        o->violated_s += seconds(w->end_ns - w->start_ns);
        o->p99_s = w->users.p99 > o->p99_s || isnan(o->p99_s) ? w->users.p99 : o->p99_s;
    }
}

/* The outage of windows first to last. */
static struct outage outage_of(const struct results *r, size_t first, size_t last, bool over)
{
    struct outage o = {.begin_s = seconds(r->windows[first].start_ns),
                       .end_s = seconds(r->windows[last].end_ns),
                       .over = over,
                       .worst = first,
                       .p99_s = r->windows[first].users.p99,
                       .cause = causes_of(r, first)};
    ensure(first <= last && last < r->windows_n && r->windows[first].slo == SLO_VIOLATED);
    for (size_t i = first; i <= last; i++) {
        add_window(r, &o, i);
    }
    ensure(o.hurt <= o.came && o.lost + o.waiting <= o.came);
    ensure(o.violated_s > 0 || o.begin_s == o.end_s);
    return o;
}

static void enter(struct results *r, size_t first, size_t last, bool over)
{
    if (r->outages_n == RESULTS_OUTAGES_MAX) {
        r->outages_lost++;
        return;
    }
    r->outage[r->outages_n] = outage_of(r, first, last, over);
    ensure(r->outages_n == 0 || r->outage[r->outages_n - 1].end_s <= r->outage[r->outages_n].begin_s);
    r->outages_n++;
}

/* A window that proves nothing, though all is not well. */
static bool goes_on(const struct results *r, const struct window *w)
{
    return w->slo == SLO_OPEN || (w->slo == SLO_NOBODY && causes_last(r, seconds(w->start_ns)));
}

void outages_find(struct results *r)
{
    size_t n = windows_complete_n(r), first = 0, last = 0, good_n = 0;
    bool open = false;
    r->outages_n = r->outages_lost = 0;
    for (size_t i = warmup_windows_n(r); i < n; i++) {
        const struct window *w = &r->windows[i];
        if (w->slo == SLO_VIOLATED) {
            if (open && good_n >= OUTAGES_GAP_N) {
                enter(r, first, last, true);
                open = false;
            }
            first = open ? first : i;
            last = i;
            open = true;
            good_n = 0;
        } else if (!goes_on(r, w)) {
            good_n++;
        } else if (open && good_n == 0 && w->slo == SLO_NOBODY) {
            last = i;
        }
    }
    if (open) {
        enter(r, first, last, good_n > 0);
    }
}

double outages_longest_s(const struct results *r)
{
    double longest_s = isnan(r->slo.violated_s) ? NAN : 0;
    for (size_t i = 0; i < r->outages_n; i++) {
        longest_s = fmax(longest_s, r->outage[i].end_s - r->outage[i].begin_s);
    }
    return longest_s;
}
