/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery and verdict, read off windows made by hand: 10 windows of 1 s (or 100), all well unless a test says
 * otherwise. */
#include "events/registry.h"
#include "fixture.h"
#include "outcome/judge.h"
#include "outcome/meter.h"
#include "outcome/slo.h"
#include "outcome/windows.h"

struct made {
    struct fixture f;
    struct meter meter;
    struct results *r;
};

/* So many users come in a window and so many of them are lost; the others are served in time. */
static void set_users(struct results *r, size_t window, uint64_t came, uint64_t lost)
{
    struct window *w = &r->windows[window];
    w->users = w->source[0].users = (struct user_window){.came = came,
                                                         .served = came - lost,
                                                         .lost = lost,
                                                         .p99 = came == 0           ? NAN
                                                                : 100 * lost > came ? INFINITY
                                                                                    : 0.1};
}

static struct made *well_for_with(int64_t windows_n, size_t sources_n)
{
    struct made *m = calloc(1, sizeof *m);
    cr_assert_not_null(m);
    fixture_init(&m->f);
    m->f.c.sources_n = sources_n;
    m->f.c.cache.start = CACHE_START_WARM;
    m->f.c.cache.ttl_ns = 90 * NS_PER_S; /* 9 reads of a key while its entry lives: a hit ratio of 0.9 */
    m->f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 0.5}, .success = 0.99};
    m->f.c.database.service = dist_constant(10 * NS_PER_MS);
    m->f.c.run.duration_ns = windows_n * NS_PER_S;
    cr_assert(meter_init(&m->meter, &m->f.c, &m->r));
    m->r->windows_n = (size_t)windows_n;
    m->r->end_ns = windows_n * NS_PER_S;
    m->r->prewarm.cutover_s = m->r->first_failed_s = NAN;
    for (int64_t i = 0; i < windows_n; i++) {
        struct window *w = &m->r->windows[i];
        w->start_ns = i * NS_PER_S;
        w->end_ns = (i + 1) * NS_PER_S;
        set_users(m->r, (size_t)i, 1000, 0);
        w->counter[COUNTER_READS_ISSUED] = 10000;
        w->counter[COUNTER_READS_HITS] = 9000;
        w->gauge[GAUGE_HIT_RATIO] = 0.9;
    }
    return m;
}

static struct made *well_for(int64_t windows_n)
{
    return well_for_with(windows_n, 1);
}

static struct made *well(void)
{
    return well_for(10);
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

static void lose_users(struct made *m, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        set_users(m->r, i, 1000, 500);
    }
}

static void well_again(struct made *m, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        set_users(m->r, i, 1000, 0);
    }
}

Test(judge, nothing_happens)
{
    struct made *m = well();
    const struct recovery *out = judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_CALM);
    cr_assert(isnan(out->trigger_s) && isnan(out->warm_s) && isnan(out->drain_s) && isnan(out->slo_s));
    cr_assert(isnan(out->first_violation_s) && !out->warm_to_reach && !out->drain_to_reach && !out->slo_to_reach);
    lose_users(m, 2, 4);
    out = judged(m);
    cr_assert(m->r->verdict == VERDICT_DEGRADED && isnan(out->first_violation_s) && isnan(out->slo_s));
    cr_assert(m->r->outages_n == 1 && m->r->outage[0].begin_s == 2.0 && m->r->outage[0].end_s == 4.0);
    m->f.c.slo = (struct config_slo){.success = 0};
    lose_users(m, 0, 10);
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_NONE); /* nobody said what would be well */
    cr_assert_eq(m->r->undecided, UNDECIDED_NO_SLO);
    done(m);
}

/* A restart at 3.5 s: each time ends with the last window that is not well. */
Test(judge, degraded_with_its_times)
{
    struct made *m = well_for(30);
    fixture_event(&m->f, &traffic_event, 1, 0);
    fixture_event(&m->f, &cache_restart_event, 3.5, 0);
    lose_users(m, 4, 6);
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

/* What was never well before the trigger was not felled by it; for its recovery only what follows counts, and the window
 * in which it falls. */
Test(judge, what_comes_before_the_trigger)
{
    struct made *m = well();
    fixture_event(&m->f, &expire_all_event, 5.5, 0);
    lose_users(m, 0, 5);
    judged(m);
    cr_assert(m->r->verdict == VERDICT_OVERLOADED && m->r->recovery.slo_s == 0);
    well_again(m, 0, 5);
    lose_users(m, 5, 6);
    cr_assert_eq(judged(m)->first_violation_s, -0.5);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED);
    done(m);
}

