/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals, read off windows made by hand: 40 windows of 1 s with 1,000 reads each, the trigger at 20 s. */
#include "fixture.h"
#include "outcome/alerts.h"
#include "outcome/meter.h"

enum { WINDOWS_N = 40, TRIGGER_S = 20 };

struct made {
    struct fixture f;
    struct meter meter;
    struct results *r;
};

static struct made *well(void)
{
    struct made *m = calloc(1, sizeof *m);
    cr_assert_not_null(m);
    fixture_init(&m->f);
    m->f.c.run.duration_ns = WINDOWS_N * NS_PER_S;
    m->f.c.database.connections = 10;
    cr_assert(meter_init(&m->meter, &m->f.c, &m->r));
    m->r->windows_n = WINDOWS_N;
    m->r->first_failed_s = NAN;
    for (int64_t i = 0; i < WINDOWS_N; i++) {
        struct window *w = &m->r->windows[i];
        w->start_ns = i * NS_PER_S;
        w->end_ns = (i + 1) * NS_PER_S;
        w->counter[COUNTER_SESSIONS_OK] = 1000;
        w->counter[COUNTER_READS_ISSUED] = 1000;
        w->gauge[GAUGE_HIT_RATIO] = 0.9;
        w->gauge[GAUGE_AMPLIFICATION] = NAN;
    }
    return m;
}

static void done(struct made *m)
{
    meter_release(&m->meter);
    results_free(m->r);
    free(m);
}

static const struct alert_result *judged(struct made *m, enum alert s)
{
    alerts_judge(m->r, TRIGGER_S);
    return &m->r->alert[s];
}

static void set(struct made *m, enum gauge g, size_t from, size_t until, double value)
{
    for (size_t i = from; i < until; i++) {
        m->r->windows[i].gauge[g] = value;
    }
}

static bool is(const struct alert_result *s, double fired_s, double value, double for_s)
{
    return s->fired_s == fired_s && fabs(s->value - value) < 1e-9 && s->for_s == for_s;
}

static bool silent(const struct alert_result *s)
{
    return isnan(s->fired_s) && isnan(s->value) && isnan(s->lead_s) && s->for_s == 0;
}

Test(alerts, names_and_thresholds)
{
    struct made *m = well();
    m->f.c.signals = (struct config_alerts){.1, .2, .3, .4, .5, .6};
    static const double wanted[ALERTS_N] = {.1, .3, .4, .5, .6};
    for (int s = 0; s < ALERTS_N; s++) {
        cr_assert_eq(alerts_threshold(&m->f.c, (enum alert)s), wanted[s], "%s", alerts_name[s]);
        double value;
        char name[64];
        snprintf(name, sizeof name, "signals.%s.fired", alerts_name[s]);
        cr_assert(metrics_value(m->r, name, &value), "%s", name);
    }
    m->f.c.database.connections = COUNT_UNLIMITED; /* what has no limit is never full */
    cr_assert(isnan(alerts_threshold(&m->f.c, ALERT_DB_SATURATED)));
    done(m);
}

/* A level at its threshold is up; below it, or where nobody watches, it is not. */
Test(alerts, levels)
{
    static const struct {
        enum alert alert;
        enum gauge gauge;
    } levels[] = {{ALERT_POOL_SATURATED, GAUGE_POOL_FULL}, {ALERT_DB_SATURATED, GAUGE_DB_UTILISATION}};
    for (size_t i = 0; i < 2; i++) {
        struct made *m = well();
        set(m, levels[i].gauge, 0, WINDOWS_N, 0.79);
        set(m, levels[i].gauge, 10, 15, 1); /* before the trigger */
        set(m, levels[i].gauge, 25, 28, 0.8);
        set(m, levels[i].gauge, 30, 31, 0.9);
        cr_assert(silent(judged(m, levels[i].alert)));
        m->f.c.signals.pool_saturated = m->f.c.signals.db_saturated = 0.8;
        cr_assert(is(judged(m, levels[i].alert), 26, 0.8, 4));
        m->r->outages_n = 2;
        m->r->outage[0] = (struct outage){
            .begin_s = 5, .end_s = 9, .over = true}; /* over before the trigger: not what the alarm is about */
        m->r->outage[1] = (struct outage){.begin_s = 25.5, .end_s = 40};
        cr_assert_float_eq(judged(m, levels[i].alert)->lead_s, -0.5, 1e-12);
        m->r->outage[1].end_s = 25.9; /* over before the alarm: it warns of the next one, if there is one */
        m->r->outage[1].over = true;
        cr_assert(isnan(judged(m, levels[i].alert)->lead_s));
        m->r->outage[1].end_s = 40;
        m->r->outage[1].begin_s = 29;
        cr_assert_float_eq(judged(m, levels[i].alert)->lead_s, 3, 1e-12);
        done(m);
    }
}

/* The window in which the trigger falls counts, the one that ends with it does not; nor does a stump at the end. */
Test(alerts, windows_that_count)
{
    struct made *m = well();
    m->f.c.signals.pool_saturated = 1;
    set(m, GAUGE_POOL_FULL, TRIGGER_S - 1, TRIGGER_S, 1);
    set(m, GAUGE_POOL_FULL, WINDOWS_N - 1, WINDOWS_N, 1);
    cr_assert(is(judged(m, ALERT_POOL_SATURATED), WINDOWS_N, 1, 1));
    m->r->windows[WINDOWS_N - 1].end_ns -= 6 * NS_PER_S / 10;
    cr_assert(silent(judged(m, ALERT_POOL_SATURATED)));
    alerts_judge(m->r, TRIGGER_S - 0.1);
    cr_assert_eq(m->r->alert[ALERT_POOL_SATURATED].fired_s, TRIGGER_S);
    done(m);
}

