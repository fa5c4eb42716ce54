/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coalescing by server: who waits for whom, in which order they go on, and that they fail together. (How large the herd
 * is: theory_herd.)
 */
#include "probe.h"

/* A burst of a source: sessions of one read of one key (0: by popularity), evenly over a time. */
static void burst(struct fixture *f, size_t i, const char *name, uint64_t key_rank, double at_s, uint64_t sessions,
                  double over_s)
{
    f->c.sources_n = i + 1;
    f->source[i] = fixture_burst(name, key_rank, at_s, sessions);
    f->source[i].burst_over_ns = (int64_t)(over_s * 1e9);
    f->source[i].arrivals = ARRIVALS_EVEN;
}

/* The leader waits 50 ms for a connection that another key has for 200 ms, gives up, and so do all who joined it. */
Test(coalesce_server, a_failure_is_everybodys)
{
    struct fixture f;
    fixture_init(&f);
    f.c.servers.pool_size = 1;
    f.c.servers.pool_wait_timeout_ns = 50 * NS_PER_MS;
    f.c.database.service = dist_constant(200 * NS_PER_MS);
    burst(&f, 0, "other", 1, 0, 1, 0);
    burst(&f, 1, "herd", 2, 0.01, 10, 0.04);
    fixture_protect(&f, &coalesce_server_protection);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    cr_assert_eq(r->total[COUNTER_POOL_TIMED_OUT], 1);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 10);
    cr_assert_eq(r->source[1].sessions_failed, 10);
    cr_assert_eq(r->source[0].sessions_ok, 1);
    cr_assert_eq(r->total[COUNTER_READS_JOINED], 0); /* nobody got a value by waiting */
    cr_assert_eq(r->read.failed.max_ns, 50 * NS_PER_MS);
    double mean_ns = histogram_mean_ns(&r->read.failed); /* all at the same instant, having come 4 ms apart */
    cr_assert_float_eq(mean_ns, 50e6 - 18e6, 1);
    results_free(r);
}

/* After a failure the key has no leader: the next read fetches. */
Test(coalesce_server, a_failure_leaves_no_trace)
{
    struct fixture f;
    fixture_init(&f);
    f.c.database.connections = 1;
    f.c.database.queue_limit = 0;
    f.c.database.service = dist_constant(100 * NS_PER_MS);
    burst(&f, 0, "other", 1, 0, 1, 0);
    burst(&f, 1, "herd", 2, 0.05, 10, 0.1); /* turned away until 100 ms, then one of them fetches */
    fixture_protect(&f, &coalesce_server_protection);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->source[1].sessions_failed, 5);
    cr_assert_eq(r->source[1].sessions_ok, 5);
    cr_assert_eq(r->total[COUNTER_DB_REJECTED], 5);
    cr_assert_eq(r->total[COUNTER_READS_JOINED], 4);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 7);
    results_free(r);
}

/* First come, first released: they look again in the order of their coming. A node that takes 1 ms a lookup tells: who
 * came 1 ms later waits 1 ms more behind the others, so all take equally long. */
Test(coalesce_server, waiters_go_on_in_the_order_of_their_coming)
{
    struct fixture f;
    fixture_init(&f);
    f.c.cache.node_rate_per_s = 1000;
    f.c.database.service = dist_constant(200 * NS_PER_MS);
    burst(&f, 0, "herd", 1, 0, 51, 0.051);
    fixture_protect(&f, &coalesce_server_protection);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    cr_assert_eq(r->total[COUNTER_READS_JOINED], 50);
    cr_assert_eq(r->total[COUNTER_CACHE_LOOKUPS], 101);
    double last_ms = (double)r->read.joined.max_ns * 1e-6; /* 1 ms for the leader's lookup, 200 for its fetch */
    cr_assert_float_eq(last_ms, 201, 1e-5, "%g ms", last_ms);
    cr_assert_float_eq(histogram_mean_ns(&r->read.joined), 201e6, 10);
    results_free(r);
}

/* Each server fetches for itself; on one, each key once, with thousands of keys in flight at once. */
Test(coalesce_server, one_fetch_per_key_and_server)
{
    struct fixture f;
    struct probe probe;
    const uint64_t servers[] = {1, 3};
    for (size_t i = 0; i < 2; i++) {
        fixture_init(&f);
        f.c.servers.count = servers[i];
        f.c.servers.balancing = BALANCING_ROUND_ROBIN;
        f.c.keys.count = 8000;
        f.c.database.service = dist_constant(2 * NS_PER_S);
        burst(&f, 0, "herd", 0, 0, 60000, 1);
        probe_watch(&f, &probe);
        fixture_protect(&f, &coalesce_server_protection);
        struct results *r = fixture_run(&f.c, false, false);
        uint8_t *met = calloc(3 * 8000, 1);
        uint64_t pairs_n = 0;
        for (size_t e = 0; e < probe.n; e++) {
            if (probe.event[e].what == PROBE_MISS) {
                uint8_t *m = &met[probe.event[e].server * 8000 + probe.event[e].key];
                pairs_n += *m == 0;
                *m = 1;
            }
        }
        cr_assert_gt(pairs_n, servers[i] * 7000);
        cr_assert_eq(r->total[COUNTER_DB_QUERIES], pairs_n);
        cr_assert_eq(r->total[COUNTER_READS_MISSES], 60000);
        cr_assert_eq(r->total[COUNTER_READS_JOINED], 60000 - pairs_n);
        cr_assert_eq(r->total[COUNTER_READS_OK], 60000);
        free(met);
        probe_free(&probe);
        results_free(r);
    }
}