Test(judge, collapsed_means_not_well_at_the_end)
{
    struct made *m = well_for(100);
    fixture_event(&m->f, &cache_restart_event, 3, 0);
    lose_users(m, 3, 100);
    const struct recovery *out = judged(m);
    cr_assert(m->r->verdict == VERDICT_COLLAPSED && m->r->undecided == UNDECIDED_NOT);
    cr_assert(out->slo_to_reach && isnan(out->slo_s) && out->first_violation_s == 0.0);
    well_again(m, 0, 100);
    lose_users(m, 99, 100); /* the last window alone is no collapse, and long after the trigger not its doing */
    out = judged(m);
    cr_assert(m->r->verdict == VERDICT_DEGRADED && m->r->outages_n == 1 && !m->r->outage[0].over);
    cr_assert(!out->slo_to_reach && out->slo_s == 0.0);
    m->r->partial = true;
    judged(m);
    cr_assert(m->r->verdict == VERDICT_NONE && m->r->undecided == UNDECIDED_PARTIAL);
    done(m);
}

/* A last window shorter than half the others says nothing, be it good or bad; one of half a second does. */
Test(judge, a_stump_of_a_window_does_not_count)
{
    struct made *m = well();
    fixture_event(&m->f, &cache_restart_event, 3, 0);
    lose_users(m, 3, 4);
    lose_users(m, 9, 10);
    m->r->windows[9].end_ns = m->r->windows[9].start_ns + NS_PER_S / 2 - 1;
    cr_assert_eq(windows_complete_n(m->r), 9);
    cr_assert_eq(judged(m)->slo_s, 1.0);
    m->r->windows[9].end_ns++;
    cr_assert_eq(windows_complete_n(m->r), 10);
    cr_assert(isnan(judged(m)->slo_s));
    m->r->windows_n = 1; /* but there must be one */
    m->r->windows[0].end_ns = NS_PER_S / 4;
    cr_assert_eq(windows_complete_n(m->r), 1);
    done(m);
}

static double over_s(struct made *m, struct config_event e)
{
    m->f.event[0] = e;
    m->f.c.events_n = 1;
    return judged(m)->trigger_over_s;
}

/* Each kind of event has its own end; of several, the last one counts. */
Test(judge, when_the_triggers_are_over)
{
    struct made *m = well();
    cr_assert(isnan(judged(m)->trigger_over_s));
    m->f.c.servers.count = 10;
    struct config_event e = {.at_ns = 2 * NS_PER_S,
                             .type = &cache_restart_event,
                             .ramp_ns = NS_PER_S / 2,
                             .batch = 4,
                             .every_ns = NS_PER_S,
                             .downtime_ns = NS_PER_S / 4,
                             .for_ns = 5 * NS_PER_S};
    cr_assert_eq(over_s(m, e), 2.0);
    e.type = &traffic_event;
    cr_assert_eq(over_s(m, e), 2.5);
    e.type = &deploy_event; /* batches of 4, 4 and 2 */
    cr_assert_eq(over_s(m, e), 4.25);
    e.batch = COUNT_UNLIMITED;
    cr_assert_eq(over_s(m, e), 2.25);
    e.type = &db_down_event;
    cr_assert_eq(over_s(m, e), 7.0);
    e.type = &cutover_event;
    cr_assert(isinf(over_s(m, e))); /* it was ordered and never came */
    m->r->prewarm.cutover_s = 6;
    cr_assert_eq(over_s(m, e), 6.0);
    e.type = &db_slow_event;
    fixture_event(&m->f, &node_return_event, 7.5, 0);
    m->f.event[0] = e;
    cr_assert_eq(judged(m)->trigger_over_s, 7.5);
    done(m);
}

