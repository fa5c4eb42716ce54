/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Load shedding. By concurrency: loss formulas. By CoDel: the rule step by step, and what becomes of delay under an
 * overload of 2. Comparisons with theory at 99.9% confidence (replicate.h).
 */
#include "events/registry.h"
#include "hook_fixture.h"
#include "replicate.h"

static void by_concurrency(struct fixture *f, double limit)
{
    void *p = fixture_protect(f, &shedding_concurrency_protection);
    fixture_set_param(p, &shedding_concurrency_protection, "limit", limit);
}

static void by_codel(struct fixture *f, double target_ms, double interval_ms, bool lifo)
{
    void *p = fixture_protect(f, &shedding_codel_protection);
    fixture_set_param(p, &shedding_codel_protection, "target", target_ms * 1e6);
    fixture_set_param(p, &shedding_codel_protection, "interval", interval_ms * 1e6);
    fixture_set_param(p, &shedding_codel_protection, "lifo", lifo);
}

/* One server of so many workers; a session holds its worker for as long as its one query takes. */
static void station(struct fixture *f, double sessions_per_s, uint64_t workers, struct dist_spec service)
{
    fixture_init(f);
    f->source[0].sessions_per_s = sessions_per_s;
    f->c.cache.present = false;
    f->c.servers.workers = workers;
    f->c.database.service = service;
}

/* The share that M/M/workers/limit loses: probability of its last state. */
static double loss(double a, uint64_t workers, uint64_t limit)
{
    double state = 1, sum = 1;
    for (uint64_t k = 1; k <= limit; k++) {
        state *= a / (double)(k < workers ? k : workers);
        sum += state;
    }
    return state / sum;
}

Test(shedding, T3_concurrency_limit_loses_by_erlangs_formula)
{
    struct fixture f;
    const struct dist_spec services[] = {dist_constant(10 * NS_PER_MS), dist_lognormal_mean_cv(10e6, 2)};
    for (size_t i = 0; i < 2; i++) { /* Erlang B does not ask how service is distributed */
        station(&f, 800, 10, services[i]);
        f.c.run.duration_ns = 60 * NS_PER_S;
        by_concurrency(&f, 10);
        replicate_compare(&f.c, 20, "sessions.shed", 800 * 60 * 0.12166, 0.03);
    }
    cr_assert_float_eq(loss(8, 10, 10), 0.12166, 1e-5);
}

Test(shedding, T3_concurrency_limit_above_the_workers)
{
    struct fixture f;
    station(&f, 900, 10, (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 10e6});
    f.c.run.duration_ns = 60 * NS_PER_S;
    by_concurrency(&f, 15); /* with a worker, or waiting */
    replicate_compare(&f.c, 20, "sessions.shed", 900 * 60 * loss(9, 10, 15), 0.05);
}

Test(shedding, a_limit_that_is_never_reached_is_refused)
{
    struct fixture f;
    station(&f, 1, 10, dist_constant(0));
    f.c.servers.accept_queue = 20;
    by_concurrency(&f, 30);
    cr_assert_null(hook_fixture_check(&f));
    fixture_set_param(f.params[0], &shedding_concurrency_protection, "limit", 31);
    cr_assert_not_null(hook_fixture_check(&f));
    f.c.servers.accept_queue = COUNT_UNLIMITED;
    cr_assert_null(hook_fixture_check(&f));
    f.c.servers.accept_queue = 20;
    f.c.servers.workers = COUNT_UNLIMITED;
    cr_assert_null(hook_fixture_check(&f));
}

Test(shedding, codel_is_refused_where_it_means_nothing)
{
    struct fixture f;
    station(&f, 1, 10, dist_constant(0));
    by_codel(&f, 5, 100, false);
    cr_assert_null(hook_fixture_check(&f));
    fixture_set_param(f.params[0], &shedding_codel_protection, "target", 100e6);
    cr_assert_not_null(hook_fixture_check(&f), "interval longer than target");
    fixture_set_param(f.params[0], &shedding_codel_protection, "target", 5e6);
    f.c.servers.accept_queue = 0;
    cr_assert_not_null(hook_fixture_check(&f));
    f.c.servers.accept_queue = 10;
    f.c.servers.workers = COUNT_UNLIMITED;
    cr_assert_not_null(hook_fixture_check(&f));
}

