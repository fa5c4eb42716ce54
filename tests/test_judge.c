/* Recovery and verdict, read off windows made by hand: 10 windows of 1 s, all well unless a test says otherwise. */
#include "fixture.h"
#include "model/judge.h"
#include "model/meter.h"

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
    m->f.c.cache.start = CACHE_START_WARM;
    m->f.c.cache.ttl_ns = 90 * NS_PER_S; /* 9 reads of a key while its entry lives: a hit ratio of 0.9 */
    m->f.c.slo = (struct config_slo){.p99_s = 0.5, .success = 0.99};
    m->f.c.database.service = dist_constant(10 * NS_PER_MS);
    cr_assert(meter_init(&m->meter, &m->f.c, &m->r));
    m->r->windows_n = 10;
    m->r->prewarm.cutover_s = NAN;
    for (int64_t i = 0; i < 10; i++) {
        struct window *w = &m->r->windows[i];
        w->start_ns = i * NS_PER_S;
        w->end_ns = (i + 1) * NS_PER_S;
        w->counter[COUNTER_SESSIONS_OK] = w->session.n = 1000;
        w->session.p99 = 0.1;
        w->counter[COUNTER_READS_ISSUED] = 10000;
        w->counter[COUNTER_READS_HITS] = 9000;
        w->gauge[GAUGE_HIT_RATIO] = 0.9;
    }
    return m;
}

static void done(struct made *m)
{
    meter_release(&m->meter);
    results_free(m->r);
    free(m);
}

static const struct recovery *judged(struct made *m)
{
    judge_results(m->r);
    return &m->r->recovery;
}

static void fail_sessions(struct made *m, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        m->r->windows[i].counter[COUNTER_SESSIONS_FAILED] = 500;
    }
}

Test(judge, nothing_happens)
{
    struct made *m = well();
    const struct recovery *out = judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_CALM);
    cr_assert(isnan(out->trigger_s) && isnan(out->warm_s) && isnan(out->drain_s) && isnan(out->slo_s));
    cr_assert(isnan(out->first_violation_s) && !out->warm_to_reach && !out->drain_to_reach && !out->slo_to_reach);
    fail_sessions(m, 2, 4); /* without a trigger, times are those of the run */
    out = judged(m);
    cr_assert(m->r->verdict == VERDICT_DEGRADED && out->first_violation_s == 2.0 && out->slo_s == 4.0);
    m->f.c.slo = (struct config_slo){.p99_s = INFINITY, .success = 0};
    fail_sessions(m, 0, 10);
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_NONE); /* nobody said what would be well */
    done(m);
}

/* A restart at 3.5 s: each time ends with the last window that is not well. */
Test(judge, degraded_with_its_times)
{
    struct made *m = well();
    fixture_event(&m->f, EVENT_TRAFFIC, 1, 0);
    fixture_event(&m->f, EVENT_CACHE_RESTART, 3.5, 0);
    fail_sessions(m, 4, 6);
    for (size_t i = 3; i < 7; i++) {
        m->r->windows[i].gauge[GAUGE_HIT_RATIO] = 0.3;
        m->r->windows[i + 1].gauge[GAUGE_DB_QUEUE_OLDEST] = 0.02; /* longer than a query takes */
    }
    m->r->windows[8].gauge[GAUGE_DB_QUEUE_OLDEST] = 0.01; /* as long */
    const struct recovery *out = judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED);
    cr_assert_eq(out->trigger_s, 3.5);
    cr_assert_float_eq(out->hit_reference, 0.9, 1e-12);
    cr_assert_eq(out->first_violation_s, 0.5);
    cr_assert_eq(out->slo_s, 2.5);
    cr_assert_eq(out->warm_s, 3.5);
    cr_assert_eq(out->drain_s, 4.5);
    cr_assert(out->warm_to_reach && out->drain_to_reach && out->slo_to_reach);
    done(m);
}

/* What was not well before the trigger is no matter; the window in which it falls is. */
Test(judge, only_what_follows_the_trigger_counts)
{
    struct made *m = well();
    fixture_event(&m->f, EVENT_EXPIRE_ALL, 5.5, 0);
    fail_sessions(m, 0, 5);
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_CALM);
    fail_sessions(m, 5, 6);
    cr_assert_eq(judged(m)->first_violation_s, -0.5);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED);
    done(m);
}

Test(judge, collapsed_means_not_well_at_the_end)
{
    struct made *m = well();
    fixture_event(&m->f, EVENT_CACHE_RESTART, 3, 0);
    fail_sessions(m, 3, 10);
    const struct recovery *out = judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_COLLAPSED);
    cr_assert(out->slo_to_reach && isnan(out->slo_s) && out->first_violation_s == 0.0);
    for (size_t i = 0; i < 10; i++) {
        m->r->windows[i].counter[COUNTER_SESSIONS_FAILED] = 0;
    }
    fail_sessions(m, 9, 10); /* the last window alone is no collapse; but the SLO does not hold to the end */
    out = judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED);
    cr_assert(out->slo_to_reach && isnan(out->slo_s));
    m->r->partial = true;
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_NONE);
    done(m);
}

