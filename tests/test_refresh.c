/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Background refresh: which keys, when, how often, and what becomes of one that fails. (What it keeps from missing:
 * theory_herd.)
 */
#include "events/registry.h"
#include "hook_fixture.h"
#include "probe.h"

/* One key, there since time 0, with a TTL of 2 s: observed from 0.8 s on, refreshed from 1.6 s on. Its reads come
 * evenly; a query takes 100 ms. */
static void *refresh_config(struct fixture *f, double reads_per_s, double hot_rate, double hot_reads)
{
    fixture_init(f);
    f->c.keys.count = 2;
    f->c.cache.start = CACHE_START_PREWARMED;
    f->c.cache.prewarmed = 1;
    f->c.cache.ttl_ns = 2 * NS_PER_S;
    f->source[0].sessions_per_s = reads_per_s;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->source[0].key_rank = 1;
    f->c.database.service = dist_constant(100 * NS_PER_MS);
    f->c.run.duration_ns = 1999 * NS_PER_MS; /* the first life */
    void *p = fixture_protect(f, &refresh_protection);
    fixture_set_param(p, &refresh_protection, "ahead", 0.2);
    fixture_set_param(p, &refresh_protection, "observe", 0.4);
    fixture_set_param(p, &refresh_protection, "hot_rate", hot_rate);
    fixture_set_param(p, &refresh_protection, "hot_reads", hot_reads);
    return p;
}

static uint64_t refreshes(struct fixture *f)
{
    struct results *r = fixture_run(&f->c, false, false);
    uint64_t n = r->total[COUNTER_DB_REFRESH];
    cr_assert_eq(r->total[COUNTER_READS_MISSES], 0);
    results_free(r);
    return n;
}

/* At 10 reads/s, 8 come while it is observed and 4 in the part after. The one that finds enough, itself included, has it
 * refreshed. */
Test(refresh, hot_by_count_or_by_rate)
{
    struct fixture f;
    const struct {
        double rate, reads;
        uint64_t refreshes;
    } cases[] = {{INFINITY, 12, 1},   {INFINITY, 13, 0}, {INFINITY, 1, 1}, {9.9, INFINITY, 1},
                 {10.9, INFINITY, 0}, {10.9, 12, 1},     {9.9, 1000, 1},   {10.9, 1000, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refresh_config(&f, 10, cases[i].rate, cases[i].reads);
        cr_assert_eq(refreshes(&f), cases[i].refreshes, "case %zu", i);
    }
}

/* Not before the last part of the life; once, however many reads come while it is under way; the entry is new when it is
 * done, and lives a whole TTL. */
Test(refresh, once_in_a_life_and_in_its_last_part)
{
    struct fixture f;
    struct probe probe;
    refresh_config(&f, 1000, 500, INFINITY);
    f.c.run.duration_ns = 10 * NS_PER_S;
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_READS_MISSES], 0);
    int64_t due_ns = 1600 * NS_PER_MS, n = 0;
    for (size_t i = 0; i < probe.n; i++) {
        if (probe.event[i].what == PROBE_REPLY) {
            cr_assert(probe.event[i].kind == FETCH_REFRESH && probe.event[i].ok && probe.event[i].server == 0);
            int64_t late_ns = probe.event[i].at_ns - due_ns - 100 * NS_PER_MS;
            cr_assert(late_ns >= 0 && late_ns <= NS_PER_MS, "%ld ns late", (long)late_ns);
            due_ns = probe.event[i].at_ns + 1600 * NS_PER_MS;
            n++;
        }
    }
    cr_assert_eq(n, 5);
    cr_assert_eq((uint64_t)n, r->total[COUNTER_DB_REFRESH]);
    cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 5);
    cr_assert_eq(r->total[COUNTER_CACHE_REDUNDANT_FILLS], 0);
    cr_assert_lt(fixture_metric(r, "staleness.age_max"), 1.702);
    probe_free(&probe);
    results_free(r);
}

/* The database is busy with another key, and turns the refresh away: it is not tried again in this life; the entry expires
 * and its readers fail until the database is free. The next life is refreshed again. */
