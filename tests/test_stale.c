/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stale values: while they are fetched again, and for how long after they expired; which values are gone for good. */
#include "events/registry.h"
#include "model/caches/cache.h"
#include "probe.h"

static void stale(struct fixture *f, double while_revalidate_ms, double if_error_ms)
{
    void *p = fixture_protect(f, &stale_protection);
    fixture_set_param(p, &stale_protection, "while_revalidate", while_revalidate_ms * 1e6);
    fixture_set_param(p, &stale_protection, "if_error", if_error_ms * 1e6);
}

/* One key, there since time 0, with a TTL of 2 s; 1,000 reads/s of it, evenly; a query takes 100 ms. */
static void one_key(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 2;
    f->c.cache.start = CACHE_START_PREWARMED;
    f->c.cache.prewarmed = 1;
    f->c.cache.ttl_ns = 2 * NS_PER_S;
    f->source[0].sessions_per_s = 1000;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->source[0].key_rank = 1;
    f->c.database.service = dist_constant(100 * NS_PER_MS);
}

/* A read of a key at an instant, alone. */
static void lone_read(struct fixture *f, size_t i, const char *name, uint64_t key_rank, double at_s)
{
    f->c.sources_n = i + 1;
    f->source[i] = fixture_burst(name, key_rank, at_s, 1);
}

/* The value expires at 2.0, 4.1, 6.2 and 8.3 s and is fetched again at once, whichever of 5 servers its reads come to.
 * For 100 ms they get what there is. */
Test(stale, while_revalidate_nobody_waits)
{
    struct fixture f;
    struct probe probe;
    one_key(&f);
    f.c.servers.count = 5;
    f.c.cache.latency = dist_constant(NS_PER_MS);
    stale(&f, 500, INFINITY);
    probe_watch(&f, &probe);
    fixture_protect(&f, &coalesce_server_protection);
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t served = r->total[COUNTER_READS_STALE];
    cr_assert(served >= 396 && served <= 412, "%lu", (unsigned long)served);
    cr_assert_eq(r->total[COUNTER_READS_MISSES], served);
    cr_assert_eq(probe_count(&probe, PROBE_MISS), 0); /* nobody behind it is asked */
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 4);
    cr_assert_eq(r->total[COUNTER_DB_REFRESH], 4);
    cr_assert_eq(r->total[COUNTER_EPISODES], 4);
    cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 4);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 0);
    cr_assert_eq(r->read.ok.max_ns, NS_PER_MS);
    cr_assert_eq(r->read.stale.n, served);
    cr_assert_eq(fixture_metric(r, "staleness.past_freshness"), (double)served);
    cr_assert_float_eq(fixture_metric(r, "latency.read.stale.max"), 1e-3, 1e-12);
    double age_s = fixture_metric(r, "staleness.age_max");
    cr_assert(age_s > 2.098 && age_s < 2.104, "%g s", age_s);
    cr_assert_eq(r->age.n, r->total[COUNTER_READS_OK] + r->reads_in_flight); /* the last answers come too late */
    probe_free(&probe);
    results_free(r);
}

/* A value may be served for so long after its deadline and not a millisecond more. What an event made expire counts as
 * expired just now until its own deadline. */
