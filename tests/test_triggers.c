/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each planned event does, seen in the results: which keys miss, when, and what happens at the very instant. */
#include "events/registry.h"
#include "probe.h"

/* 100 keys in a warm cache, one read each every 10 ms in turn: even arrivals of a source per key would do
 * the same, so the keys are read uniformly and often instead. */
static void warm_config(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 100;
    f->c.cache.start = CACHE_START_WARM;
    f->source[0].sessions_per_s = 5000;
    f->c.database.service = dist_constant(NS_PER_MS);
}

static uint64_t misses_in(const struct results *r, size_t window)
{
    return r->windows[window].counter[COUNTER_READS_MISSES];
}

/* After a restart, an expiry of all or a cut-over nobody prepares, every key has one miss episode, in that window. */
Test(triggers, losing_everything)
{
    const struct event_type *const kinds[] = {&cache_restart_event, &expire_all_event, &cutover_event};
    for (size_t i = 0; i < 3; i++) {
        struct fixture f;
        warm_config(&f);
        fixture_event(&f, kinds[i], 4.5, 0);
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_EPISODES], 100);
        cr_assert_eq(r->total[COUNTER_DB_FIRST], 100);
        cr_assert_eq(r->total[COUNTER_READS_MISSES], misses_in(r, 4));
        cr_assert_eq(r->windows[4].counter[COUNTER_EPISODES], 100);
        cr_assert_eq(r->recovery.trigger_s, 4.5);
        cr_assert_eq(r->recovery.hit_reference, 1.0);
        bool moved = kinds[i] == &cutover_event;
        cr_assert(moved ? r->prewarm.started_s == 4.5 && r->prewarm.cutover_s == 4.5
                        : isnan(r->prewarm.started_s) && isnan(r->prewarm.cutover_s));
        cr_assert_eq(r->prewarm.loaded, 0);
        results_free(r);
    }
}

/* One key expires, and no other. */
Test(triggers, expire_key)
{
    struct fixture f;
    struct probe probe;
    warm_config(&f);
    probe_watch(&f, &probe);
    fixture_event(&f, &expire_key_event, 2, 17);
    fixture_event(&f, &expire_key_event, 6, 17);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_EPISODES], 2);
    cr_assert(misses_in(r, 2) > 0 && misses_in(r, 6) > 0);
    cr_assert_eq(r->total[COUNTER_READS_MISSES], misses_in(r, 2) + misses_in(r, 6));
    for (size_t i = 0; i < probe.n; i++) {
        cr_assert_eq(probe.event[i].key, 16);
    }
    cr_assert_eq(probe_count(&probe, PROBE_FILL), 2);
    probe_free(&probe);
    results_free(r);
}

/* An expiry meets a key whose value is being fetched: there is no entry to lose, the episode goes on. */
Test(triggers, expiry_of_a_key_in_flight_changes_nothing)
{
    struct fixture f;
    warm_config(&f);
    f.c.keys.count = 1;
    f.c.cache.start = CACHE_START_COLD;
    f.c.database.service = dist_constant(100 * NS_PER_MS);
    fixture_event(&f, &expire_key_event, 0.05, 1);
    for (int wide = 0; wide < 2; wide++) { /* the reference keeps entries in the wide form */
        struct results *r = fixture_run(&f.c, wide == 1, false);
        cr_assert_eq(r->total[COUNTER_EPISODES], 1);
        cr_assert_eq(r->total[COUNTER_DB_FIRST], 1);
        cr_assert_gt(r->total[COUNTER_DB_DUPLICATE], 400);
        results_free(r);
    }
}

/* Events go before sessions of the same instant: a burst at the instant of the restart misses to the last read. */
Test(triggers, events_come_before_sessions_of_their_instant)
{
    struct fixture f;
    warm_config(&f);
    f.source[0] = fixture_burst("burst", 0, 5, 1000);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_READS_HITS], 1000);
    results_free(r);
    fixture_event(&f, &expire_all_event, 5, 0);
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_READS_MISSES], 1000);
    results_free(r);
}

/* Multipliers of traffic, of one source and of all; a traffic event empties nothing. */
Test(triggers, traffic)
{
    struct fixture f;
    warm_config(&f);
    f.c.sources_n = 2;
    f.source[1] = fixture_source("others");
    f.source[0].sessions_per_s = f.source[1].sessions_per_s = 1000;
    f.source[0].arrivals = f.source[1].arrivals = ARRIVALS_EVEN;
    f.source[1].reads_per_session = 2;
    f.event[0] = (struct config_event){.at_ns = 2 * NS_PER_S, .type = &traffic_event, .source = "others", .x = 3};
    f.event[1] =
        (struct config_event){.at_ns = 4 * NS_PER_S, .type = &traffic_event, .x = 0.5, .ramp_ns = 2 * NS_PER_S};
    f.event[2] = (struct config_event){.at_ns = 8 * NS_PER_S, .type = &traffic_event, .x = 0};
    f.c.events_n = 3;
    struct results *r = fixture_run(&f.c, false, false);
    const double users[] = {1000, 1000, 1000, 1000, 875, 625, 500, 500, 0, 0};
    const double others[] = {1000, 1000, 3000, 3000, 2375, 1125, 500, 500, 0, 0};
    for (size_t w = 0; w < 10; w++) {
        cr_assert_float_eq((double)r->windows[w].source[0].sessions_started, users[w], 1.5, "window %zu", w);
        cr_assert_float_eq((double)r->windows[w].source[1].sessions_started, others[w], 1.5, "window %zu", w);
    }
    cr_assert_eq(r->total[COUNTER_READS_HITS], r->total[COUNTER_SESSIONS_STARTED] + r->source[1].sessions_started);
    cr_assert_eq(r->recovery.trigger_s, 2.0);
    cr_assert(isnan(r->windows[9].gauge[GAUGE_HIT_RATIO]));
    results_free(r);
}

/* A query under way when the cache restarts fills the new one. */
Test(triggers, a_query_under_way_fills_the_restarted_cache)
{
    struct fixture f;
    warm_config(&f);
    f.c.keys.count = 1;
    f.c.cache.start = CACHE_START_COLD;
    f.c.database.service = dist_constant(100 * NS_PER_MS);
    fixture_event(&f, &cache_restart_event, 0.05, 0);
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t misses = r->total[COUNTER_READS_MISSES];
    cr_assert(misses > 400 && misses < 600, "%lu", (unsigned long)misses); /* of 100 ms, not of 150 */
    cr_assert_eq(r->total[COUNTER_EPISODES], 1); /* from the first miss to the fill, whatever was lost between */
    results_free(r);
}
