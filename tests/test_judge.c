/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery and verdict, read off windows made by hand: 10 windows of 1 s (or 100), all well unless a test says
 * otherwise. */
#include "outcome/slo.h"
#include "outcome/windows.h"
#include "windows_fixture.h"

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
    m->r->windows[3].gauge[GAUGE_HIT_RATIO] = 0.3; /* nobody reads for long: that is not warm */
    for (size_t i = 4; i < 30; i++) {
        m->r->windows[i].counter[COUNTER_READS_ISSUED] = 0;
    }
    cr_assert(judged(m)->warm_to_reach && isnan(m->r->recovery.warm_s));
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
