/* judge.c: recovery and verdict (see judge.h). */
#include "model/judge.h"

#include <math.h>

#include "model/stationary.h"

static double seconds(int64_t ns)
{
    return (double)ns / (double)NS_PER_S;
}

bool judge_window_meets_slo(const struct config *c, const struct window *w)
{
    double ok = (double)w->counter[COUNTER_SESSIONS_OK], failed = (double)w->counter[COUNTER_SESSIONS_FAILED];
    double p99_s = c->slo.p99_s;
    if (ok + failed == 0) {
        return !(w->gauge[GAUGE_SESSIONS_IN_FLIGHT] > 0 && p99_s <= seconds(w->end_ns - w->start_ns));
    }
    return ok >= c->slo.success * (ok + failed) && !(w->session.n > 0 && w->session.p99 > p99_s);
}

/* Instants of the trigger, in s: when it was planned, and when it took effect. NAN: none. */
struct trigger {
    double planned_s, effect_s;
};

static struct trigger find_trigger(const struct results *r)
{
    const struct config *c = r->config;
    struct trigger traffic = {NAN, NAN};
    for (size_t i = 0; i < c->events_n; i++) {
        double at_s = seconds(c->events[i].at_ns);
        if (c->events[i].kind == EVENT_CUTOVER) {
            return (struct trigger){at_s, r->prewarm.cutover_s};
        }
        if (c->events[i].kind != EVENT_TRAFFIC) {
            return (struct trigger){at_s, at_s};
        }
        if (isnan(traffic.planned_s)) {
            traffic = (struct trigger){at_s, at_s};
        }
    }
    bool cold = c->cache.present && c->cache.start == CACHE_START_COLD;
    return cold ? (struct trigger){0, 0} : traffic;
}

static double hit_ratio_before(const struct results *r, double t_s)
{
    double hits = 0, reads = 0;
    for (size_t i = 0; i < r->windows_n && seconds(r->windows[i].end_ns) <= t_s; i++) {
        hits += (double)r->windows[i].counter[COUNTER_READS_HITS];
        reads += (double)r->windows[i].counter[COUNTER_READS_ISSUED];
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
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        if (seconds(w->end_ns) <= from_s || good(r, w)) {
            continue;
        }
        way.first_s = way.left ? way.first_s : seconds(w->start_ns);
        way.left = true;
        way.back_s = i + 1 < r->windows_n ? seconds(w->end_ns) : NAN;
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
    size_t last_n = r->windows_n / 50 > 3 ? r->windows_n / 50 : 3;
    for (size_t i = 0; i < last_n && i < r->windows_n; i++) {
        if (judge_window_meets_slo(r->config, &r->windows[r->windows_n - 1 - i])) {
            return false;
        }
    }
    return true;
}

static double later(double instant_s, double from_s)
{
    return instant_s > from_s ? instant_s - from_s : isnan(instant_s) ? NAN : 0;
}

void judge_results(struct results *r)
{
    const struct config *c = r->config;
    struct trigger trigger = find_trigger(r);
    double from_s = isnan(trigger.effect_s) ? 0 : trigger.effect_s;
    double watched_s = isnan(trigger.planned_s) ? 0 : trigger.planned_s;
    struct recovery *out = &r->recovery;
    *out = (struct recovery){.trigger_s = trigger.effect_s,
                             .hit_reference = from_s > 0 ? hit_ratio_before(r, watched_s) : stationary_hit_ratio(c),
                             .warm_s = NAN,
                             .drain_s = NAN,
                             .slo_s = NAN,
                             .first_violation_s = NAN};
    if (c->cache.present && !isnan(out->hit_reference)) {
        struct way_back warm = find_way_back(r, from_s, is_warm);
        out->warm_to_reach = warm.left;
        out->warm_s = later(warm.back_s, from_s);
    }
    struct way_back drain = find_way_back(r, watched_s, is_drained);
    out->drain_to_reach = drain.left;
    out->drain_s = later(drain.back_s, from_s);
    r->verdict = VERDICT_NONE;
    if (!asks_for_something(&c->slo) || r->windows_n == 0) {
        return;
    }
    struct way_back slo = find_way_back(r, watched_s, meets_slo);
    out->slo_to_reach = slo.left;
    out->first_violation_s = slo.first_s - from_s;
    out->slo_s = later(slo.back_s, from_s);
    if (!r->partial) {
        r->verdict = !slo.left ? VERDICT_CALM : violated_at_end(r) ? VERDICT_COLLAPSED : VERDICT_DEGRADED;
    }
}
