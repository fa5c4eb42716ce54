/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The circuit breaker, step by step: when it opens, whom it lets try, what the trials decide, and which outcomes count. */
#include "events/registry.h"
#include "hook_fixture.h"

enum { WINDOW = 70, TRIALS = 4 }; /* a window that is no whole number of words */

static void breaker_config(struct fixture *f)
{
    fixture_init(f);
    f->c.servers.count = 3;
    f->c.database.queue_limit = 10;
    void *p = fixture_protect(f, &breaker_protection);
    fixture_set_param(p, &breaker_protection, "window", WINDOW);
    fixture_set_param(p, &breaker_protection, "threshold", 0.5);
    fixture_set_param(p, &breaker_protection, "open", 60e9);
    fixture_set_param(p, &breaker_protection, "trials", TRIALS);
}

static struct hook_fixture *breaker_new(void)
{
    struct fixture f;
    breaker_config(&f);
    return hook_fixture_new(&f);
}

/* A query that is sent and comes to its end; false if it was turned away. */
static bool passes(struct hook_fixture *h, uint32_t server, enum fetch_end end)
{
    bool sent = hook_fixture_query(h, server, 9);
    hook_fixture_reply(h, server, 9, sent ? end : FETCH_TURNED_AWAY);
    return sent;
}

static uint64_t opened(const struct hook_fixture *h)
{
    return h->sim.meter.counter[COUNTER_BREAKER_OPENED];
}

/* Opens the breaker of server 1. */
static struct hook_fixture *breaker_opened(void)
{
    struct hook_fixture *h = breaker_new();
    for (int i = 0; i < WINDOW; i++) {
        cr_assert(passes(h, 1, FETCH_DB_ERROR));
    }
    cr_assert_eq(opened(h), 1);
    return h;
}

Test(breaker, opens_when_half_of_a_full_window_failed)
{
    const enum fetch_end failures[] = {FETCH_POOL_TIMEOUT, FETCH_DB_ERROR, FETCH_DB_TIMEOUT};
    struct hook_fixture *h = breaker_new();
    h->sim.now_ns = 3 * NS_PER_S;
    for (int i = 0; i < WINDOW - 1; i++) { /* too few yet, though all fail */
        cr_assert(passes(h, 1, failures[i % 3]));
    }
    cr_assert_eq(opened(h), 0);
    cr_assert(passes(h, 1, FETCH_OK)); /* whatever it is: the window is full */
    cr_assert_eq(opened(h), 1);
    cr_assert(!passes(h, 1, FETCH_OK));
    cr_assert(passes(h, 0, FETCH_OK) && passes(h, 2, FETCH_OK), "every server has its own");
    cr_assert_eq(h->sim.meter.counter[COUNTER_BREAKER_REJECTED], 1);
    cr_assert_eq(h->sim.meter.results->incidents_n, 1);
    const struct incident_entry *m = &h->sim.meter.results->incident[0];
    cr_assert(m->kind == INCIDENT_BREAKER_OPENED && m->at_ns == 3 * NS_PER_S && m->argument == 1);
    hook_fixture_free(h);
}

/* Against a plain list of all outcomes: it opens at the first outcome at which half of the last 70 are failures. */
Test(breaker, the_window_slides)
{
    struct rng r = rng_seed(1, 2, 3);
    size_t late_n = 0;
    for (size_t round = 0; round < 50; round++) {
        struct hook_fixture *h = breaker_new();
        bool failed[1000];
        for (size_t i = 0; i < 1000; i++) {
            size_t failures = 0;
            failed[i] = rng_uniform(&r) < 0.36;
            for (size_t k = i + 1 < WINDOW ? 0 : i + 1 - WINDOW; k <= i; k++) {
                failures += failed[k];
            }
            cr_assert(passes(h, 2, failed[i] ? FETCH_DB_TIMEOUT : FETCH_OK));
            bool opens = i + 1 >= WINDOW && 2 * failures >= WINDOW;
            cr_assert_eq(opened(h), opens, "round %zu, outcome %zu: %zu failures", round, i, failures);
            if (opens) {
                late_n += i >= 2 * WINDOW;
                break;
            }
        }
        hook_fixture_free(h);
    }
    cr_assert_gt(late_n, 10, "the ring went round in %zu rounds only", late_n);
}

Test(breaker, queries_that_say_nothing_of_the_database_do_not_count)
{
    struct hook_fixture *h = breaker_new();
    for (int i = 0; i < 3 * WINDOW; i++) {
        cr_assert(passes(h, 1, FETCH_DROPPED));
        hook_fixture_reply(h, 1, 5, FETCH_TURNED_AWAY);
        cr_assert(passes(h, UINT32_MAX, FETCH_DB_ERROR), "a pre-warm query belongs to no server");
    }
    cr_assert_eq(opened(h), 0);
    hook_fixture_free(h);
}