Test(stale, the_hard_limit)
{
    const struct {
        double at_s, window_ms, event_s;
        bool served;
    } cases[] = {{2.499, 500, 0, true}, {2.501, 500, 0, false},   {2.0, 0.001, 0, true}, {2.001, 0.5, 0, false},
                 {9.0, 7001, 0, true},  {9.0, 6999, 0, false},    {1.5, 0.5, 1, true},   {2.4, 500, 1, true},
                 {2.6, 500, 1, false},  {2.1, INFINITY, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        one_key(&f);
        lone_read(&f, 0, "one", 1, cases[i].at_s);
        stale(&f, cases[i].window_ms, INFINITY);
        if (cases[i].event_s > 0) {
            fixture_event(&f, i % 2 == 0 ? &expire_key_event : &expire_all_event, cases[i].event_s, i % 2 == 0);
        }
        for (int reference = 0; reference < 2; reference++) { /* the one narrow, the other wide */
            struct results *r = fixture_run(&f.c, reference == 1, false);
            cr_assert_eq(r->total[COUNTER_READS_STALE], cases[i].served, "case %zu", i);
            cr_assert_eq(r->total[COUNTER_DB_REFRESH], cases[i].served, "case %zu", i);
            cr_assert_eq(r->total[COUNTER_DB_FIRST], !cases[i].served, "case %zu", i);
            results_free(r);
        }
    }
}

/* To the tick: a value that expired just as long ago as the window is served, and so is one that expires at this very
 * instant, which has to be fetched again. Powers of two, so that deadlines fall on ticks. */
Test(stale, the_last_instant_of_the_window_is_in_it)
{
    const int64_t ttl_ns = INT64_C(1) << 31, window_ns = INT64_C(1) << 29;
    const struct {
        int64_t at_ns;
        bool served, missed;
    } cases[] = {{ttl_ns, true, true}, {ttl_ns + window_ns, true, true}, {ttl_ns - 1, false, false}};
    for (size_t i = 0; i < 6; i++) { /* as while_revalidate, and as if_error */
        struct fixture f;
        one_key(&f);
        f.c.cache.ttl_ns = ttl_ns;
        int64_t tick_ns = INT64_C(1) << cache_clock_of(&f.c).shift;
        bool rescues = i >= 3;
        lone_read(&f, 0, "in", 1, 0);
        f.source[0].burst_at_ns = cases[i % 3].at_ns;
        stale(&f, rescues ? INFINITY : (double)window_ns * 1e-6, rescues ? (double)window_ns * 1e-6 : INFINITY);
        if (rescues) { /* the only way to a value is barred */
            fixture_event(&f, &db_down_event, 1, 0);
            f.event[0].for_ns = 5 * NS_PER_S;
        }
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_READS_STALE], cases[i % 3].served, "case %zu", i);
        cr_assert_eq(r->total[COUNTER_DB_QUERIES], cases[i % 3].missed, "case %zu", i);
        cr_assert_eq(r->total[COUNTER_READS_FAILED], 0, "case %zu", i);
        results_free(r);
        if (i % 3 == 1) { /* a tick later it is not */
            f.source[0].burst_at_ns += tick_ns;
            r = fixture_run(&f.c, false, false);
            cr_assert_eq(r->total[COUNTER_READS_STALE], 0, "case %zu", i);
            cr_assert_eq(r->total[COUNTER_READS_FAILED], rescues, "case %zu", i);
            results_free(r);
        }
    }
}

/* With jitter each entry has a deadline of its own, and the window counts from that. */
Test(stale, the_window_counts_from_the_entrys_own_deadline)
{
    struct fixture f;
    one_key(&f);
    f.c.run.duration_ns = 60 * NS_PER_S;
    f.c.database.service = dist_constant(NS_PER_MS);
    stale(&f, 5, INFINITY);
    fixture_set_param(fixture_protect(&f, &jitter_protection), &jitter_protection, "spread", 0.5);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_gt(r->total[COUNTER_DB_REFRESH], 20);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], r->total[COUNTER_DB_REFRESH]);
    cr_assert_eq(r->total[COUNTER_READS_STALE], r->total[COUNTER_READS_MISSES]);
    results_free(r);
}

/* What was lost in a restart, a move to another cache or to make room is gone for good: its next read has to fetch. */
Test(stale, what_is_gone_is_not_served)
{
    const struct event_type *const kinds[] = {&expire_all_event, &cache_restart_event, &cutover_event};
    for (size_t i = 0; i < 2 * 3; i++) { /* lost while it was fresh, or when it had expired already and was missed */
        struct fixture f;
        one_key(&f);
        f.c.database.connections = 1; /* busy with the other key from 2.1 s on: that refresh fails */
        f.c.database.queue_limit = 0;
        lone_read(&f, 0, "busy", 2, 2.19);
        lone_read(&f, 1, "before", 1, 2.2);
        lone_read(&f, 2, "after", 1, i < 3 ? 1.8 : 2.4);
        fixture_event(&f, kinds[i % 3], i < 3 ? 1.7 : 2.3, 0);
        stale(&f, 60000, INFINITY);
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            uint64_t served = r->total[COUNTER_READS_STALE];
            uint64_t expected =
                (i >= 3 ? 1U : 0U) + (i % 3 == 0 ? 1U : 0U); /* early, a value fetched anew is still fresh at 2.2 s */
            cr_assert_eq(served, expected, "case %zu: %lu", i, (unsigned long)served);
            results_free(r);
        }
    }
}