struct turn { /* a session's turn: when, how long it has waited, and whether it is dropped */
    double at_ms, waited_ms;
    bool dropped;
};

/* Target 5 ms, interval 100 ms. */
Test(shedding, codel_step_by_step)
{
    static const struct turn turns[] = {
        {1, 50, false},     /* the first of all: an interval that ends at once */
        {2, 50, false},     /* more than the target in all of it: overloaded from here; sets the next going */
        {3, 50, true},      /* waited for more than 2 x target */
        {4, 10.001, true},  /* */
        {5, 10, false},     /* just 2 x target */
        {6, 5.001, false},  /* the least of this interval, above the target */
        {102, 50, true},    /* its last instant */
        {102.1, 50, false}, /* still overloaded, but the first of an interval passes */
        {102.2, 50, true},  {102.3, 5, false}, /* the least is the target: not above it */
        {202.2, 50, false},                    /* no longer overloaded */
        {202.3, 50, false}, {302.2, 50, false}, {302.3, 10.1, false}, {302.4, 0, false}, /* did not wait */
        {402.4, 50, false}, {402.5, 50, false}, /* the last interval had one who did not wait */
        {9000, 20, false},  {9001, 20, true},   /* those two were an interval of their own, and late, so is this */
    };
    struct fixture f;
    station(&f, 1, 1, dist_constant(0));
    f.c.servers.count = 2;
    by_codel(&f, 5, 100, false);
    struct hook_fixture *h = hook_fixture_new(&f);
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        const struct turn *t = &turns[i];
        h->sim.now_ns = llround(t->at_ms * 1e6);
        enum answer answer = shedding_codel_protection.dequeue(h->instance, &h->sim, 1, llround(t->waited_ms * 1e6));
        cr_assert_eq(answer == ANSWER_REJECT, t->dropped, "turn %zu, at %g ms", i, t->at_ms);
    }
    h->sim.now_ns = 9002 * NS_PER_MS;
    cr_assert_eq(shedding_codel_protection.dequeue(h->instance, &h->sim, 0, NS_PER_S), ANSWER_PASS,
                 "a server of its own");
    hook_fixture_free(h);
}

/* The newest goes first only under lifo, only while the server is overloaded, and only when the oldest has waited for twice
 * the target at most: that long exactly, it may still be served, and a nanosecond more, it is taken out first. */