/* A failure that is tried again is none; the first one from the trigger on is known exactly where the model noted it. */
Test(judge, failures_of_sessions_and_of_users)
{
    struct made *m = well();
    fixture_event(&m->f, &cache_restart_event, 3.5, 0);
    m->r->windows[2].counter[COUNTER_SESSIONS_FAILED] = 9;
    judged(m);
    cr_assert(isnan(m->r->first_failed_s));
    m->r->windows[5].counter[COUNTER_SESSIONS_FAILED] = 900;
    judged(m);
    cr_assert(m->r->verdict == VERDICT_CALM && m->r->first_failed_s == 6.0);
    m->r->incidents_n = 3;
    m->r->incident[0] = (struct incident_entry){2 * NS_PER_S, 0, INCIDENT_SESSION_FAILED, 0};
    m->r->incident[1] = (struct incident_entry){4 * NS_PER_S, 0, INCIDENT_POOL_FULL, 0};
    m->r->incident[2] = (struct incident_entry){53 * NS_PER_S / 10, 0, INCIDENT_SESSION_FAILED, 0};
    judged(m);
    cr_assert_eq(m->r->first_failed_s, 5.3);
    m->r->windows[3].counter[COUNTER_SESSIONS_FAILED] = 1; /* the note is of another one */
    judged(m);
    cr_assert_eq(m->r->first_failed_s, 4.0);
    done(m);
}

/* A burst is a trigger like an event: the earlier of the two, before a cold start, and over when it is. */
Test(judge, a_burst_is_a_trigger)
{
    struct made *m = well_for_with(10, 2);
    m->f.c.cache.start = CACHE_START_COLD;
    m->f.source[1] = m->f.source[0];
    m->f.source[1].rate_kind = SOURCE_BURST;
    m->f.source[1].burst_at_ns = 4 * NS_PER_S;
    m->f.source[1].burst_over_ns = NS_PER_S / 2;
    cr_assert(judged(m)->trigger_s == 4.0 && m->r->recovery.trigger_over_s == 4.5);
    fixture_event(&m->f, &expire_all_event, 3, 0);
    cr_assert(judged(m)->trigger_s == 3.0 && m->r->recovery.trigger_over_s == 4.5);
    m->f.event[0].at_ns = 5 * NS_PER_S;
    cr_assert(judged(m)->trigger_s == 4.0 && m->r->recovery.trigger_over_s == 5.0);
    done(m);
}

/* Violated at the end, and the trigger over 9 windows before, or less than 5% of the run: nothing can be said. */
Test(judge, undecided_if_the_trigger_was_not_over_in_time)
{
    struct made *m = well_for(100);
    fixture_event(&m->f, &db_down_event, 60, 0);
    m->f.event[0].for_ns = 31 * NS_PER_S;
    lose_users(m, 60, 100);
    judged(m);
    cr_assert(m->r->verdict == VERDICT_NONE && m->r->undecided == UNDECIDED_TRIGGER);
    m->f.event[0].for_ns = 30 * NS_PER_S;
    judged(m);
    cr_assert(m->r->verdict == VERDICT_COLLAPSED && m->r->undecided == UNDECIDED_NOT);
    m->f.c.run.window_ns = NS_PER_S / 10; /* 5% of the run is more than 10 windows now */
    m->f.event[0].for_ns = 36 * NS_PER_S;
    judged(m);
    cr_assert_eq(m->r->undecided, UNDECIDED_TRIGGER);
    m->f.event[0].for_ns = 34 * NS_PER_S;
    judged(m);
    cr_assert_eq(m->r->undecided, UNDECIDED_NOT);
    m->f.c.run.window_ns = NS_PER_S;
    m->f.event[0].for_ns = 100 * NS_PER_S;
    well_again(m, 61, 100);
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED); /* well at the end is well, whatever still goes on */
    done(m);
}

/* 80 windows after the trigger: what waits in the last 8 beside what waited in the 8 before. */
Test(judge, undecided_if_what_waits_grows_less)
{
    struct made *m = well_for(100);
    fixture_event(&m->f, &cache_restart_event, 20, 0);
    lose_users(m, 20, 100);
    for (size_t i = 20; i < 100; i++) {
        m->r->windows[i].gauge[GAUGE_DB_QUEUE_MEAN] = i < 92 ? 700 : 540;
        m->r->windows[i].gauge[GAUGE_SESSIONS_IN_FLIGHT] = i < 92 ? 300 : 260;
    }
    judged(m);
    cr_assert(m->r->verdict == VERDICT_NONE && m->r->undecided == UNDECIDED_RECOVERING);
    m->r->windows[99].gauge[GAUGE_SESSIONS_IN_FLIGHT] = 268; /* 801 in the mean */
    judged(m);
    cr_assert(m->r->verdict == VERDICT_COLLAPSED && m->r->undecided == UNDECIDED_NOT);
    for (size_t i = 20; i < 100; i++) {
        m->r->windows[i].gauge[GAUGE_DB_QUEUE_MEAN] = 0;
        m->r->windows[i].gauge[GAUGE_SESSIONS_IN_FLIGHT] = i < 92 ? 9 : 0; /* too few to say anything */
    }
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_COLLAPSED);
    done(m);
}