Test(stale, what_was_pushed_out_is_not_served)
{
    for (uint64_t capacity = 1; capacity <= 2; capacity++) {
        struct fixture f;
        one_key(&f);
        f.c.cache.capacity = capacity;
        f.c.cache.eviction = EVICTION_FIFO;
        lone_read(&f, 0, "other", 2, 2.1); /* pushes key 1 out, which has expired */
        lone_read(&f, 1, "before", 1, 2.05);
        lone_read(&f, 2, "after", 1, 2.4);
        f.c.database.connections = 1; /* the read before finds it busy, so that nothing is fetched anew */
        f.c.database.queue_limit = 0;
        lone_read(&f, 3, "busy", 2, 2.0);
        stale(&f, 60000, INFINITY);
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_CACHE_EVICTIONS], capacity == 1 ? 2 : 0);
        cr_assert_eq(r->source[1].reads_ok, 1);
        cr_assert_eq(r->source[2].reads_ok, 1);
        cr_assert_eq(r->total[COUNTER_READS_STALE], capacity);
        results_free(r);
    }
}

/* The database is busy with another key and turns refreshes away: each read tries again, one at a time, and none waits or
 * fails. */
Test(stale, a_failed_refresh_is_tried_again_by_the_next_read)
{
    struct fixture f;
    struct probe probe;
    one_key(&f);
    f.c.database.connections = 1;
    f.c.database.queue_limit = 0;
    f.c.database.service = dist_constant(500 * NS_PER_MS);
    lone_read(&f, 1, "other", 2, 1.8);
    probe_watch(&f, &probe);
    f.c.run.duration_ns = 4 * NS_PER_S;
    stale(&f, 5000, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t failed = r->total[COUNTER_REFRESH_FAILED]; /* those from 2 s to 2.3 s */
    cr_assert(failed >= 299 && failed <= 301, "%lu", (unsigned long)failed);
    cr_assert_eq(r->total[COUNTER_DB_REFRESH], failed + 1);
    uint64_t served = r->total[COUNTER_READS_STALE]; /* until 2.8 s */
    cr_assert(served >= 799 && served <= 801, "%lu", (unsigned long)served);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 0);
    cr_assert_eq(r->source[0].read.max_ns, 0);
    probe_free(&probe);
    results_free(r);
}

/* A read that got an expired value which the database had replaced is counted as such. */
Test(stale, outdated_values_count)
{
    struct fixture f;
    one_key(&f);
    f.c.keys.update_rate_per_s = 100;
    lone_read(&f, 0, "one", 1, 2.3);
    stale(&f, 500, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_READS_STALE], 1);
    cr_assert_eq(r->total[COUNTER_STALENESS_OUTDATED], 1);
    cr_assert_eq(r->age.n, 1);
    cr_assert_float_eq((double)r->age.max_ns * 1e-9, 2.3, 1e-5);
    cr_assert_eq(r->incidents_n, 1);
    cr_assert(r->incident[0].kind == INCIDENT_STALE_SERVED && r->incident[0].at_ns == 2300 * NS_PER_MS);
    results_free(r);
}

