/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cluster lock: restarts lose it, failures let go of it, who gives up keeps the answer to itself. (How large the herd
 * is and how often it polls: theory_herd.)
 */
#include "events/registry.h"
#include "probe.h"

/* One key that 1,000 sessions a second ask for, evenly, from time 0 on; a fetch takes 100 ms. */
static void lock_config(struct fixture *f, double lock_ttl_ms, double poll_ms, double wait_limit_ms)
{
    fixture_init(f);
    f->c.keys.count = 1;
    f->c.run.duration_ns = f->c.run.window_ns = NS_PER_S;
    f->source[0].sessions_per_s = 1000;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->c.database.service = dist_constant(100 * NS_PER_MS);
    f->c.servers.count = 7;
    fixture_lock(f, lock_ttl_ms * 1e6, poll_ms * 1e6, wait_limit_ms * 1e6);
}

Test(coalesce_cluster, a_restart_loses_the_lock)
{
    struct fixture f;
    lock_config(&f, 10000, 1, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], 1);
    results_free(r);
    fixture_event(&f, &cache_restart_event, 0.05, 0); /* the next who polls takes the new cache's lock */
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 2);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], 2);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 0);
    results_free(r);
    /* The first holder's answer comes at 100 ms and is lost at 110 ms. The lock is the second holder's, until 150 ms, and
     * the first one's reply did not let go of it: no third query. */
    fixture_event(&f, &expire_key_event, 0.11, 1);
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 2);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 0);
    results_free(r);
}

/* Waiters past their limit look a last time, then fetch; only the holder's answer is written. */
Test(coalesce_cluster, who_gives_up_does_not_fill)
{
    struct fixture f;
    struct probe probe;
    lock_config(&f, 10000, 25, 30);
    f.c.cache.write = CACHE_WRITE_SET; /* a second fill would show */
    f.c.protections_n = 0;
    probe_watch(&f, &probe);
    fixture_lock(&f, 1e10, 25e6, 30e6);
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t gave_up = r->total[COUNTER_LOCK_GAVE_UP];
    cr_assert_eq(gave_up, 69); /* those who came before 70.5 ms, but for the holder */
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1 + gave_up);
    cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 1);
    cr_assert_eq(probe_count(&probe, PROBE_FILL), 1);
    cr_assert_eq(probe_count(&probe, PROBE_REPLY), 1 + gave_up);
    cr_assert_eq(r->total[COUNTER_LOCK_POLLS], 2 * gave_up + r->total[COUNTER_READS_JOINED] + 5); /* at 25 and 30 ms */
    cr_assert_eq(r->read.miss.max_ns, 130 * NS_PER_MS);
    cr_assert_leq(r->read.joined.max_ns, 30 * NS_PER_MS);
    probe_free(&probe);
    results_free(r);
}

/* A holder that is turned away lets go: the next who polls takes the lock and tries. */
Test(coalesce_cluster, a_failed_holder_lets_go)
{
    struct fixture f;
    lock_config(&f, 10000, 1, INFINITY);
    f.c.keys.count = 2;
    f.source[0].key_rank = 2;
    f.c.sources_n = 2;
    f.source[1] = fixture_burst("first", 1, 0, 1);
    f.c.database.connections = 1;
    f.c.database.queue_limit = 0;
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t failed = r->source[0].sessions_failed; /* those who tried while the other key was served, 1 ms apart */
    cr_assert(failed >= 95 && failed <= 105, "%lu failed", (unsigned long)failed);
    cr_assert_eq(r->total[COUNTER_DB_REJECTED], failed);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], failed + 2);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 0);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], failed + 2);
    cr_assert_eq(r->total[COUNTER_SESSIONS_STARTED], r->total[COUNTER_SESSIONS_OK] + failed);
    results_free(r);
}

/* The holder knows that it has the lock a round trip later, as it knew of its miss a round trip late. */
Test(coalesce_cluster, taking_the_lock_costs_a_round_trip)
{
    struct fixture f;
    lock_config(&f, 10000, 1, INFINITY);
    f.c.cache.latency = dist_constant(5 * NS_PER_MS);
    f.source[0].rate_kind = SOURCE_BURST; /* all before the fill: a miss that was on its way then would fetch again */
    f.source[0].burst_sessions = 50;
    f.source[0].burst_over_ns = 50 * NS_PER_MS;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    cr_assert_eq(r->read.miss.max_ns, (5 + 5 + 100) * NS_PER_MS);
    double last_ms = (double)r->read.joined.max_ns * 1e-6; /* who came 1 ms later: up to a poll, and its round trip */
    cr_assert(last_ms > 5 + 5 + 100 + 5 - 1.5 && last_ms < 5 + 5 + 100 + 5 + 0.5, "%g ms", last_ms);
    results_free(r);
}

