/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bulkhead: so many queries per server under way at once, and nobody waits. */
#include "events/registry.h"
#include "hook_fixture.h"
#include "replicate.h"

static void bulkhead_config(struct fixture *f, double limit)
{
    fixture_init(f);
    f->c.servers.count = 2;
    fixture_set_param(fixture_protect(f, &bulkhead_protection), &bulkhead_protection, "limit", limit);
}

Test(bulkhead, so_many_at_once_and_a_place_is_free_at_every_end)
{
    const enum fetch_end ends[] = {FETCH_OK, FETCH_POOL_TIMEOUT, FETCH_DB_ERROR, FETCH_DB_TIMEOUT, FETCH_DROPPED};
    struct fixture f;
    bulkhead_config(&f, 5);
    struct hook_fixture *h = hook_fixture_new(&f);
    for (uint32_t id = 0; id < 5; id++) {
        cr_assert(hook_fixture_query(h, 1, id));
    }
    cr_assert(!hook_fixture_query(h, 1, 5) && !hook_fixture_query(h, 1, 6));
    cr_assert(hook_fixture_query(h, 0, 7), "the servers have one each");
    hook_fixture_reply(h, 1, 5, FETCH_TURNED_AWAY); /* had no place, and gives none back */
    cr_assert(!hook_fixture_query(h, 1, 8));
    cr_assert_eq(h->sim.meter.counter[COUNTER_BULKHEAD_REJECTED], 3);
    for (uint32_t id = 0; id < 5; id++) {
        hook_fixture_reply(h, 1, id, ends[id]);
    }
    for (uint32_t id = 0; id < 5; id++) {
        cr_assert(hook_fixture_query(h, 1, id));
    }
    cr_assert(!hook_fixture_query(h, 1, 5));
    hook_fixture_free(h);
}

Test(bulkhead, another_protections_refusal_takes_no_place)
{
    struct fixture f;
    bulkhead_config(&f, 1);
    struct hook_fixture *h = hook_fixture_new(&f);
    const struct fetch_info info = {.kind = FETCH_DEMAND, .server = 0};
    for (int i = 0; i < 3; i++) { /* asked, and not sent */
        cr_assert_eq(bulkhead_protection.query(h->instance, &h->sim, &info), ANSWER_PASS);
    }
    hook_fixture_free(h);
}

Test(bulkhead, prewarm_queries_are_none_of_its_business)
{
    struct fixture f;
    bulkhead_config(&f, 1);
    struct hook_fixture *h = hook_fixture_new(&f);
    for (uint32_t id = 0; id < 3; id++) {
        cr_assert(hook_fixture_query(h, UINT32_MAX, id));
    }
    hook_fixture_reply(h, UINT32_MAX, 0, FETCH_OK);
    cr_assert(hook_fixture_query(h, 0, 3) && hook_fixture_query(h, 1, 4));
    hook_fixture_free(h);
}

/* Queries that find so many under way are lost by Erlang's formula; two servers, offered 8 each. The database has just
 * the connections that this takes, and turns nobody away. */
Test(bulkhead, T3_loses_by_erlangs_formula)
{
    struct fixture f;
    bulkhead_config(&f, 10);
    f.c.cache.present = false;
    f.c.servers.balancing = BALANCING_RANDOM;
    f.source[0].sessions_per_s = 1600;
    f.c.run.duration_ns = 30 * NS_PER_S;
    f.c.database.service = dist_lognormal_mean_cv(10e6, 1);
    f.c.database.connections = 20;
    f.c.database.queue_limit = 0;
    replicate_compare(&f.c, 20, "bulkhead.rejected", 1600 * 30 * 0.12166, 0.03);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_REJECTED], 0);
    cr_assert_eq(r->total[COUNTER_READS_FAILED], r->total[COUNTER_BULKHEAD_REJECTED]);
    results_free(r);
}

/* Those who wait for a connection have a place too. */
Test(bulkhead, bounds_the_queue_of_the_pool)
{
    struct fixture f;
    bulkhead_config(&f, 5);
    f.c.cache.present = false;
    f.source[0].sessions_per_s = 5000;
    f.c.servers.pool_size = 3;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->pool_in_use_peak, 3);
    cr_assert_eq(r->pool_waiting_peak, 2);
    results_free(r);
}

/* A slow database then holds no workers: reads that hit go on. */
Test(bulkhead, reads_that_hit_survive_a_slow_database)
{
    for (int protect = 0; protect < 2; protect++) {
        struct fixture f;
        bulkhead_config(&f, 10);
        f.c.protections_n = (size_t)protect;
        f.c.servers.workers = 20;
        f.c.servers.accept_queue = 0;
        f.c.cache.start = CACHE_START_PREWARMED;
        f.c.cache.prewarmed = 900;
        f.c.cache.ttl_ns = TIME_NEVER;
        f.c.database.service = dist_constant(100 * NS_PER_S);
        f.source[0].sessions_per_s = 1000;
        struct results *r = fixture_run(&f.c, false, false);
        const struct window *last = &r->windows[9];
        double hits = (double)last->counter[COUNTER_READS_HITS] / (double)last->counter[COUNTER_SESSIONS_STARTED];
        cr_assert(protect ? hits > 0.85 : hits == 0, "protect %d: %g of the sessions", protect, hits);
        results_free(r);
    }
}

/* Every place that was taken is given back once, however a query ends: dropped for a user who has gone, before it was
 * sent or after, given up by its client, without a connection in time. From 5 s on there is little to do. */
Test(bulkhead, gives_every_place_back_whatever_becomes_of_the_query)
{
    struct fixture f;
    bulkhead_config(&f, 8);
    f.c.cache.latency = dist_constant(10 * NS_PER_MS); /* users go while a lookup is under way, too */
    f.c.cache.ttl_ns = NS_PER_MS;
    f.c.servers.workers = 25;
    f.c.servers.pool_size = 5;
    f.c.servers.pool_wait_timeout_ns = 8 * NS_PER_MS;
    f.c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 10e6};
    f.c.database.timeout_ns = 20 * NS_PER_MS;
    f.c.database.connections = 8;
    f.source[0].sessions_per_s = 4000;
    f.source[0].deadline_ns = 40 * NS_PER_MS;
    f.source[0].cancel_on_deadline = true;
    fixture_event(&f, &traffic_event, 5, 0);
    f.event[0].x = 0.01;
    struct results *r = fixture_run(&f.c, false, false);
    const uint64_t *n = r->total;
    cr_assert(n[COUNTER_BULKHEAD_REJECTED] > 1000 && n[COUNTER_SESSIONS_TIMED_OUT] > 500 &&
                  n[COUNTER_POOL_TIMED_OUT] > 500 && n[COUNTER_DB_TIMED_OUT] > 500,
              "held back %lu, timed out: sessions %lu, pool %lu, database %lu",
              (unsigned long)n[COUNTER_BULKHEAD_REJECTED], (unsigned long)n[COUNTER_SESSIONS_TIMED_OUT],
              (unsigned long)n[COUNTER_POOL_TIMED_OUT], (unsigned long)n[COUNTER_DB_TIMED_OUT]);
    for (size_t w = 6; w < 10; w++) {
        cr_assert_eq(r->windows[w].counter[COUNTER_BULKHEAD_REJECTED], 0, "window %zu", w);
        cr_assert_gt(r->windows[w].counter[COUNTER_READS_OK], 20);
    }
    results_free(r);
}
