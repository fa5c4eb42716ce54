/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery.c: the way back after the trigger (see recovery.h). */
#include "outcome/recovery.h"

#include <math.h>

#include "base/ensure.h"
#include "model/event.h"
#include "outcome/causes.h"
#include "outcome/slo.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"
#include "theory/stationary.h"

/* Instants of the trigger, in s: when it was planned, and when it took effect. NAN: none. */
struct trigger {
    double planned_s, effect_s;
};

static struct trigger first_event(const struct results *r)
{
    const struct config *c = r->config;
    struct trigger first = {NAN, NAN};
    for (size_t i = 0; i < c->events_n && isnan(first.planned_s); i++) {
        if (!c->events[i].type->changes_traffic) {
            first.planned_s = seconds(c->events[i].at_ns);
            first.effect_s = c->events[i].type->moves_traffic ? r->prewarm.cutover_s : first.planned_s;
        }
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        double at_s = seconds(c->sources[i].burst_at_ns);
        if (c->sources[i].rate_kind == SOURCE_BURST && !(at_s >= first.planned_s)) {
            first = (struct trigger){at_s, at_s};
        }
    }
    return first;
}

static struct trigger find_trigger(const struct results *r)
{
    const struct config *c = r->config;
    struct trigger first = first_event(r);
    if (!isnan(first.planned_s)) {
        return first;
    }
    if (stationary_starts_cold(c)) {
        return (struct trigger){0, 0};
    }
    return c->events_n > 0 ? (struct trigger){seconds(c->events[0].at_ns), seconds(c->events[0].at_ns)} : first;
}

double recovery_watched_s(const struct results *r)
{
    double planned_s = find_trigger(r).planned_s;
    return isnan(planned_s) ? 0 : planned_s;
}

static double triggers_over_s(const struct results *r, double from_s)
{
    const struct config *c = r->config;
    double over_s = from_s;
    for (size_t i = 0; i < c->events_n; i++) {
        over_s = fmax(over_s, causes_event_over_s(r, &c->events[i]));
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].rate_kind == SOURCE_BURST) {
            over_s = fmax(over_s, seconds(c->sources[i].burst_at_ns + c->sources[i].burst_over_ns));
        }
    }
    return over_s;
}

static double hit_ratio_before(const struct results *r, double t_s)
{
    double hits = 0, reads = 0;
    for (size_t i = warmup_windows_n(r); i < r->windows_n && seconds(r->windows[i].end_ns) <= t_s; i++) {
        const uint64_t *n = r->windows[i].counter;
        hits += (double)(n[COUNTER_READS_HITS] + n[COUNTER_READS_LOCAL_HITS]);
        reads += (double)n[COUNTER_READS_ISSUED];
    }
    return reads > 0 ? hits / reads : NAN;
}

static double hit_reference(const struct results *r, double watched_s)
{
    bool unsettled = stationary_starts_cold(r->config) && warmup_windows_n(r) == 0;
    return watched_s > 0 && !unsettled ? hit_ratio_before(r, watched_s) : stationary_hit_ratio(r->config);
}

/* Properties that windows first to first + n - 1 have together while the system is well; `bound` is what they are held
 * against. */
typedef bool windows_are_good(const struct window *first, size_t n, double bound);

/* At 99% of the reference, but for what the number of reads leaves to chance (3 standard deviations). */
static bool are_warm(const struct window *w, size_t n, double reference)
{
    double reads = 0, hits = 0, goal = 0.99 * reference;
    for (size_t i = 0; i < n; i++) {
        double issued = (double)w[i].counter[COUNTER_READS_ISSUED];
        reads += issued;
        hits += issued > 0 ? issued * w[i].gauge[GAUGE_HIT_RATIO] : 0;
    }
    return reads > 0 && hits / reads >= goal - 3 * sqrt(goal * (1 - goal) / reads);
}

static bool are_drained(const struct window *w, size_t n, double oldest_s)
{
    double sum_s = 0;
    for (size_t i = 0; i < n; i++) {
        sum_s += w[i].gauge[GAUGE_DB_QUEUE_OLDEST];
    }
    return sum_s <= oldest_s * (double)n;
}

/* How old the oldest query in the queue may be: as a query takes, or as it was before the trigger. */
static double usual_oldest_s(const struct results *r, double watched_s)
{
    double usual_s = dist_mean_ns(&r->config->database.service) / (double)NS_PER_S;
    bool unsettled = stationary_starts_cold(r->config);
    for (size_t i = warmup_windows_n(r); i < r->windows_n && seconds(r->windows[i].end_ns) <= watched_s; i++) {
        usual_s = unsettled ? usual_s : fmax(usual_s, r->windows[i].gauge[GAUGE_DB_QUEUE_OLDEST]);
    }
    return usual_s;
}