/* Many keys locked at once. */
Test(coalesce_cluster, each_key_has_a_lock_of_its_own)
{
    struct fixture f;
    lock_config(&f, 10000, 10, INFINITY);
    f.c.keys.count = 5000;
    f.source[0].sessions_per_s = 300000;
    f.c.run.max_reads = 40000;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 5000);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], 5000);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 0);
    results_free(r);
}

/* The holder crashes half way through its fetch: the lock stays until it expires, and all who wait, wait for that. */
Test(coalesce_cluster, a_crashed_holder_keeps_the_lock)
{
    const struct {
        double lock_ttl_ms;
        uint64_t queries;
    } cases[] = {{300, 2}, {10000, 1}};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        lock_config(&f, cases[i].lock_ttl_ms, 1, INFINITY);
        fixture_event(&f, &lock_holder_crash_event, 0.05, 1);
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            cr_assert_eq(r->total[COUNTER_LOCK_CRASHED], 1);
            cr_assert_eq(r->total[COUNTER_DB_QUERIES], cases[i].queries);
            cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], cases[i].queries);
            cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], cases[i].queries - 1);
            cr_assert_eq(r->total[COUNTER_CACHE_FILLS], cases[i].queries - 1); /* a dead process writes nothing */
            cr_assert_eq(r->total[COUNTER_DB_ABANDONED], 1);
            cr_assert_eq(r->total[COUNTER_READS_FAILED], 1);
            if (i == 0) { /* taken at 300.5 ms, by who polled then, and fetched by 400.5 ms */
                uint64_t joined = r->total[COUNTER_READS_JOINED];
                cr_assert(joined >= 397 && joined <= 400, "%lu", (unsigned long)joined);
                cr_assert_eq(r->reads_in_flight, 0);
                bool noted = false;
                for (size_t m = 0; m < r->incidents_n; m++) {
                    noted = noted || r->incident[m].kind == INCIDENT_LOCK_EXPIRED;
                }
                cr_assert(noted);
            } else {
                cr_assert_eq(r->reads_in_flight, r->total[COUNTER_READS_ISSUED] - 1);
            }
            results_free(r);
        }
    }
}

/* If nobody holds the lock, the next two who take it crash, as there are two events: before they have asked the database. */
Test(coalesce_cluster, a_crash_waits_for_a_holder)
{
    struct fixture f;
    lock_config(&f, 50, 1, INFINITY);
    f.c.keys.count = 2;
    f.source[0].key_rank = 1;
    f.c.cache.start = CACHE_START_PREWARMED;
    f.c.cache.prewarmed = 2;
    fixture_event(&f, &lock_holder_crash_event, 0.1, 1);
    fixture_event(&f, &lock_holder_crash_event, 0.2, 1);
    fixture_event(&f, &lock_holder_crash_event, 0.2, 2); /* of a key that nobody reads: never */
    fixture_event(&f, &expire_key_event, 0.5, 1);
    f.c.database.service = dist_constant(40 * NS_PER_MS);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_LOCK_CRASHED], 2);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], 3);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 2);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 2);
    uint64_t joined = r->total[COUNTER_READS_JOINED]; /* 140 ms */
    cr_assert(joined >= 137 && joined <= 143, "%lu", (unsigned long)joined);
    results_free(r);
}

/* A lock whose time was up when the event came had no holder any more, though its fetch was still under way. */
Test(coalesce_cluster, who_lost_the_lock_does_not_crash)
{
    struct fixture f;
    lock_config(&f, 50, 1, INFINITY);
    f.source[0].rate_kind = SOURCE_BURST;
    f.source[0].sessions_per_s = 0;
    f.source[0].burst_sessions = 1;
    f.c.sources_n = 2;
    f.source[1] = f.source[0];
    f.source[1].name = "next";
    f.source[1].burst_at_ns = 80 * NS_PER_MS;
    fixture_event(&f, &lock_holder_crash_event, 0.07, 1);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_LOCK_CRASHED], 1);
    cr_assert_eq(r->source[0].reads_ok, 1);
    cr_assert_eq(r->source[1].reads_failed, 1);
    cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 1);
    results_free(r);
}