Test(refresh, a_failure_is_not_repeated_in_this_life)
{
    struct fixture f;
    struct probe probe;
    refresh_config(&f, 1000, 100, INFINITY); /* hot again after a tenth of a second, if it counted */
    f.c.run.duration_ns = 12 * NS_PER_S;
    f.c.database.connections = 1;
    f.c.database.queue_limit = 0;
    f.c.database.service = dist_constant(1100 * NS_PER_MS);
    f.c.sources_n = 2;
    f.source[1] = fixture_burst("other", 2, 1.5, 1);
    probe_watch(&f, &probe);
    fixture_protect(&f, &coalesce_server_protection);
    struct results *r = fixture_run(&f.c, false, false);
    size_t in_first_life = 0, failed = 0, later_ok = 0;
    for (size_t i = 0; i < probe.n; i++) {
        const struct probe_event *e = &probe.event[i];
        if (e->what == PROBE_REPLY && e->kind == FETCH_REFRESH) {
            in_first_life += e->at_ns < 2 * NS_PER_S;
            failed += !e->ok;
            later_ok += e->ok && e->at_ns > 2 * NS_PER_S;
        }
    }
    cr_assert_eq(in_first_life, 1);
    cr_assert_eq(failed, 1);
    cr_assert_eq(r->total[COUNTER_REFRESH_FAILED], 1);
    cr_assert_geq(later_ok, 1);
    cr_assert_gt(r->total[COUNTER_READS_FAILED], 500); /* from 2 s to 2.6 s */
    probe_free(&probe);
    results_free(r);
}

/* A refresh waits for a connection of its server's pool like any fetch, and can time out there. */
Test(refresh, goes_through_the_pool)
{
    struct fixture f;
    refresh_config(&f, 1000, 500, INFINITY);
    f.c.servers.pool_size = 1;
    f.c.servers.pool_wait_timeout_ns = 50 * NS_PER_MS;
    f.c.database.service = dist_constant(1000 * NS_PER_MS);
    f.c.sources_n = 2;
    f.source[1] = fixture_burst("other", 2, 0.9, 1);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_POOL_TIMED_OUT], 1);
    cr_assert_eq(r->total[COUNTER_REFRESH_FAILED], 1);
    cr_assert_eq(r->total[COUNTER_DB_REFRESH], 0); /* it never came to the database */
    cr_assert_eq(r->total[COUNTER_READS_FAILED], 0);
    results_free(r);
}

/* Of two keys the hot one alone. */
Test(refresh, leaves_cold_keys_to_expire)
{
    struct fixture f;
    struct probe probe;
    refresh_config(&f, 1000, 500, INFINITY);
    f.c.run.duration_ns = 9 * NS_PER_S;
    f.c.cache.prewarmed = 2;
    f.c.sources_n = 2;
    f.source[1] = f.source[0];
    f.source[1].name = "cold";
    f.source[1].sessions_per_s = 20;
    f.source[1].key_rank = 2;
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    for (size_t i = 0; i < probe.n; i++) {
        const struct probe_event *e = &probe.event[i];
        cr_assert(e->what != PROBE_REPLY || e->kind == (e->key == 0 ? FETCH_REFRESH : FETCH_DEMAND));
    }
    cr_assert_eq(r->total[COUNTER_EPISODES], 4); /* of the cold key, 2.1 s apart */
    cr_assert_eq(r->source[0].reads_hits, r->source[0].reads_issued);
    probe_free(&probe);
    results_free(r);
}

/* What became of a key in the old cache is no matter in the new one: its refresh failed while the new one was loaded, but the
 * entry that was loaded is refreshed in time. */
Test(refresh, a_new_cache_begins_new_lives)
{
    struct fixture f;
    refresh_config(&f, 1000, 100, INFINITY);
    f.c.run.duration_ns = 4 * NS_PER_S;
    f.c.cache.prewarmed = 2;
    f.c.database.connections = 1;
    f.c.database.queue_limit = 0;
    f.c.database.service = dist_constant(30 * NS_PER_MS);
    void *p = fixture_protect(&f, &prewarm_protection);
    fixture_set_param(p, &prewarm_protection, "top", 2);
    fixture_set_param(p, &prewarm_protection, "rate", 25);
    fixture_set_param(p, &prewarm_protection, "parallel", 10);
    fixture_set_param(p, &prewarm_protection, "history", INFINITY);
    fixture_event(&f, &cutover_event, 1.55, 0); /* loads our key until 1.58 s, the other from 1.59 s to 1.62 s */
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(r->prewarm.cutover_s, 1.62, 1e-6);
    cr_assert_eq(r->total[COUNTER_REFRESH_FAILED], 1); /* at 1.6 s */
    cr_assert_eq(r->total[COUNTER_DB_REFRESH], 2);     /* and again at 3.18 s */
    cr_assert_eq(r->total[COUNTER_READS_MISSES], 0);
    results_free(r);
}

/* A refresh that is in flight when the cache is lost is in flight after it: there is no second one of the key until its reply.
 * That the first one failed before, or how often the key had been read, is forgotten. The servers' restart changes nothing. */