/* A planned restart: the cause is the loading from 2 s on, the trigger the cut-over at 6 s, the reference what was before
 * the loading. Suffering that ended before the cut-over took no time after it. */
Test(judge, a_planned_restart_is_watched_from_its_loading_on)
{
    struct made *m = well_for(30);
    fixture_event(&m->f, &cutover_event, 2, 0);
    m->r->prewarm.cutover_s = 6;
    lose_users(m, 3, 5);
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

/* Ten windows must be well before it can be said to be warm: a run that ends sooner does not say so. What comes every ten
 * windows, and always did, does not put it off. */
Test(judge, warm_does_not_depend_on_where_the_run_ends)
{
    for (int64_t n = 11; n <= 40; n++) {
        struct made *m = well_for(n);
        fixture_event(&m->f, &cache_restart_event, 5, 0);
        m->r->windows[5].gauge[GAUGE_HIT_RATIO] = m->r->windows[6].gauge[GAUGE_HIT_RATIO] = 0.3;
        for (int64_t i = 10; i < n; i += 10) {
            m->r->windows[i].gauge[GAUGE_HIT_RATIO] = 0.85;
        }
        double warm_s = judged(m)->warm_s;
        cr_assert(n < 17 ? isnan(warm_s) && m->r->recovery.warm_to_reach : warm_s == 2.0, "%ld windows: %g", (long)n,
                  warm_s);
        done(m);
    }
}

/* A cold start is its own trigger, at time 0, and its reference the long-run hit ratio (1 where nothing expires);
 * a traffic event is one only where there is no other. */
Test(judge, triggers_in_their_order)
{
    struct made *m = well();
    fixture_event(&m->f, &traffic_event, 4, 0);
    cr_assert_eq(judged(m)->trigger_s, 4.0);
    m->f.c.cache.start = CACHE_START_COLD;
    cr_assert_float_eq(judged(m)->hit_reference, 0.9, 1e-9);
    m->f.c.cache.ttl_ns = TIME_NEVER;
    const struct recovery *out = judged(m);
    cr_assert_eq(out->trigger_s, 0.0);
    cr_assert_eq(out->hit_reference, 1.0);
    cr_assert(out->warm_to_reach && isnan(out->warm_s)); /* 90% is not there yet, to the end */
    m->f.event[1] = (struct config_event){.at_ns = 7 * NS_PER_S, .type = &expire_key_event, .key_rank = 1};
    m->f.c.events_n = 2;
    cr_assert_eq(judged(m)->trigger_s, 7.0);
    done(m);
}

/* Warm is 99% of the reference, less 3 standard deviations of as many reads: of 0.9 and 10,000 reads, 0.891 - 0.00935. */
Test(judge, warm_allows_for_chance)
{
    struct made *m = well_for(30);
    fixture_event(&m->f, &cache_restart_event, 3, 0);
    m->r->windows[5].gauge[GAUGE_HIT_RATIO] = 0.8817;
    cr_assert(!judged(m)->warm_to_reach);
    m->r->windows[5].gauge[GAUGE_HIT_RATIO] = 0.8816;
    cr_assert_eq(judged(m)->warm_s, 3.0);
    m->r->windows[5].counter[COUNTER_READS_ISSUED] = 0; /* nobody came: nothing to be seen */
    m->r->windows[5].gauge[GAUGE_HIT_RATIO] = NAN;
    cr_assert(!judged(m)->warm_to_reach);
    done(m);
}

/* Of 1,000 users 99% within 500 ms and 99% served at all: 10 may be hurt, and no more. */
Test(judge, what_a_window_must_meet)
{
    struct made *m = well();
    struct window *w = &m->r->windows[0];
    uint64_t *late = w->source[0].late;
    late[0] = 10;
    judged(m);
    cr_assert_eq(w->slo, SLO_MET);
    late[0] = 11; /* served, but too late */
    judged(m);
    cr_assert_eq(w->slo, SLO_VIOLATED);
    late[0] = 5;
    set_users(m->r, 0, 1000, 5); /* both count */
    judged(m);
    cr_assert(w->slo == SLO_MET && m->r->users_hurt == 10);
    set_users(m->r, 0, 1000, 6);
    judged(m);
    cr_assert(w->slo == SLO_VIOLATED && m->r->outages_n == 1 && m->r->outage[0].hurt == 11);
    set_users(m->r, 0, 0, 0);
    late[0] = 0;
    judged(m);
    cr_assert_eq(w->slo, SLO_NOBODY);
    cr_assert_eq(m->r->verdict, VERDICT_CALM);
    done(m);
}

/* While nobody comes and somebody still waits, it is broken; when the last of them has gone it is not. */
Test(judge, who_waits_is_hurt_in_windows_in_which_nobody_comes)
{
    struct made *m = well();
    lose_users(m, 2, 3);
    for (size_t i = 3; i < 10; i++) {
        set_users(m->r, i, 0, 0);
    }
    m->r->windows[2].counter[COUNTER_SESSIONS_STARTED] = 50;
    m->r->windows[6].counter[COUNTER_SESSIONS_OK] = 50;
    judged(m);
    cr_assert(m->r->windows[5].slo == SLO_VIOLATED && m->r->windows[6].slo == SLO_NOBODY);
    cr_assert(m->r->slo.violated_s == 4.0 && m->r->outage[0].end_s == 6.0 && m->r->outage[0].over);
    cr_assert(m->r->slo.nobody_n == 4 && isinf(m->r->outage[0].p99_s));
    done(m);
}

/* Nobody new comes, and nobody is in a session; while users wait to try again it is not over. */
Test(judge, an_outage_lasts_while_its_users_are_between_two_attempts)
{
    struct made *m = well();
    lose_users(m, 2, 3);
    for (size_t i = 3; i < 7; i++) {
        set_users(m->r, i, 0, 0);
    }
    judged(m);
    cr_assert(m->r->outages_n == 1 && m->r->outage[0].end_s == 3.0);
    m->r->windows[2].counter[COUNTER_SESSIONS_STARTED] = 50;
    m->r->windows[4].counter[COUNTER_SESSIONS_STARTED] = m->r->windows[4].counter[COUNTER_SESSIONS_RETRIED] = 50;
    m->r->windows[5].counter[COUNTER_SESSIONS_OK] = 40;
    m->r->windows[5].counter[COUNTER_SESSIONS_ABANDONED] = 10;
    judged(m);
    cr_assert(m->r->outages_n == 1 && m->r->outage[0].end_s == 5.0);
    done(m);
}

/* Who still waits when the run ends is hurt by a limit that he has waited past, and says nothing of a longer one. */
Test(judge, who_came_too_shortly_before_the_end_is_not_judged)
{
    struct made *m = well();
    m->f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 2.5}, .success = 0.9, .patience_s = 4};
    for (size_t i = 4; i < 10; i++) {
        struct user_window *u = &m->r->windows[i].source[0].users;
        u->served -= 50; /* 5% wait: too many for the p99, not for the success */
        m->r->windows[i].users.waiting = u->waiting = 50;
    }
    judged(m);
    static const enum slo_state expected[] = {SLO_VIOLATED, SLO_VIOLATED, SLO_VIOLATED, SLO_OPEN, SLO_OPEN, SLO_OPEN};
    for (size_t i = 0; i < 6; i++) {
        cr_assert_eq(m->r->windows[4 + i].slo, expected[i], "window %zu", 4 + i);
    }
    cr_assert(m->r->slo.open_n == 3 && m->r->slo.violated_s == 3.0 && !m->r->outage[0].over);
    done(m);
}