/* The holder's user leaves while the holder waits for a connection: its fetch is dropped, the lock let go, and the next who
 * polls takes it. */
Test(coalesce_cluster, a_dropped_holder_lets_go)
{
    struct fixture f;
    lock_config(&f, 10000, 1, INFINITY);
    f.c.keys.count = 2;
    f.c.servers.count = 1;
    f.c.servers.pool_size = 1;
    f.c.sources_n = 3;
    f.source[0].key_rank = 2;
    f.source[0].rate_kind = SOURCE_BURST;
    f.source[0].burst_sessions = 1;
    f.source[1] = f.source[2] = f.source[0];
    f.source[1].name = "holder";
    f.source[1].key_rank = 1;
    f.source[1].burst_at_ns = 10 * NS_PER_MS;
    f.source[1].deadline_ns = 30 * NS_PER_MS;
    f.source[1].cancel_on_deadline = true;
    f.source[2].name = "others";
    f.source[2].key_rank = 1;
    f.source[2].burst_at_ns = 20 * NS_PER_MS;
    f.source[2].burst_sessions = 10;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->source[1].reads_failed, 1);
    cr_assert_eq(r->source[2].sessions_ok, 10);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], 3);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 0);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 2);
    results_free(r);
}

/* A fetch whose user has gone is wanted while others, whose users are there, poll for it. */
Test(coalesce_cluster, a_fetch_is_wanted_by_who_polls)
{
    const struct {
        int64_t others_ns, others_at_ms;
        double poll_ms;
        uint64_t abandoned;
    } cases[] = {{TIME_NEVER, 20, 5, 0},  {30, 20, 5, 1},   {75, 20, 5, 1},           {85, 20, 5, 0},
                 {TIME_NEVER, 105, 5, 1}, {30, 20, 200, 0}, {TIME_NEVER, 105, 200, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        lock_config(&f, 10000, cases[i].poll_ms, INFINITY);
        f.source[0].rate_kind = SOURCE_BURST;
        f.source[0].burst_sessions = 1;
        f.c.sources_n = 2;
        f.source[1] = f.source[0];
        f.source[1].name = "others";
        f.source[1].burst_at_ns = cases[i].others_at_ms * NS_PER_MS;
        f.source[0].deadline_ns = 50 * NS_PER_MS;
        f.source[1].deadline_ns = cases[i].others_ns == TIME_NEVER ? TIME_NEVER : cases[i].others_ns * NS_PER_MS;
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
        cr_assert_eq(r->total[COUNTER_DB_ABANDONED], cases[i].abandoned, "case %zu", i);
        results_free(r);
    }
}

/* Who waits for a lock and has lost its user, or its process, polls no more. */
Test(coalesce_cluster, the_dead_do_not_poll)
{
    uint64_t polls[2];
    for (int cancel = 0; cancel < 2; cancel++) {
        struct fixture f;
        lock_config(&f, 10000, 10, INFINITY);
        f.c.database.service = dist_constant(500 * NS_PER_MS);
        f.source[0].rate_kind = SOURCE_BURST;
        f.source[0].burst_sessions = 1;
        f.c.sources_n = 2;
        f.source[1] = f.source[0];
        f.source[1].name = "others";
        f.source[1].burst_at_ns = 5 * NS_PER_MS;
        f.source[1].burst_sessions = 100;
        f.source[1].deadline_ns = 102 * NS_PER_MS;
        f.source[1].cancel_on_deadline = cancel == 1;
        struct results *r = fixture_run(&f.c, false, false);
        polls[cancel] = r->total[COUNTER_LOCK_POLLS];
        cr_assert_eq(r->total[COUNTER_READS_FAILED], 100);
        cr_assert_eq(r->total[COUNTER_SESSIONS_TIMED_OUT], 100);
        results_free(r);
    }
    cr_assert_eq(polls[0], 5000); /* every 10 ms, until 505 ms */
    cr_assert_eq(polls[1], 1000);
}