Test(refresh, a_restart_remembers_what_is_in_flight)
{
    struct fixture f;
    refresh_config(&f, 1000, INFINITY, 2);
    struct hook_fixture *h = hook_fixture_new(&f);
    const struct protection *kind = &refresh_protection;
    const int64_t deadline_ns = 2 * NS_PER_S;
    const struct fetch_info lost = {.kind = FETCH_REFRESH, .end = FETCH_DB_ERROR, .key = 0};
    h->sim.now_ns = 1700 * NS_PER_MS;
    cr_assert_eq(kind->touch(h->instance, &h->sim, 0, deadline_ns), ANSWER_PASS);
    cr_assert_eq(kind->touch(h->instance, &h->sim, 0, deadline_ns), ANSWER_FETCH);
    cr_assert_eq(kind->touch(h->instance, &h->sim, 1, deadline_ns), ANSWER_PASS);
    kind->restart(h->instance, &h->sim, RESTART_SERVERS);
    cr_assert_eq(kind->touch(h->instance, &h->sim, 1, deadline_ns), ANSWER_FETCH,
                 "the servers count no reads of the tier");
    kind->restart(h->instance, &h->sim, RESTART_CACHE);
    for (unsigned i = 0; i < 5; i++) {
        cr_assert_eq(kind->touch(h->instance, &h->sim, 0, deadline_ns), ANSWER_PASS, "a second one in flight");
    }
    kind->reply(h->instance, &h->sim, &lost);
    for (unsigned i = 0; i < 5; i++) {
        cr_assert_eq(kind->touch(h->instance, &h->sim, 0, deadline_ns), ANSWER_PASS, "again in one life");
    }
    kind->restart(h->instance, &h->sim, RESTART_CACHE);
    cr_assert_eq(kind->touch(h->instance, &h->sim, 0, deadline_ns), ANSWER_PASS);
    cr_assert_eq(kind->touch(h->instance, &h->sim, 0, deadline_ns), ANSWER_FETCH, "a new life");
    hook_fixture_free(h);
}

/* To the instant: an entry of 2 s, half of which it is observed and in half of which it may be refreshed. Two reads within
 * exactly the second that the rate speaks of are as many as it asks for, and the second one comes in the first instant in
 * which a refresh may be. A nanosecond before, there is none, and no third read comes. */
Test(refresh, the_first_instant_and_exactly_the_rate)
{
    const int64_t ttl_ns = 2 * NS_PER_S; /* deadlines fall on ticks, and products are exact */
    for (int early = 0; early < 2; early++) {
        struct fixture f;
        void *p = refresh_config(&f, 0, 2, INFINITY);
        fixture_set_param(p, &refresh_protection, "ahead", 0.5);
        fixture_set_param(p, &refresh_protection, "observe", 0.5);
        f.c.cache.ttl_ns = ttl_ns;
        f.source[0] = fixture_burst("first", 1, 0.5, 1);
        f.source[1] = fixture_burst("second", 1, 0, 1);
        f.source[1].burst_at_ns = ttl_ns / 2 - early;
        f.c.sources_n = 2;
        cr_assert_eq(refreshes(&f), early == 1 ? 0 : 1, "early %d", early);
    }
}

/* Entries whose lives are shorter than the TTL (jitter) would have been observed since before the run, when nobody counted.
 * One read in the first 100 ms is 10/s, and hot, for all that are in the last part of their lives by then. */
Test(refresh, nothing_was_counted_before_the_run)
{
    struct fixture f;
    fixture_init(&f);
    f.c.keys.count = 1000;
    f.c.cache.start = CACHE_START_PREWARMED;
    f.c.cache.prewarmed = 1000;
    f.c.cache.ttl_ns = 2 * NS_PER_S;
    f.c.run.duration_ns = 150 * NS_PER_MS;
    fixture_set_param(fixture_protect(&f, &jitter_protection), &jitter_protection, "spread", 0.99);
    void *p = fixture_protect(&f, &refresh_protection);
    fixture_set_param(p, &refresh_protection, "ahead", 0.5);
    fixture_set_param(p, &refresh_protection, "observe", 0.5);
    fixture_set_param(p, &refresh_protection, "hot_rate", 9);
    fixture_set_param(p, &refresh_protection, "hot_reads", INFINITY);
    f.source[0] = fixture_burst("all", 0, 0.1, 1000); /* of 632 different keys */
    struct results *r = fixture_run(&f.c, false, false);
    double n = (double)r->total[COUNTER_DB_REFRESH]; /* 1 s of the 3.96 s over which lives are spread */
    cr_assert_float_eq(n, 632 / 3.96, 40, "%g", n);
    results_free(r);
}
