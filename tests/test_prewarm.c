/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pre-warming: its pace, its parallelism, what happens when the database turns it away, and that traffic moves when, and
 * only when, everything is in. (Whom the counters pick: access_counts.)
 */
#include "events/registry.h"
#include "probe.h"

/* A warm cache of 1,000 keys; at 1 s a new one is begun, into which the top 500 are loaded; a query takes 10 ms. */
static void prewarm_config(struct fixture *f, double rate, double parallel)
{
    fixture_init(f);
    f->c.cache.start = CACHE_START_WARM;
    f->source[0].sessions_per_s = 2000;
    fixture_event(f, &cutover_event, 1, 0);
    void *p = fixture_protect(f, &prewarm_protection);
    fixture_set_param(p, &prewarm_protection, "top", 500);
    fixture_set_param(p, &prewarm_protection, "rate", rate);
    fixture_set_param(p, &prewarm_protection, "parallel", parallel);
    fixture_set_param(p, &prewarm_protection, "by", 0);
    fixture_set_param(p, &prewarm_protection, "history", INFINITY);
}

/* 100 a second: the last of 500 goes after 4.99 s. The most popular first, one after the other. */
Test(prewarm, keeps_its_pace)
{
    struct fixture f;
    struct probe probe;
    prewarm_config(&f, 100, 1000);
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->prewarm.started_s, 1.0);
    cr_assert_float_eq(r->prewarm.cutover_s, 1 + 4.99 + 0.01, 1e-6);
    cr_assert_eq(r->prewarm.loaded, 500);
    for (size_t w = 1; w < 6; w++) {
        cr_assert_eq(r->windows[w].counter[COUNTER_DB_PREWARM], 100, "window %zu", w);
    }
    uint32_t next = 0;
    for (size_t i = 0; i < probe.n; i++) {
        const struct probe_event *e = &probe.event[i];
        if (e->what == PROBE_REPLY && e->kind == FETCH_PREWARM) {
            cr_assert_eq(e->key, next);
            cr_assert_float_eq((double)e->at_ns * 1e-9, 1 + next * 0.01 + 0.01, 1e-8);
            next++;
        }
    }
    cr_assert_eq(next, 500);
    probe_free(&probe);
    results_free(r);
}

/* The old cache serves until the new one is complete, the new one from then on: of its keys every read hits, of the others
 * each misses once. */
Test(prewarm, traffic_moves_when_all_is_in)
{
    struct fixture f;
    struct probe probe;
    prewarm_config(&f, 100, 1000);
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    for (size_t i = 0; i < probe.n; i++) {
        const struct probe_event *e = &probe.event[i];
        if (e->what == PROBE_MISS) {
            cr_assert_geq((double)e->at_ns * 1e-9, r->prewarm.cutover_s);
            cr_assert_geq(e->key, 500);
        }
    }
    cr_assert_eq(r->windows[5].counter[COUNTER_READS_MISSES], 0);
    cr_assert_eq(r->total[COUNTER_EPISODES], 500);
    cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 500 + r->total[COUNTER_DB_FIRST] + r->total[COUNTER_DB_DUPLICATE]);
    cr_assert_eq(r->recovery.trigger_s, r->prewarm.cutover_s);
    probe_free(&probe);
    results_free(r);
}

/* Queries overtake each other; the move waits for the last one to come back. */
Test(prewarm, waits_for_the_slowest)
{
    struct fixture f;
    struct probe probe;
    prewarm_config(&f, INFINITY, 100);
    f.c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 200e6};
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    int64_t last_ns = 0, before_last_ns = 0;
    for (size_t i = 0; i < probe.n; i++) {
        if (probe.event[i].what == PROBE_REPLY && probe.event[i].kind == FETCH_PREWARM) {
            before_last_ns = last_ns;
            last_ns = probe.event[i].at_ns;
        }
    }
    cr_assert_gt(last_ns - before_last_ns, NS_PER_MS);
    cr_assert_float_eq(r->prewarm.cutover_s, (double)last_ns * 1e-9, 1e-9);
    probe_free(&probe);
    results_free(r);
}

/* As fast as 5 queries at a time go: 500 x 10 ms / 5; so it takes 5 connections of the database, and none of the pools. */
Test(prewarm, goes_no_more_parallel_than_it_may)
{
    struct fixture f;
    const double rates[] = {INFINITY, 1e6, 500.0 / 0.9}; /* the last: a pace that it cannot keep either */
    for (size_t i = 0; i < 3; i++) {
        prewarm_config(&f, rates[i], 5);
        f.c.servers.pool_size = 1;
        f.c.database.connections = 6;
        f.source[0].sessions_per_s = 1;
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_float_eq(r->prewarm.cutover_s, 2, 0.011);
        cr_assert_float_eq(r->windows[1].gauge[GAUGE_DB_UTILISATION], 5.0 / 6, 0.02);
        cr_assert_eq(r->windows[1].gauge[GAUGE_POOL_IN_USE], 0.0);
        cr_assert_eq(r->windows[1].gauge[GAUGE_DB_QUEUE_PEAK], 0.0);
        results_free(r);
    }
}