/* The refresh of a hot key, begun ahead of its expiry, is not done by then: it is the one refresh in flight. */
Test(stale, a_refresh_under_way_is_enough)
{
    struct fixture f;
    one_key(&f);
    f.c.run.duration_ns = 2200 * NS_PER_MS;
    f.c.database.service = dist_constant(500 * NS_PER_MS);
    stale(&f, 500, INFINITY);
    void *p = fixture_protect(&f, &refresh_protection);
    fixture_set_param(p, &refresh_protection, "ahead", 0.2);
    fixture_set_param(p, &refresh_protection, "observe", 0.4);
    fixture_set_param(p, &refresh_protection, "hot_rate", 100);
    fixture_set_param(p, &refresh_protection, "hot_reads", INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t served = r->total[COUNTER_READS_STALE]; /* from 2 s to 2.1 s */
    cr_assert(served >= 99 && served <= 102, "%lu", (unsigned long)served);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    results_free(r);
}

/* However long old values may be served, the clock stays fine enough for the TTL. */
Test(stale, a_long_window_costs_no_precision)
{
    struct fixture f;
    one_key(&f);
    cr_assert_eq(cache_keeps_ns(&f.c), 0);
    void *p = fixture_protect(&f, &stale_protection);
    fixture_set_param(p, &stale_protection, "while_revalidate", 3e9);
    fixture_set_param(p, &stale_protection, "if_error", 5e9);
    cr_assert_eq(cache_keeps_ns(&f.c), 5 * NS_PER_S);
    fixture_set_param(p, &stale_protection, "while_revalidate", 7e9);
    cr_assert_eq(cache_keeps_ns(&f.c), 7 * NS_PER_S);
    fixture_set_param(p, &stale_protection, "if_error", 1e18);
    cr_assert_eq(cache_keeps_ns(&f.c), 2000 * NS_PER_S);
    cr_assert_lt(INT64_C(1) << cache_clock_of(&f.c).shift, f.c.cache.ttl_ns / 1000000);
}

Test(stale, expired_values_take_4_bytes_a_key)
{
    struct fixture f;
    one_key(&f);
    f.c.keys.count = 1000;
    cr_assert_eq(cache_key_bytes(&f.c, false), 4000);
    stale(&f, 500, INFINITY);
    cr_assert_eq(cache_key_bytes(&f.c, false), 8000);
    cr_assert_eq(cache_key_bytes(&f.c, true), 12000);
}

/* The database is down: reads that would fail get what expired no longer ago than the window; those of a key that was
 * never there fail. */
Test(stale, if_error_rescues)
{
    const double window_ms[] = {500, 1500, 1500, INFINITY};
    for (size_t i = 0; i < 4; i++) {
        struct fixture f;
        one_key(&f);
        f.c.run.duration_ns = 5500 * NS_PER_MS;
        lone_read(&f, 1, "never-there", 2, 2.5);
        fixture_event(&f, &db_down_event, 1.5, 0); /* the value expires at 2 s */
        f.event[0].for_ns = 2 * NS_PER_S;
        stale(&f, i == 3 ? 1000 : INFINITY, window_ms[i]);
        if (i == 2) {
            fixture_protect(&f, &coalesce_server_protection);
        }
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            uint64_t served = r->source[0].reads_ok - r->source[0].reads_hits, lost = r->source[0].reads_failed;
            if (i == 0) { /* half a second of a second and a half is saved */
                cr_assert(lost >= 999 && lost <= 1001, "%lu", (unsigned long)lost);
            } else if (i == 3) { /* a window for the one purpose does not serve the other */
                cr_assert(lost >= 499 && lost <= 501, "%lu", (unsigned long)lost);
            } else {
                cr_assert_eq(lost, 0);
                cr_assert(served >= 1599 && served <= 1601, "%lu", (unsigned long)served); /* and 100 ms of a fetch */
            }
            cr_assert_eq(r->source[1].reads_failed, 1);
            uint64_t stale_n = r->total[COUNTER_READS_STALE], expected = i == 0 ? 500 : i == 3 ? 1000 : 1500;
            cr_assert(stale_n >= expected - 1 && stale_n <= expected + 1, "case %zu: %lu", i, (unsigned long)stale_n);
            results_free(r);
        }
    }
}

/* A demand query is no refresh. The first read fetches the key; when it has expired, the next one gets the old value, and a
 * refresh begins, for none is in flight. */
Test(stale, a_fetch_on_demand_is_no_refresh)
{
    struct fixture f;
    one_key(&f);
    f.c.cache.start = CACHE_START_COLD;
    stale(&f, 500, INFINITY);
    lone_read(&f, 0, "misses", 1, 1);
    lone_read(&f, 1, "is served", 1, 3.2); /* written at 1.1 s, expired at 3.1 s */
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_FIRST], 1);
    cr_assert_eq(r->total[COUNTER_READS_STALE], 1);
    cr_assert_eq(r->total[COUNTER_DB_REFRESH], 1);
    results_free(r);
}

/* A refresh waits for the only connection of its server, behind three queries, until 3.4 s, and takes a second. Meanwhile the
 * window ends, the key is fetched on demand by the other server (2.4 s to 3.4 s), and expires once more at 3.9 s: the refresh is
 * still in flight, and the only one. */
Test(stale, a_reply_on_demand_ends_no_refresh)
{
    struct fixture f;
    one_key(&f);
    f.c.keys.count = 10;
    f.c.cache.ttl_ns = 500 * NS_PER_MS;
    f.c.servers.count = 2;
    f.c.servers.balancing = BALANCING_ROUND_ROBIN; /* the first session of each source comes to server 0 */
    f.c.servers.pool_size = 1;
    f.c.database.service = dist_constant(NS_PER_S);
    stale(&f, 250, INFINITY);
    lone_read(&f, 0, "fill the lines", 5, 0.4);
    f.source[0].burst_sessions = 5;
    lone_read(&f, 1, "stale", 1, 0.6);
    lone_read(&f, 2, "on demand", 1, 0.8);
    f.source[2].burst_sessions = 2;
    lone_read(&f, 3, "stale again", 1, 4.0);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_READS_STALE], 2);
    cr_assert_eq(r->total[COUNTER_DB_REFRESH], 1);
    results_free(r);
}
