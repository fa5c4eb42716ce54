/* The cluster lock: restarts lose it, failures let go of it, who gives up keeps the answer to itself. (How large the herd
 * is and how often it polls: theory_herd.)
 */
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
    fixture_event(&f, EVENT_CACHE_RESTART, 0.05, 0); /* the next who polls takes the new cache's lock */
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 2);
    cr_assert_eq(r->total[COUNTER_LOCK_ACQUIRED], 2);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 0);
    results_free(r);
    /* The first holder's answer comes at 100 ms and is lost at 110 ms. The lock is the second holder's, until 150 ms, and
     * the first one's reply did not let go of it: no third query. */
    fixture_event(&f, EVENT_EXPIRE_KEY, 0.11, 1);
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
    f.source[1] = (struct config_source){
        .name = "first", .deadline_ns = TIME_NEVER, .rate_kind = SOURCE_BURST, .burst_sessions = 1};
    f.source[1].reads_per_session = f.source[1].key_rank = 1;
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