/* A database that has room for fewer than come turns some away: they are sent again, none is lost. */
Test(prewarm, what_is_turned_away_is_sent_again)
{
    struct fixture f;
    for (int limited = 0; limited < 2; limited++) {
        prewarm_config(&f, limited ? 400 : INFINITY, 50);
        f.c.database.connections = limited ? 3 : 10;
        f.c.database.queue_limit = 0;
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->prewarm.loaded, 500);
        cr_assert(!isnan(r->prewarm.cutover_s));
        uint64_t turned_away = r->total[COUNTER_DB_PREWARM] - 500;
        cr_assert_gt(turned_away, 20);
        cr_assert_leq(turned_away, r->total[COUNTER_DB_REJECTED]);
        cr_assert_eq(r->windows[0].counter[COUNTER_DB_REJECTED], 0);
        results_free(r);
    }
}

/* Queries that could not go when they were due do not go in a burst later: the pace starts anew. */
Test(prewarm, does_not_catch_up_in_bursts)
{
    struct fixture f;
    prewarm_config(&f, 200, 1);
    f.c.database.service = (struct dist_spec){.kind = DIST_UNIFORM, .a = 0, .b = 10e6}; /* over 5 ms half the time */
    f.c.run.window_ns = 100 * NS_PER_MS;
    struct results *r = fixture_run(&f.c, false, false);
    for (size_t w = 10; w < 40; w++) {
        cr_assert_leq(r->windows[w].counter[COUNTER_DB_PREWARM], 20, "window %zu", w);
    }
    cr_assert_gt(r->prewarm.cutover_s, 1 + 500 * 0.00625 - 0.2); /* E max(5 ms, U) = 6.25 ms */
    cr_assert_lt(r->prewarm.cutover_s, 1 + 500 * 0.00625 + 0.2);
    results_free(r);
}

/* A second planned cut-over while the new cache is being loaded: that one is the new one. */
Test(prewarm, one_loading_at_a_time)
{
    struct fixture f;
    prewarm_config(&f, 100, 1000);
    fixture_event(&f, &cutover_event, 3, 0);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_PREWARM], 500);
    cr_assert_eq(r->prewarm.started_s, 1.0);
    cr_assert_float_eq(r->prewarm.cutover_s, 6, 1e-6);
    results_free(r);
    f.event[1].at_ns = 7 * NS_PER_S; /* after it, a second one is loaded, and moved to */
    f.c.run.duration_ns = 20 * NS_PER_S;
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_PREWARM], 1000);
    cr_assert_eq(r->prewarm.started_s, 7.0);
    cr_assert_float_eq(r->prewarm.cutover_s, 12, 1e-6);
    cr_assert_eq(r->total[COUNTER_EPISODES], 1000); /* each new cache began empty */
    results_free(r);
}

/* A run that ends before everything is in: traffic has not moved. */
Test(prewarm, may_not_be_done_by_the_end)
{
    struct fixture f;
    prewarm_config(&f, 20, 1000);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->prewarm.started_s, 1.0);
    cr_assert(isnan(r->prewarm.cutover_s));
    cr_assert_eq(r->prewarm.loaded, 180);
    cr_assert_eq(r->total[COUNTER_READS_MISSES], 0);
    results_free(r);
}

/* What was loaded lives its TTL from when it was loaded, not from the move. */
Test(prewarm, loaded_entries_age_before_the_move)
{
    struct fixture f;
    struct probe probe;
    prewarm_config(&f, 100, 1000);
    f.c.cache.ttl_ns = 5500 * NS_PER_MS;
    f.source[0].sessions_per_s = 20000;
    f.c.run.duration_ns = 6900 * NS_PER_MS;
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    size_t n = 0;
    for (size_t i = 0; i < probe.n; i++) {
        const struct probe_event *e = &probe.event[i];
        if (e->what == PROBE_MISS && e->key < 500 && (double)e->at_ns * 1e-9 > r->prewarm.cutover_s) {
            double loaded_s = 1.01 + e->key * 0.01;
            cr_assert_geq((double)e->at_ns * 1e-9, loaded_s + 5.5 - 1e-5, "key %u", e->key);
            n++;
        }
    }
    cr_assert_gt(n, 20); /* the first of them expire from 6.51 s on */
    probe_free(&probe);
    results_free(r);
}