/* Each source by its own promise and all together by the scenario's: the run is well when all are. */
Test(judge, a_source_has_its_own_slo)
{
    struct made *m = well();
    m->f.source[0].slo = (struct config_slo){.within_s = {[SLO_P50] = 0.01}};
    meter_release(&m->meter);
    results_free(m->r);
    cr_assert(meter_init(&m->meter, &m->f.c, &m->r));
    m->r->windows_n = 3;
    m->r->end_ns = 3 * NS_PER_S;
    for (int64_t i = 0; i < 3; i++) {
        m->r->windows[i].start_ns = i * NS_PER_S;
        m->r->windows[i].end_ns = (i + 1) * NS_PER_S;
        set_users(m->r, (size_t)i, 1000, 0);
    }
    m->r->windows[1].source[0].late[2] = 501; /* behind the two limits of the scenario */
    judged(m);
    cr_assert(m->r->windows[1].source[0].slo == SLO_VIOLATED && m->r->windows[1].slo == SLO_VIOLATED);
    cr_assert(m->r->windows[2].source[0].slo == SLO_MET && m->r->windows[2].slo == SLO_MET);
    cr_assert_float_eq(m->r->slo.budget, 501.0 / 1500, 1e-12);
    cr_assert(slo_hurting_ns(&m->f.c, 0) == 10 * NS_PER_MS &&
              m->r->users_hurt == 501); /* the shorter of both promises */
    done(m);
}