Test(breaker, stays_open_for_its_time_then_lets_some_try)
{
    struct hook_fixture *h = breaker_opened();
    h->sim.now_ns = 60 * NS_PER_S - 1;
    cr_assert(!hook_fixture_query(h, 1, 0));
    h->sim.now_ns = 60 * NS_PER_S;
    for (uint32_t id = 0; id < TRIALS; id++) {
        cr_assert(hook_fixture_query(h, 1, id));
    }
    cr_assert(!hook_fixture_query(h, 1, TRIALS));
    for (uint32_t id = 0; id < TRIALS - 1; id++) {
        hook_fixture_reply(h, 1, id, FETCH_OK);
        cr_assert(!hook_fixture_query(h, 1, TRIALS), "outcomes make no room for more trials");
    }
    hook_fixture_reply(h, 1, TRIALS - 1, FETCH_OK);
    cr_assert(hook_fixture_query(h, 1, TRIALS));
    cr_assert_eq(opened(h), 1);
    hook_fixture_free(h);
}

Test(breaker, trials_decide)
{
    for (uint32_t failures = 0; failures <= TRIALS; failures++) {
        struct hook_fixture *h = breaker_opened();
        h->sim.now_ns = 100 * NS_PER_S;
        for (uint32_t id = 0; id < TRIALS; id++) {
            cr_assert(hook_fixture_query(h, 1, id));
        }
        h->sim.now_ns = 101 * NS_PER_S;
        for (uint32_t id = 0; id < TRIALS; id++) {
            hook_fixture_reply(h, 1, id, id < failures ? FETCH_POOL_TIMEOUT : FETCH_OK);
        }
        bool again = 2 * failures >= TRIALS;
        cr_assert_eq(opened(h), again ? 2 : 1, "%u failures", failures);
        h->sim.now_ns = 161 * NS_PER_S - 1;
        cr_assert_eq(hook_fixture_query(h, 1, 0), !again);
        h->sim.now_ns++;
        cr_assert(hook_fixture_query(h, 1, 1));
        hook_fixture_free(h);
    }
}

Test(breaker, closes_with_an_empty_window)
{
    struct hook_fixture *h = breaker_opened();
    h->sim.now_ns = 60 * NS_PER_S;
    for (int i = 0; i < TRIALS; i++) {
        cr_assert(passes(h, 1, FETCH_OK));
    }
    for (int i = 0; i < WINDOW - 1; i++) {
        cr_assert(passes(h, 1, FETCH_DB_ERROR), "outcome %d", i);
    }
    cr_assert_eq(opened(h), 1);
    cr_assert(passes(h, 1, FETCH_DB_ERROR));
    cr_assert_eq(opened(h), 2);
    hook_fixture_free(h);
}

Test(breaker, a_dropped_trial_makes_room_for_another)
{
    struct hook_fixture *h = breaker_opened();
    h->sim.now_ns = 60 * NS_PER_S;
    for (uint32_t id = 0; id < TRIALS; id++) {
        cr_assert(hook_fixture_query(h, 1, id));
    }
    hook_fixture_reply(h, 1, 2, FETCH_DROPPED);
    cr_assert(hook_fixture_query(h, 1, TRIALS));
    cr_assert(!hook_fixture_query(h, 1, TRIALS + 1));
    hook_fixture_reply(h, 1, 0, FETCH_OK);
    hook_fixture_reply(h, 1, 1, FETCH_OK);
    hook_fixture_reply(h, 1, 3, FETCH_OK);
    cr_assert(!hook_fixture_query(h, 1, TRIALS + 1), "the fourth is still out");
    hook_fixture_reply(h, 1, TRIALS, FETCH_DB_ERROR);
    cr_assert(hook_fixture_query(h, 1, TRIALS + 1), "one of four failed");
    hook_fixture_free(h);
}

Test(breaker, outcomes_of_another_era_do_not_count)
{
    struct hook_fixture *h = breaker_new();
    for (uint32_t id = 100; id < 300; id++) {
        cr_assert(hook_fixture_query(h, 1, id));
    }
    for (uint32_t id = 100; id < 100 + WINDOW; id++) {
        hook_fixture_reply(h, 1, id, FETCH_DB_ERROR);
    }
    cr_assert_eq(opened(h), 1);
    hook_fixture_reply(h, 1, 170, FETCH_DB_ERROR); /* while open */
    h->sim.now_ns = 60 * NS_PER_S;
    cr_assert(hook_fixture_query(h, 1, 0));
    for (uint32_t id = 171; id < 200; id++) { /* while half-open */
        hook_fixture_reply(h, 1, id, id < 180 ? FETCH_DROPPED : FETCH_DB_ERROR);
    }
    for (uint32_t id = 1; id < TRIALS; id++) {
        cr_assert(hook_fixture_query(h, 1, id));
    }
    cr_assert(!hook_fixture_query(h, 1, TRIALS), "those that were dropped were no trials");
    for (uint32_t id = 0; id < TRIALS; id++) {
        hook_fixture_reply(h, 1, id, FETCH_OK);
    }
    for (uint32_t id = 200; id < 200 + WINDOW; id++) { /* closed again */
        hook_fixture_reply(h, 1, id, FETCH_DB_ERROR);
    }
    cr_assert(hook_fixture_query(h, 1, 0));
    cr_assert_eq(opened(h), 1);
    hook_fixture_free(h);
}