/* A planned restart: the cause is the loading from 2 s on, the trigger the cut-over at 6 s, the reference what was before
 * the loading. Suffering that ended before the cut-over took no time after it. */
Test(judge, a_planned_restart_is_watched_from_its_loading_on)
{
    struct made *m = well();
    fixture_event(&m->f, EVENT_CUTOVER, 2, 0);
    m->r->prewarm.cutover_s = 6;
    fail_sessions(m, 3, 5);
    m->r->windows[2].counter[COUNTER_READS_HITS] = m->r->windows[5].counter[COUNTER_READS_HITS] = 0;
    m->r->windows[6].gauge[GAUGE_HIT_RATIO] = 0.5;
    const struct recovery *out = judged(m);
    cr_assert_eq(out->trigger_s, 6.0);
    cr_assert_float_eq(out->hit_reference, 0.9, 1e-12);
    cr_assert_eq(out->first_violation_s, -3.0);
    cr_assert_eq(out->slo_s, 0.0);
    cr_assert_eq(out->warm_s, 1.0);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED);
    done(m);
}

/* A cold start is its own trigger, at time 0, and its reference the long-run hit ratio (1 where nothing expires);
 * a traffic event is one only where there is no other. */
Test(judge, triggers_in_their_order)
{
    struct made *m = well();
    fixture_event(&m->f, EVENT_TRAFFIC, 4, 0);
    cr_assert_eq(judged(m)->trigger_s, 4.0);
    m->f.c.cache.start = CACHE_START_COLD;
    cr_assert_float_eq(judged(m)->hit_reference, 0.9, 1e-9);
    m->f.c.cache.ttl_ns = TIME_NEVER;
    const struct recovery *out = judged(m);
    cr_assert_eq(out->trigger_s, 0.0);
    cr_assert_eq(out->hit_reference, 1.0);
    cr_assert(out->warm_to_reach && isnan(out->warm_s)); /* 90% is not there yet, to the end */
    m->f.event[1] = (struct config_event){.at_ns = 7 * NS_PER_S, .kind = EVENT_EXPIRE_KEY, .key_rank = 1};
    m->f.c.events_n = 2;
    cr_assert_eq(judged(m)->trigger_s, 7.0);
    done(m);
}

/* Warm is 99% of the reference, less 3 standard deviations of as many reads: of 0.9 and 10,000 reads, 0.891 - 0.00935. */
Test(judge, warm_allows_for_chance)
{
    struct made *m = well();
    fixture_event(&m->f, EVENT_CACHE_RESTART, 3, 0);
    m->r->windows[5].gauge[GAUGE_HIT_RATIO] = 0.8817;
    cr_assert(!judged(m)->warm_to_reach);
    m->r->windows[5].gauge[GAUGE_HIT_RATIO] = 0.8816;
    cr_assert_eq(judged(m)->warm_s, 3.0);
    m->r->windows[5].counter[COUNTER_READS_ISSUED] = 0; /* nobody came: nothing to be seen */
    m->r->windows[5].gauge[GAUGE_HIT_RATIO] = NAN;
    cr_assert(!judged(m)->warm_to_reach);
    done(m);
}

Test(judge, what_a_window_must_meet)
{
    struct made *m = well();
    struct window *w = &m->r->windows[0];
    cr_assert(judge_window_meets_slo(&m->f.c, w));
    w->session.p99 = 0.5;
    cr_assert(judge_window_meets_slo(&m->f.c, w));
    w->session.p99 = 0.5001;
    cr_assert(!judge_window_meets_slo(&m->f.c, w));
    w->session.p99 = 0.1;
    w->counter[COUNTER_SESSIONS_OK] = 990;
    w->counter[COUNTER_SESSIONS_FAILED] = 10; /* 99% exactly */
    cr_assert(judge_window_meets_slo(&m->f.c, w));
    w->counter[COUNTER_SESSIONS_FAILED] = 11;
    cr_assert(!judge_window_meets_slo(&m->f.c, w));
    w->counter[COUNTER_SESSIONS_OK] = w->counter[COUNTER_SESSIONS_FAILED] = w->session.n = 0;
    w->session.p99 = NAN;
    cr_assert(judge_window_meets_slo(&m->f.c, w)); /* nobody there */
    w->gauge[GAUGE_SESSIONS_IN_FLIGHT] = 3;        /* open, and none ended in a second: they are past 0.5 s */
    cr_assert(!judge_window_meets_slo(&m->f.c, w));
    m->f.c.slo.p99_s = 1.5;
    cr_assert(judge_window_meets_slo(&m->f.c, w));
    done(m);
}
