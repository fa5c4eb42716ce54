/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alerts.c: one pass over the windows per alert, with the mean of the last quiet ones as reference (see alerts.h). */
#include "outcome/alerts.h"

#include <math.h>

#include "base/ensure.h"
#include "outcome/windows.h"
#include "theory/stationary.h"

enum { BEFORE_N = 10, LEAST_N = 10 };

const char *const alerts_name[ALERTS_N] = {[ALERT_HIT_RATIO_DROP] = "hit_ratio_drop",
                                           [ALERT_POOL_SATURATED] = "pool_saturated",
                                           [ALERT_DB_SATURATED] = "db_saturated",
                                           [ALERT_ERROR_RATE] = "error_rate",
                                           [ALERT_MISS_AMPLIFICATION] = "miss_amplification"};

double alerts_threshold(const struct config *c, enum alert s)
{
    switch (s) {
    case ALERT_HIT_RATIO_DROP:
        return c->signals.hit_ratio_drop;
    case ALERT_POOL_SATURATED:
        return c->signals.pool_saturated;
    case ALERT_DB_SATURATED:
        return isinf(stationary_capacity_per_s(c)) ? NAN : c->signals.db_saturated;
    case ALERT_ERROR_RATE:
        return c->signals.error_rate;
    default:
        return c->signals.miss_amplification;
    }
}

static double length_s(const struct window *w)
{
    ensure(w->end_ns >= w->start_ns);
    return seconds(w->end_ns - w->start_ns);
}

struct before { /* the latest windows that did not raise hit_ratio_drop */
    double hit_ratio[BEFORE_N], reads_per_s[BEFORE_N];
    size_t n; /* ever entered; the latest BEFORE_N are kept */
};

static double mean_of(const double *value, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += value[i];
    }
    return sum / (double)n;
}

/* How far the hit ratio of a window lies below its reference; NAN where that cannot be told. */
static double drop_of(struct before *b, const struct config *c, const struct window *w)
{
    if (w->counter[COUNTER_READS_ISSUED] < LEAST_N) {
        return NAN;
    }
    double hits = w->gauge[GAUGE_HIT_RATIO], reads_per_s = (double)w->counter[COUNTER_READS_ISSUED] / length_s(w);
    double drop = NAN;
    if (b->n > 0) {
        size_t kept = b->n < BEFORE_N ? b->n : BEFORE_N;
        double usual_per_s = mean_of(b->reads_per_s, kept);
        bool steady = !(fabs(reads_per_s - usual_per_s) > c->signals.traffic_band * usual_per_s); /* NAN: always */
        drop = steady ? mean_of(b->hit_ratio, kept) - hits : NAN;
    }
    if (!(drop >= c->signals.hit_ratio_drop)) {
        b->hit_ratio[b->n % BEFORE_N] = hits;
        b->reads_per_s[b->n % BEFORE_N] = reads_per_s;
        b->n++;
    }
    return drop;
}

static double share(uint64_t part, uint64_t rest)
{
    return part + rest == 0 ? NAN : (double)part / (double)(part + rest);
}

static double measure(enum alert s, struct before *b, const struct config *c, const struct window *w)
{
    switch (s) {
    case ALERT_HIT_RATIO_DROP:
        return drop_of(b, c, w);
    case ALERT_POOL_SATURATED:
        return w->gauge[GAUGE_POOL_FULL];
    case ALERT_DB_SATURATED:
        return w->gauge[GAUGE_DB_UTILISATION];
    case ALERT_ERROR_RATE:
        return share(w->counter[COUNTER_SESSIONS_FAILED], w->counter[COUNTER_SESSIONS_OK]);
    default:
        break;
    }
    uint64_t demand = w->counter[COUNTER_DB_FIRST] + w->counter[COUNTER_DB_DUPLICATE] + w->counter[COUNTER_DB_RETRY];
    return demand < LEAST_N ? NAN : w->gauge[GAUGE_AMPLIFICATION];
}

/* When users began to suffer: the outage that is under way at an instant, or the next one. */
static double outage_s(const struct results *r, double fired_s)
{
    for (size_t i = 0; i < r->outages_n; i++) {
        if (r->outage[i].end_s >= fired_s || !r->outage[i].over) {
            return r->outage[i].begin_s;
        }
    }
    return NAN;
}

static struct alert_result judge(const struct results *r, enum alert s, double from_s)
{
    struct alert_result out = {.fired_s = NAN, .value = NAN, .lead_s = NAN, .for_s = 0};
    double threshold = alerts_threshold(r->config, s);
    struct before before = {.n = 0};
    size_t n = isnan(threshold) ? 0 : windows_complete_n(r);
    for (size_t i = 0; i < n; i++) {
        const struct window *w = &r->windows[i];
        double value = measure(s, &before, r->config, w), end_s = seconds(w->end_ns);
        if (!(value >= threshold) || end_s <= from_s) {
            continue;
        }
        if (isnan(out.fired_s)) {
            out.fired_s = end_s;
            out.value = value;
        }
        out.for_s += length_s(w);
    }
    out.lead_s = outage_s(r, out.fired_s) - out.fired_s;
    return out;
}

void alerts_judge(struct results *r, double from_s)
{
    for (int s = 0; s < ALERTS_N; s++) {
        r->alert[s] = judge(r, (enum alert)s, from_s);
    }
}