Test(alerts, error_rate)
{
    struct made *m = well();
    m->f.c.signals.error_rate = 0.05;
    m->r->windows[22].counter[COUNTER_SESSIONS_FAILED] = 52; /* 4.94% */
    m->r->windows[24].counter[COUNTER_SESSIONS_FAILED] = 53;
    m->r->windows[30].counter[COUNTER_SESSIONS_OK] = 0; /* nobody ended, or only in failure */
    m->r->windows[31].counter[COUNTER_SESSIONS_OK] = 0;
    m->r->windows[31].counter[COUNTER_SESSIONS_FAILED] = 1;
    cr_assert(is(judged(m, ALERT_ERROR_RATE), 25, 53.0 / 1053, 2));
    done(m);
}

Test(alerts, miss_amplification_wants_ten_queries)
{
    struct made *m = well();
    m->f.c.signals.miss_amplification = 3;
    set(m, GAUGE_AMPLIFICATION, 25, 27, 3);
    struct window *w = &m->r->windows[25];
    w->counter[COUNTER_DB_FIRST] = 3;
    w->counter[COUNTER_DB_DUPLICATE] = 4;
    w->counter[COUNTER_DB_RETRY] = 2;
    w->counter[COUNTER_DB_REFRESH] = 100;
    cr_assert(silent(judged(m, ALERT_MISS_AMPLIFICATION)));
    w->counter[COUNTER_DB_RETRY]++;
    cr_assert(is(judged(m, ALERT_MISS_AMPLIFICATION), 26, 3, 1));
    done(m);
}

/* While it is up the reference stays what it was: a hit ratio that stays down does not become the usual one. */
Test(alerts, hit_ratio_drop_keeps_its_reference)
{
    struct made *m = well();
    m->f.c.signals.hit_ratio_drop = 0.1;
    m->f.c.signals.traffic_band = 0.2;
    set(m, GAUGE_HIT_RATIO, 0, 8, 0.5); /* longer ago than 10 windows */
    set(m, GAUGE_HIT_RATIO, 22, 37, 0.3);
    set(m, GAUGE_HIT_RATIO, 37, WINDOWS_N, 0.801);
    cr_assert(is(judged(m, ALERT_HIT_RATIO_DROP), 23, 0.6, 15));
    set(m, GAUGE_HIT_RATIO, 37, WINDOWS_N, 0.79);
    cr_assert(is(judged(m, ALERT_HIT_RATIO_DROP), 23, 0.6, 18));
    done(m);
}

/* It slides down by less than the threshold from window to window, and by more from the mean of ten. */
Test(alerts, hit_ratio_drop_is_measured_from_the_mean_of_ten)
{
    struct made *m = well();
    m->f.c.signals.hit_ratio_drop = 0.1;
    m->f.c.signals.traffic_band = 0.2;
    for (size_t i = 0; i < 6; i++) {
        m->r->windows[24 + i].gauge[GAUGE_HIT_RATIO] = 0.9 - 0.03 * (double)(i + 1);
    }
    /* 0.78 is 0.102 below (6 x 0.9 + 0.87 + 0.84 + 0.81 + ...) / 10 = 0.882 */
    cr_assert(is(judged(m, ALERT_HIT_RATIO_DROP), 28, 0.102, 3));
    done(m);
}

/* With other traffic, fewer hits are no wonder; the band is a share of the usual rate, either way. */
Test(alerts, hit_ratio_drop_wants_steady_traffic)
{
    struct made *m = well();
    m->f.c.signals.hit_ratio_drop = 0.1;
    m->f.c.signals.traffic_band = 0.2;
    set(m, GAUGE_HIT_RATIO, 25, 26, 0.5);
    m->r->windows[25].counter[COUNTER_READS_ISSUED] = 1201;
    cr_assert(silent(judged(m, ALERT_HIT_RATIO_DROP)));
    m->r->windows[25].counter[COUNTER_READS_ISSUED] = 799;
    cr_assert(silent(judged(m, ALERT_HIT_RATIO_DROP)));
    m->r->windows[25].counter[COUNTER_READS_ISSUED] = 1200;
    cr_assert(is(judged(m, ALERT_HIT_RATIO_DROP), 26, 0.4, 1));
    m->r->windows[25].counter[COUNTER_READS_ISSUED] = 9000;
    m->f.c.signals.traffic_band = NAN; /* whatever the traffic does */
    cr_assert(is(judged(m, ALERT_HIT_RATIO_DROP), 26, 0.4, 1));
    done(m);
}

/* A cold start has no hit ratio to drop from; windows with hardly a read neither count nor are counted from. */
Test(alerts, hit_ratio_drop_needs_something_before)
{
    struct made *m = well();
    m->f.c.signals.hit_ratio_drop = 0.1;
    m->f.c.signals.traffic_band = 1000;
    for (size_t i = 0; i < WINDOWS_N; i++) {
        m->r->windows[i].gauge[GAUGE_HIT_RATIO] = (double)i / WINDOWS_N;
    }
    alerts_judge(m->r, 0);
    cr_assert(silent(&m->r->alert[ALERT_HIT_RATIO_DROP]));
    set(m, GAUGE_HIT_RATIO, 0, 1, 0.9);
    m->r->windows[0].counter[COUNTER_READS_ISSUED] = 9;
    alerts_judge(m->r, 0);
    cr_assert(silent(&m->r->alert[ALERT_HIT_RATIO_DROP]));
    m->r->windows[0].counter[COUNTER_READS_ISSUED] = 10;
    alerts_judge(m->r, 0);
    cr_assert_eq(m->r->alert[ALERT_HIT_RATIO_DROP].fired_s, 2);
    done(m);
}