/* Traffic that has grown for good has no end to wait for: where it asks for too much that is said, and since when. */
Test(judge, overloaded_by_traffic_that_stays)
{
    struct made *m = well_for(100);
    m->f.c.cache.present = false;
    m->f.c.database.connections = 1; /* 100 queries/s */
    m->f.source[0].sessions_per_s = 60;
    fixture_event(&m->f, &traffic_event, 20, 0);
    m->f.event[0].x = 2;
    lose_users(m, 22, 100);
    judged(m);
    cr_assert(m->r->verdict == VERDICT_OVERLOADED && m->r->verdict_since_s == 22.0);
    m->f.event[0].x = 1.5; /* it could be served */
    judged(m);
    cr_assert(m->r->verdict == VERDICT_COLLAPSED && m->r->verdict_since_s == 22.0);
    fixture_event(&m->f, &traffic_event, 60, 0); /* less again: that was its cause until then */
    m->f.event[1].x = 1;
    judged(m);
    cr_assert(m->r->verdict == VERDICT_COLLAPSED && m->r->verdict_since_s == 60.0);
    done(m);
}

/* A long queue that falls, slowly but beyond chance, will be gone in the end. */
Test(judge, undecided_if_what_waits_falls_beyond_chance)
{
    struct made *m = well_for(100);
    fixture_event(&m->f, &cache_restart_event, 20, 0);
    lose_users(m, 20, 100);
    for (size_t i = 20; i < 100; i++) { /* 8 windows of 1,000 users: 3 standard deviations are 379 */
        m->r->windows[i].gauge[GAUGE_DB_QUEUE_MEAN] = 20000 - 50 * (double)i;
    }
    judged(m);
    cr_assert(m->r->verdict == VERDICT_NONE && m->r->undecided == UNDECIDED_RECOVERING);
    for (size_t i = 20; i < 100; i++) {
        m->r->windows[i].gauge[GAUGE_DB_QUEUE_MEAN] = 20000 - 45 * (double)i;
    }
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_COLLAPSED);
    done(m);
}

/* Blocks of a steady run: a window of 1,000 users may have 10 hurt and is one. Of 20, more than half beyond chance is 15. */
Test(judge, overloaded_is_a_test)
{
    struct made *m = well_for(20);
    lose_users(m, 0, 14);
    judged(m);
    cr_assert_neq(m->r->verdict, VERDICT_OVERLOADED);
    lose_users(m, 14, 15);
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_OVERLOADED);
    for (size_t i = 0; i < 20; i++) { /* half of the windows a little over, half a little under what is allowed */
        set_users(m->r, i, 1000, i % 2 == 0 ? 12 : 8);
    }
    judged(m);
    cr_assert(m->r->verdict == VERDICT_NONE && m->r->undecided == UNDECIDED_NEAR);
    for (size_t i = 0; i < 20; i++) { /* one in five over: windows of few users do that by chance */
        set_users(m->r, i, 1000, i % 5 == 0 ? 12 : 8);
    }
    judged(m);
    cr_assert_eq(m->r->verdict, VERDICT_DEGRADED);
    done(m);
}

/* Windows of few users are put together before they are judged: 100 users with 2 hurt violate an SLO that allows 1. */
Test(judge, few_users_make_larger_blocks)
{
    struct made *m = well_for(100);
    for (size_t i = 0; i < 100; i++) {
        set_users(m->r, i, 100,
                  i % 2 == 0 ? 2 : 0); /* half of the windows violate it; the run as a whole just keeps it */
    }
    judged(m);
    cr_assert_eq(m->r->slo.violated_n, 50);
    cr_assert_neq(m->r->verdict, VERDICT_OVERLOADED);
    for (size_t i = 0; i < 100; i++) {
        set_users(m->r, i, 100, i % 2 == 0 ? 4 : 0); /* twice as many as may be: it does not */
    }
    judged(m);
    cr_assert(m->r->slo.violated_n == 50 && m->r->verdict == VERDICT_OVERLOADED);
    done(m);
}