/* Another key has the only connection until 200 ms; the leader waits for it from 10 ms on, the herd with it. */
static void behind_a_long_query(struct fixture *f, int64_t leaders_deadline_ns, int64_t herds_deadline_ns)
{
    fixture_init(f);
    f->c.servers.pool_size = 1;
    f->c.database.service = dist_constant(200 * NS_PER_MS);
    f->c.cache.start = CACHE_START_COLD;
    burst(f, 0, "other", 1, 0, 1, 0);
    burst(f, 1, "leader", 2, 0.01, 1, 0);
    burst(f, 2, "herd", 2, 0.02, 5, 0);
    burst(f, 3, "late", 2, 0.1, 5, 0);
    f->source[1].deadline_ns = leaders_deadline_ns;
    f->source[2].deadline_ns = herds_deadline_ns;
    for (size_t i = 0; i < 4; i++) {
        f->source[i].cancel_on_deadline = true;
    }
    fixture_protect(f, &coalesce_server_protection);
}

/* The leader's user leaves, but not the fetch that others wait for: it keeps its turn. Those whose users had gone fail. */
Test(coalesce_server, a_fetch_that_others_wait_for_keeps_its_turn)
{
    struct fixture f;
    for (int impatient = 0; impatient < 2; impatient++) {
        behind_a_long_query(&f, 50 * NS_PER_MS, impatient == 1 ? 60 * NS_PER_MS : TIME_NEVER);
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            cr_assert_eq(r->total[COUNTER_DB_QUERIES], 2);
            cr_assert_eq(r->total[COUNTER_DB_ABANDONED], 0);
            cr_assert_eq(r->source[1].reads_failed, 1);
            cr_assert_eq(r->source[2].reads_failed, impatient == 1 ? 5 : 0);
            cr_assert_eq(r->source[3].reads_failed, 0);
            cr_assert_eq(r->source[3].sessions_ok, 5);
            cr_assert_eq(r->total[COUNTER_READS_JOINED], impatient == 1 ? 5 : 10);
            cr_assert_eq(r->read.joined.n, r->total[COUNTER_READS_JOINED]);
            cr_assert_eq(r->read.joined.max_ns, impatient == 1 ? 300 * NS_PER_MS : 380 * NS_PER_MS); /* until 400 ms */
            cr_assert_eq(r->reads_in_flight, 0);
            results_free(r);
        }
    }
}

/* What came in between stays behind it: the herd is answered at 400 ms, a third key, asked for after the herd's leader, at
 * 600 ms. Were the fetch to begin anew at the end of the line, it would be the other way round. */
Test(coalesce_server, a_fetch_whose_leader_has_gone_is_not_sent_to_the_end_of_the_line)
{
    struct fixture f;
    behind_a_long_query(&f, 50 * NS_PER_MS, TIME_NEVER);
    burst(&f, 3, "third", 3, 0.015, 1, 0);
    f.source[3].cancel_on_deadline = true;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->read.joined.max_ns, 380 * NS_PER_MS);
    cr_assert_eq(r->read.miss.max_ns, 585 * NS_PER_MS);
    results_free(r);
}

/* Nobody is left: nothing is fetched, and the next read of the key begins anew. */
Test(coalesce_server, nobody_left_nothing_fetched)
{
    struct fixture f;
    behind_a_long_query(&f, 50 * NS_PER_MS, 60 * NS_PER_MS);
    f.source[3].burst_at_ns = 500 * NS_PER_MS;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->source[1].reads_failed + r->source[2].reads_failed, 6);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 2);
    cr_assert_eq(r->source[3].sessions_ok, 5);
    cr_assert_eq(r->total[COUNTER_READS_JOINED], 4);
    cr_assert_eq(r->reads_in_flight, 0);
    results_free(r);
}

/* A query whose user has gone while it was served is work for nobody, unless somebody who joined is still there. */
Test(coalesce_server, a_fetch_is_wanted_by_who_joined)
{
    const struct {
        int64_t herd_ns;
        double herd_at_s;
        uint64_t abandoned;
    } cases[] = {{TIME_NEVER, 0.05, 0}, {100 * NS_PER_MS, 0.05, 1}, {160 * NS_PER_MS, 0.05, 0}, {TIME_NEVER, 0.3, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        fixture_init(&f);
        f.c.database.service = dist_constant(200 * NS_PER_MS);
        burst(&f, 0, "leader", 2, 0, 1, 0);
        burst(&f, 1, "herd", 2, cases[i].herd_at_s, 3, 0.001);
        f.source[0].deadline_ns = 150 * NS_PER_MS;
        f.source[1].deadline_ns = cases[i].herd_ns;
        fixture_protect(&f, &coalesce_server_protection);
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
        cr_assert_eq(r->total[COUNTER_DB_ABANDONED], cases[i].abandoned, "case %zu", i);
        cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 1);
        results_free(r);
    }
}
