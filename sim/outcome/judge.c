/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge.c: recovery and verdict (see judge.h). */
#include "outcome/judge.h"

#include <math.h>

#include "outcome/alerts.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"
#include "theory/stationary.h"

bool judge_window_meets_slo(const struct config *c, const struct window *w)
{
    double ok = (double)w->counter[COUNTER_SESSIONS_OK], lost = (double)w->counter[COUNTER_SESSIONS_ABANDONED];
    double p99_s = c->slo.p99_s;
    if (ok + lost == 0) {
        return !(w->gauge[GAUGE_SESSIONS_IN_FLIGHT] > 0 && p99_s <= seconds(w->end_ns - w->start_ns));
    }
    return ok >= c->slo.success * (ok + lost) && !(w->session.n > 0 && w->session.p99 > p99_s);
}

/* Instants of the trigger, in s: when it was planned, and when it took effect. NAN: none. */
struct trigger {
    double planned_s, effect_s;
};

static struct trigger first_event(const struct results *r)
{
    const struct config *c = r->config;
    struct trigger first = {NAN, NAN};
    for (size_t i = 0; i < c->events_n && isnan(first.planned_s); i++) {
        if (c->events[i].kind != EVENT_TRAFFIC) {
            first.planned_s = seconds(c->events[i].at_ns);
            first.effect_s = c->events[i].kind == EVENT_CUTOVER ? r->prewarm.cutover_s : first.planned_s;
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

/* Until when an event does something, in s. (That a node has gone is over when an event brings it back.) */
static double event_over_s(const struct results *r, const struct config_event *e)
{
    int64_t over_ns = e->at_ns;
    switch (e->kind) {
    case EVENT_CUTOVER:
        return isnan(r->prewarm.cutover_s) ? INFINITY : r->prewarm.cutover_s;
    case EVENT_TRAFFIC:
        over_ns += e->ramp_ns;
        break;
    case EVENT_DEPLOY:
        over_ns += (int64_t)((r->config->servers.count - 1) / e->batch) * e->every_ns + e->downtime_ns;
        break;
    case EVENT_DB_SLOW:
    case EVENT_DB_DOWN:
        over_ns += e->for_ns;
        break;
    default:
        break;
    }
    return seconds(over_ns);
}

static double triggers_over_s(const struct results *r, double from_s)
{
    const struct config *c = r->config;
    double over_s = from_s;
    for (size_t i = 0; i < c->events_n; i++) {
        over_s = fmax(over_s, event_over_s(r, &c->events[i]));
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

/* Properties that a window has while the system is well. */
typedef bool window_is_good(const struct results *r, const struct window *w);

/* At 99% of the reference, but for what the number of reads leaves to chance (3 standard deviations). */
static bool is_warm(const struct results *r, const struct window *w)
{
    double n = (double)w->counter[COUNTER_READS_ISSUED], goal = 0.99 * r->recovery.hit_reference;
    return n == 0 || w->gauge[GAUGE_HIT_RATIO] >= goal - 3 * sqrt(goal * (1 - goal) / n);
}

/* Whoever waits at the database has not waited for longer than a query takes. */
static bool is_drained(const struct results *r, const struct window *w)
{
    return w->gauge[GAUGE_DB_QUEUE_OLDEST] * (double)NS_PER_S <= dist_mean_ns(&r->config->database.service);
}

static bool meets_slo(const struct results *r, const struct window *w)
{
    return judge_window_meets_slo(r->config, w);
}

struct way_back {
    bool left;      /* some window was not good */
    double first_s; /* start of the first such window */
    double back_s;  /* end of the last one; NAN if that is the end of the run */
};

static struct way_back find_way_back(const struct results *r, double from_s, window_is_good *good)
{
    struct way_back way = {false, NAN, NAN};
    size_t n = windows_complete_n(r);
    for (size_t i = warmup_windows_n(r); i < n; i++) {
        const struct window *w = &r->windows[i];
        if (seconds(w->end_ns) <= from_s || good(r, w)) {
            continue;
        }
        way.first_s = way.left ? way.first_s : seconds(w->start_ns);
        way.left = true;
        way.back_s = i + 1 < n ? seconds(w->end_ns) : NAN;
    }
    return way;
}

static bool asks_for_something(const struct config_slo *slo)
{
    return slo->success > 0 || !isinf(slo->p99_s);
}

/* Still violated at the end: in each of the last windows, 3 of them or 2% of the run. */
static bool violated_at_end(const struct results *r)
{
    size_t n = windows_complete_n(r), last_n = n / 50 > 3 ? n / 50 : 3;
    for (size_t i = 0; i < last_n && i < n; i++) {
        if (judge_window_meets_slo(r->config, &r->windows[n - 1 - i])) {
            return false;
        }
    }
    return true;
}

/* Whether what was triggered was over long enough before the end to see what follows: 10 windows, and 5% of the run. */
static bool had_time(const struct results *r)
{
    double least_s = fmax(10 * seconds(r->config->run.window_ns), 0.05 * seconds(r->config->run.duration_ns));
    return isnan(r->recovery.trigger_over_s) || r->recovery.trigger_over_s + least_s <= seconds(r->end_ns);
}

/* Sessions that are open and queries that wait at the database, mean over the windows first to end - 1. */
static double waiting(const struct results *r, size_t first, size_t end)
{
    double sum = 0;
    for (size_t i = first; i < end; i++) {
        sum += r->windows[i].gauge[GAUGE_DB_QUEUE_MEAN] + r->windows[i].gauge[GAUGE_SESSIONS_IN_FLIGHT];
    }
    return sum / (double)(end - first);
}

/* What waits is in the last tenth of the time since the trigger a fifth less than in the tenth before, or lesser still.
 * A handful comes and goes by chance. */
static bool waits_less_and_less(const struct results *r)
{
    size_t n = windows_complete_n(r), first = 0;
    while (first < n && seconds(r->windows[first].end_ns) <= r->recovery.trigger_s) {
        first++;
    }
    size_t tenth = (n - first) / 10;
    if (tenth == 0) {
        return false;
    }
    double before = waiting(r, n - 2 * tenth, n - tenth), last = waiting(r, n - tenth, n);
    return before >= 10 && last <= 0.8 * before;
}

static double later(double instant_s, double from_s)
{
    return instant_s > from_s ? instant_s - from_s : isnan(instant_s) ? NAN : 0;
}

static void judge_recovery(struct results *r, double watched_s)
{
    const struct config *c = r->config;
    struct recovery *out = &r->recovery;
    double from_s = isnan(out->trigger_s) ? 0 : out->trigger_s;
    if ((c->cache.present || c->servers.local.present) && !isnan(out->hit_reference)) {
        struct way_back warm = find_way_back(r, from_s, is_warm);
        out->warm_to_reach = warm.left;
        out->warm_s = later(warm.back_s, from_s);
    }
    struct way_back drain = find_way_back(r, watched_s, is_drained);
    out->drain_to_reach = drain.left;
    out->drain_s = later(drain.back_s, from_s);
    if (asks_for_something(&c->slo)) {
        struct way_back slo = find_way_back(r, watched_s, meets_slo);
        out->slo_to_reach = slo.left;
        out->first_violation_s = slo.first_s - from_s;
        out->slo_s = later(slo.back_s, from_s);
    }
}

/* When a session failed for the first time from an instant on. The model notes that exactly, once after every event; where
 * it noted it too early (a burst is no event of the model), it was by the end of the first window that counts a failure. */
static double first_failed_s(const struct results *r, double from_s)
{
    size_t w = 0, m = 0;
    while (w < r->windows_n &&
           (seconds(r->windows[w].end_ns) <= from_s || r->windows[w].counter[COUNTER_SESSIONS_FAILED] == 0)) {
        w++;
    }
    while (m < r->incidents_n &&
           (seconds(r->incident[m].at_ns) < from_s || r->incident[m].kind != INCIDENT_SESSION_FAILED)) {
        m++;
    }
    double by_s = w < r->windows_n ? seconds(r->windows[w].end_ns) : NAN;
    return m < r->incidents_n ? fmin(seconds(r->incident[m].at_ns), by_s) : by_s;
}

double judge_violated_s(const struct results *r)
{
    double violated_s = asks_for_something(&r->config->slo) ? 0 : NAN, from_s = r->recovery.trigger_s;
    for (size_t i = warmup_windows_n(r); i < windows_complete_n(r); i++) {
        const struct window *w = &r->windows[i];
        bool counts = !(seconds(w->end_ns) <= from_s) && !judge_window_meets_slo(r->config, w);
        violated_s += counts ? seconds(w->end_ns - w->start_ns) : 0;
    }
    return violated_s;
}

static enum undecided_why undecided(const struct results *r)
{
    if (!asks_for_something(&r->config->slo)) {
        return UNDECIDED_NO_SLO;
    }
    if (r->partial || r->windows_n == 0) {
        return UNDECIDED_PARTIAL;
    }
    if (!r->recovery.slo_to_reach || !violated_at_end(r)) {
        return UNDECIDED_NOT;
    }
    return !had_time(r) ? UNDECIDED_TRIGGER : waits_less_and_less(r) ? UNDECIDED_RECOVERING : UNDECIDED_NOT;
}

void judge_results(struct results *r)
{
    struct trigger trigger = find_trigger(r);
    double from_s = isnan(trigger.effect_s) ? 0 : trigger.effect_s;
    double watched_s = isnan(trigger.planned_s) ? 0 : trigger.planned_s;
    r->recovery = (struct recovery){
        .trigger_s = trigger.effect_s,
        .trigger_over_s = isnan(trigger.planned_s) ? NAN : triggers_over_s(r, trigger.planned_s),
        .hit_reference = from_s > 0 ? hit_ratio_before(r, watched_s) : stationary_hit_ratio(r->config),
        .warm_s = NAN,
        .drain_s = NAN,
        .slo_s = NAN,
        .first_violation_s = NAN};
    judge_recovery(r, watched_s);
    r->undecided = undecided(r);
    r->verdict = r->undecided != UNDECIDED_NOT ? VERDICT_NONE
                 : !r->recovery.slo_to_reach   ? VERDICT_CALM
                 : violated_at_end(r)          ? VERDICT_COLLAPSED
                                               : VERDICT_DEGRADED;
    r->first_failed_s = first_failed_s(r, fmax(watched_s, warmup_over_s(r)));
    alerts_judge(r, fmax(watched_s, warmup_over_s(r)));
}