Test(breaker, refused_where_no_query_can_fail)
{
    struct fixture f;
    breaker_config(&f);
    cr_assert_null(hook_fixture_check(&f));
    f.c.database.queue_limit = COUNT_UNLIMITED;
    cr_assert_not_null(hook_fixture_check(&f));
    f.c.servers.pool_wait_timeout_ns = NS_PER_S;
    cr_assert_not_null(hook_fixture_check(&f), "nobody waits for a pool without limit");
    f.c.servers.pool_size = 10;
    cr_assert_null(hook_fixture_check(&f));
    f.c.servers.pool_size = COUNT_UNLIMITED;
    fixture_event(&f, &db_down_event, 1, 0);
    f.event[0].down_mode = DB_DOWN_HANG;
    cr_assert_not_null(hook_fixture_check(&f));
    f.event[0].down_mode = DB_DOWN_REFUSE;
    cr_assert_null(hook_fixture_check(&f));
    f.c.events_n = 0;
    f.c.database.timeout_ns = NS_PER_S;
    cr_assert_null(hook_fixture_check(&f));
    f.c.database.timeout_ns = TIME_NEVER;
    f.c.database.kind = DATABASE_THROUGHPUT;
    cr_assert_null(hook_fixture_check(&f));
}

/* The database is down from 2 s to 7 s and says so; a query every ms. The breaker opens at the 50th failure of a
 * window of 100, and after every second tries ten, until they succeed. */
Test(breaker, spares_a_database_that_is_down)
{
    struct fixture f;
    fixture_init(&f);
    f.c.cache.present = false;
    f.source[0].arrivals = ARRIVALS_EVEN;
    f.source[0].sessions_per_s = 1000;
    fixture_event(&f, &db_down_event, 2.0005, 0);
    f.event[0].for_ns = 5 * NS_PER_S;
    f.event[0].down_mode = DB_DOWN_REFUSE;
    void *p = fixture_protect(&f, &breaker_protection);
    fixture_set_param(p, &breaker_protection, "window", 100);
    fixture_set_param(p, &breaker_protection, "threshold", 0.5);
    fixture_set_param(p, &breaker_protection, "open", 1e9);
    fixture_set_param(p, &breaker_protection, "trials", 10);
    struct results *r = fixture_run(&f.c, false, false);
    const uint64_t *n = r->total;
    cr_assert_eq(n[COUNTER_BREAKER_OPENED], 5, "%lu times", (unsigned long)n[COUNTER_BREAKER_OPENED]);
    cr_assert_eq(n[COUNTER_READS_FAILED] - n[COUNTER_BREAKER_REJECTED], 50 + 4 * 10, "%lu",
                 (unsigned long)(n[COUNTER_READS_FAILED] - n[COUNTER_BREAKER_REJECTED]));
    cr_assert_eq(r->windows[9].counter[COUNTER_READS_FAILED], 0);
    results_free(r);
    f.c.protections_n = 0;
    r = fixture_run(&f.c, false, false);
    cr_assert_geq(r->total[COUNTER_READS_FAILED], 5000);
    results_free(r);
}

/* Queries from before an opening come back after it has closed again: 10 ms trials overtake those that hung. */
Test(breaker, a_fetch_has_one_name_from_query_to_reply)
{
    struct fixture f;
    breaker_config(&f);
    f.c.cache.present = false;
    f.c.servers.pool_size = 20;
    f.c.servers.pool_wait_timeout_ns = 30 * NS_PER_MS;
    f.c.database.connections = 30;
    f.c.database.service = dist_lognormal_mean_cv(20e6, 3);
    f.source[0].sessions_per_s = 6000;
    fixture_set_param(f.params[0], &breaker_protection, "open", 0.2e9);
    struct results *fast = fixture_run(&f.c, false, false), *plain = fixture_run(&f.c, true, false);
    cr_assert_gt(fast->total[COUNTER_BREAKER_OPENED], 20);
    cr_assert_gt(fast->total[COUNTER_READS_OK], 5000);
    for (size_t i = 0; i < COUNTERS_N; i++) {
        cr_assert_eq(fast->total[i], plain->total[i], "%s", results_counter_info[i].name);
    }
    results_free(fast);
    results_free(plain);
}