typedef bool window_is(const struct window *w);

static bool has_no_reads(const struct window *w)
{
    return w->counter[COUNTER_READS_ISSUED] == 0;
}

static bool never(const struct window *w)
{
    (void)w;
    return false;
}

struct way_back {
    bool left;     /* some window was not good */
    double back_s; /* start of the first that is again, and stays so; NAN: none by the end of the run */
};

/* Good at an instant and in the mean of the windows that follow: what comes every few windows does not put it off. (To have
 * never left it, in each of them.) */
static struct way_back find_way_back(const struct results *r, double from_s, window_is *says_nothing,
                                     windows_are_good *good, double bound)
{
    struct way_back way = {false, -INFINITY};
    size_t n = windows_complete_n(r), held_n = 0;
    for (size_t i = warmup_windows_n(r); i < n; i++) {
        const struct window *w = &r->windows[i];
        if (seconds(w->end_ns) <= from_s) {
            continue;
        }
        if (says_nothing(w)) {
            continue;
        }
        bool well = good(w, 1, bound);
        way.left = way.left || !well;
        way.back_s = way.left ? NAN : -INFINITY;
        held_n += well && seconds(w->start_ns) >= r->recovery.trigger_over_s; /* not what happens long after */
        if (!way.left && held_n >= RECOVERY_STAYS_N) {
            break;
        }
        if (way.left && well && i + RECOVERY_STAYS_N <= n && good(w, RECOVERY_STAYS_N, bound)) {
            way.back_s = seconds(w->start_ns);
            break;
        }
    }
    return way;
}

/* From the trigger until an instant; 0 if that was before. */
static double later(const struct results *r, double instant_s)
{
    double from_s = r->recovery.trigger_s;
    return instant_s > from_s ? instant_s - from_s : isnan(instant_s) ? NAN : 0;
}

static bool was_planned(const struct cause *cause)
{
    return cause->kind == CAUSE_EVENT || cause->kind == CAUSE_BURST || cause->kind == CAUSE_SHAPE ||
           cause->kind == CAUSE_COLD_START;
}

/* The outages from the trigger on that something planned began. */
static void judge_slo(struct results *r, double watched_s, double from_s)
{
    struct recovery *out = &r->recovery;
    out->slo_s = slo_any(r->config) ? 0 : NAN;
    for (size_t i = 0; i < r->outages_n; i++) {
        const struct outage *o = &r->outage[i];
        if (o->end_s <= watched_s || !was_planned(&o->cause)) {
            continue;
        }
        out->first_violation_s = out->slo_to_reach ? out->first_violation_s : o->begin_s - from_s;
        out->slo_to_reach = true;
        out->slo_s = later(r, o->over ? o->end_s : NAN);
    }
}

void recovery_find(struct results *r)
{
    const struct config *c = r->config;
    struct trigger trigger = find_trigger(r);
    double from_s = isnan(trigger.effect_s) ? 0 : trigger.effect_s;
    double watched_s = isnan(trigger.planned_s) ? 0 : trigger.planned_s;
    struct recovery *out = &r->recovery;
    *out = (struct recovery){.trigger_s = trigger.effect_s,
                             .trigger_over_s = isnan(trigger.planned_s) ? NAN : triggers_over_s(r, trigger.planned_s),
                             .hit_reference = hit_reference(r, watched_s),
                             .warm_s = NAN,
                             .drain_s = NAN,
                             .slo_s = NAN,
                             .first_violation_s = NAN};
    if (isnan(trigger.planned_s)) {
        return;
    }
    if ((c->cache.present || c->servers.local.present) && !isnan(out->hit_reference)) {
        struct way_back warm = find_way_back(r, from_s, has_no_reads, are_warm, out->hit_reference);
        out->warm_to_reach = warm.left;
        out->warm_s = later(r, warm.back_s);
    }
    struct way_back drain = find_way_back(r, watched_s, never, are_drained, usual_oldest_s(r, watched_s));
    out->drain_to_reach = drain.left;
    out->drain_s = later(r, drain.back_s);
    judge_slo(r, watched_s, from_s);
    ensure(!(out->warm_s < 0) && !(out->drain_s < 0) && !(out->slo_s < 0)); /* NAN: not by the end of the run */
}

double recovery_violated_s(const struct results *r)
{
    double violated_s = slo_any(r->config) ? 0 : NAN, from_s = r->recovery.trigger_s;
    for (size_t i = warmup_windows_n(r); i < windows_complete_n(r); i++) {
        const struct window *w = &r->windows[i];
        bool counts = !(seconds(w->end_ns) <= from_s) && w->slo == SLO_VIOLATED;
        violated_s += counts ? seconds(w->end_ns - w->start_ns) : 0;
    }
    return violated_s;
}