Test(shedding, the_newest_goes_first_when_the_oldest_is_not_too_late)
{
    const struct {
        bool lifo, overloaded;
        int64_t oldest_ns;
        bool newest;
    } cases[] = {{true, true, 10 * NS_PER_MS, true},
                 {true, true, 10 * NS_PER_MS + 1, false},
                 {true, true, 0, true},
                 {true, false, 10 * NS_PER_MS, false},
                 {false, true, 10 * NS_PER_MS, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        station(&f, 1, 1, dist_constant(0));
        by_codel(&f, 5, 100, cases[i].lifo);
        struct hook_fixture *h = hook_fixture_new(&f);
        const struct protection *codel = &shedding_codel_protection;
        struct session oldest = {.start_ns = NS_PER_S};
        h->sim.session = &oldest;
        h->sim.now_ns = NS_PER_MS;
        int64_t waited_ns = cases[i].overloaded ? 50 * NS_PER_MS : NS_PER_MS;
        (void)codel->dequeue(h->instance, &h->sim, 0, waited_ns); /* an interval that ends at once ... */
        h->sim.now_ns = 2 * NS_PER_MS;
        (void)codel->dequeue(h->instance, &h->sim, 0, waited_ns); /* ... and was overloaded, or not */
        h->sim.server[0].accept_n = 1;
        h->sim.now_ns = NS_PER_S + cases[i].oldest_ns;
        cr_assert_eq(codel->newest(h->instance, &h->sim, 0), cases[i].newest, "case %zu", i);
        hook_fixture_free(h);
    }
}

enum { SECONDS = 6 };

/* Twice as many sessions as a hundred workers can serve: 20,000/s of 10 ms each. */
static struct results *overloaded(struct fixture *f, bool protect, bool lifo)
{
    station(f, 20000, 100, dist_constant(10 * NS_PER_MS));
    f->c.run.duration_ns = SECONDS * NS_PER_S;
    if (protect) {
        by_codel(f, 5, 100, lifo);
    }
    return fixture_run(&f->c, false, false);
}

Test(shedding, without_it_delay_grows_without_bound)
{
    struct fixture f; /* results point to its config */
    struct results *r = overloaded(&f, false, false);
    for (size_t w = 0; w < SECONDS; w++) { /* who is served at t came at t / 2 */
        cr_assert_float_eq(r->windows[w].session.p50, 0.5 * ((double)w + 0.5), 0.05);
    }
    results_free(r);
}

Test(shedding, codel_keeps_the_delay_of_the_served_near_twice_the_target)
{
    struct fixture f; /* results point to its config */
    struct results *r = overloaded(&f, true, false);
    for (size_t w = 1; w < SECONDS; w++) {
        const struct window *at = &r->windows[w];
        cr_assert(at->session.p50 > 0.019 && at->session.p50 <= 0.02, "window %zu: p50 %g", w, at->session.p50);
        cr_assert(at->session.p99 <= 0.0201, "window %zu: p99 %g", w, at->session.p99);
        cr_assert_geq(at->counter[COUNTER_SESSIONS_OK], 9999, "window %zu: workers lie idle", w);
    }
    cr_assert_eq(r->total[COUNTER_SESSIONS_SHED], r->total[COUNTER_SESSIONS_FAILED]);
    cr_assert_gt(r->total[COUNTER_SESSIONS_SHED], 10000 * (SECONDS - 1));
    results_free(r);
}

Test(shedding, adaptive_lifo_serves_those_who_have_just_come)
{
    struct fixture f; /* results point to its config */
    struct results *r = overloaded(&f, true, true);
    for (size_t w = 1; w < SECONDS; w++) {
        const struct window *at = &r->windows[w];
        cr_assert_lt(at->session.p50, 0.0105, "window %zu: p50 %g", w, at->session.p50);
        cr_assert_lt(at->session.p99, 0.018, "window %zu: p99 %g", w, at->session.p99);
        cr_assert_geq(at->counter[COUNTER_SESSIONS_OK], 9999, "window %zu: workers lie idle", w);
    }
    results_free(r);
}

/* When the overload is over, so is its treatment: from 3 s on a third of the load, and nobody is dropped any more, not
 * even from a burst that takes 50 ms. */
Test(shedding, codel_ends_with_the_overload)
{
    for (int lifo = 0; lifo < 2; lifo++) {
        struct fixture f;
        station(&f, 20000, 100, dist_constant(10 * NS_PER_MS));
        f.c.run.duration_ns = SECONDS * NS_PER_S;
        fixture_event(&f, &traffic_event, 3, 0);
        f.event[0].x = 0.3;
        f.source[1] = f.source[0];
        f.source[1].name = "burst";
        f.source[1].rate_kind = SOURCE_BURST;
        f.source[1].sessions_per_s = 0;
        f.source[1].burst_at_ns = 4500 * NS_PER_MS;
        f.source[1].burst_sessions = 400;
        f.c.sources_n = 2;
        by_codel(&f, 5, 100, lifo);
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_gt(r->windows[2].counter[COUNTER_SESSIONS_SHED], 9000);
        cr_assert_gt(r->windows[4].gauge[GAUGE_ACCEPT_QUEUE_PEAK], 300);
        for (size_t w = 4; w < SECONDS; w++) {
            cr_assert_eq(r->windows[w].counter[COUNTER_SESSIONS_SHED], 0, "lifo %d, window %zu", lifo, w);
        }
        results_free(r);
    }
}

/* A burst that drains within an interval: nobody is dropped, and all are served in the order of their coming. */
Test(shedding, codel_leaves_a_burst_alone)
{
    struct fixture f;
    station(&f, 0, 10, dist_constant(10 * NS_PER_MS));
    f.source[0].rate_kind = SOURCE_BURST;
    f.source[0].burst_at_ns = NS_PER_S;
    f.source[0].burst_sessions = 100;
    by_codel(&f, 5, 100, true);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_SESSIONS_OK], 100);
    cr_assert_float_eq(fixture_metric(r, "latency.session.max"), 0.1, 1e-3);
    results_free(r);
}
