/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ramp: each step's share, whom it lets in, and when it begins. Confidence 99.9% per comparison, fixed seeds. */
#include <gsl/gsl_cdf.h>

#include "events/registry.h"
#include "hook_fixture.h"

enum { AFTER_CACHE, AFTER_SERVERS, AFTER_ANY }; /* in the order of the field's words */

static void ramp_config(struct fixture *f, double from, double over_s, double steps, double after)
{
    fixture_init(f);
    f->c.cache.start = CACHE_START_WARM;
    void *p = fixture_protect(f, &ramp_protection);
    fixture_set_param(p, &ramp_protection, "from", from);
    fixture_set_param(p, &ramp_protection, "over", over_s * 1e9);
    fixture_set_param(p, &ramp_protection, "steps", steps);
    fixture_set_param(p, &ramp_protection, "after", after);
}

static struct hook_fixture *ramp_new(double from, double over_s, double steps, double after)
{
    struct fixture f;
    ramp_config(&f, from, over_s, steps, after);
    return hook_fixture_new(&f);
}

static bool admitted(struct hook_fixture *h, double at_s, uint64_t number)
{
    h->sim.now_ns = (int64_t)llround(at_s * 1e9);
    return ramp_protection.admit(h->instance, &h->sim, 0, number) == ANSWER_PASS;
}

static double share_admitted(struct hook_fixture *h, double at_s)
{
    enum { SESSIONS = 20000 };
    double n = 0;
    for (uint64_t number = 0; number < SESSIONS; number++) {
        n += admitted(h, at_s, number);
    }
    return n / SESSIONS;
}

static void restart_at(struct hook_fixture *h, double at_s, enum restart what)
{
    h->sim.now_ns = (int64_t)llround(at_s * 1e9);
    ramp_protection.restart(h->instance, &h->sim, what);
}

/* From 10% in 9 steps of 10% every minute. */
Test(ramp, each_step_admits_its_share)
{
    struct hook_fixture *h = ramp_new(0.1, 540, 9, AFTER_CACHE);
    cr_assert_eq(share_admitted(h, 99), 1, "nothing has happened yet");
    restart_at(h, 100, RESTART_CACHE);
    for (int step = 0; step < 9; step++) {
        double share = 0.1 * (step + 1), half = gsl_cdf_ugaussian_Qinv(0.0005) * sqrt(share * (1 - share) / 20000);
        const double at_s[] = {100 + 60 * step, 100 + 60 * step + 59.999999999};
        for (size_t i = 0; i < 2; i++) {
            double got = share_admitted(h, at_s[i]);
            cr_assert_lt(fabs(got - share), half, "at %.9f s: %g instead of %g", at_s[i], got, share);
        }
    }
    cr_assert_eq(share_admitted(h, 640), 1);
    hook_fixture_free(h);
}

Test(ramp, who_is_let_in_stays_in)
{
    struct hook_fixture *h = ramp_new(0, 100, 50, AFTER_CACHE);
    restart_at(h, 0, RESTART_CACHE);
    uint64_t late_n = 0;
    for (uint64_t number = 0; number < 500; number++) {
        bool before = false;
        for (int step = 0; step <= 50; step++) {
            bool now = admitted(h, 2 * step, number);
            cr_assert(now || !before, "session %lu at step %d", (unsigned long)number, step);
            late_n += now && !before && step > 25;
            before = now;
        }
        cr_assert(before);
        restart_at(h, 0, RESTART_CACHE); /* it was at its top */
    }
    cr_assert(late_n > 150 && late_n < 350);
    hook_fixture_free(h);
}

Test(ramp, begins_again_with_every_restart_of_what_it_follows)
{
    const enum restart what[] = {RESTART_CACHE, RESTART_SERVERS};
    for (int after = AFTER_CACHE; after <= AFTER_ANY; after++) {
        for (size_t i = 0; i < 2; i++) {
            struct hook_fixture *h = ramp_new(0, 10, 1, after);
            bool follows = after == AFTER_ANY || (after == AFTER_SERVERS) == (what[i] == RESTART_SERVERS);
            restart_at(h, 5, what[i]);
            cr_assert_eq(admitted(h, 14.9, 7), !follows);
            restart_at(h, 14.95, what[i]);
            cr_assert_eq(admitted(h, 15.1, 7), !follows);
            cr_assert(admitted(h, 24.95, 7));
            hook_fixture_free(h);
        }
    }
}

Test(ramp, begins_at_the_start_if_that_is_cold)
{
    struct fixture f;
    ramp_config(&f, 0, 10, 1, AFTER_ANY);
    for (int local = 0; local < 2; local++) {
        for (int cold = 0; cold < 2; cold++) {
            enum cache_start start = cold ? CACHE_START_COLD : CACHE_START_WARM;
            f.c.servers.local.present = local;
            f.c.servers.local.start = local ? start : CACHE_START_COLD;
            f.c.cache.start = local ? CACHE_START_WARM : start;
            struct hook_fixture *h = hook_fixture_new(&f);
            cr_assert_eq(admitted(h, 9.9, 7), !cold, "local %d, cold %d", local, cold);
            cr_assert(admitted(h, 10, 7));
            hook_fixture_free(h);
        }
    }
}

Test(ramp, refused_where_nothing_comes_up_empty)
{
    struct fixture f;
    ramp_config(&f, 0, 10, 1, AFTER_SERVERS);
    cr_assert_not_null(hook_fixture_check(&f));
    fixture_event(&f, &cache_restart_event, 1, 0);
    cr_assert_not_null(hook_fixture_check(&f), "not what it follows");
    fixture_set_param(f.params[0], &ramp_protection, "after", AFTER_ANY);
    cr_assert_null(hook_fixture_check(&f));
    f.event[0].type = &expire_all_event;
    cr_assert_not_null(hook_fixture_check(&f));
    f.event[0].type = &deploy_event;
    cr_assert_null(hook_fixture_check(&f));
    fixture_set_param(f.params[0], &ramp_protection, "after", AFTER_CACHE);
    cr_assert_not_null(hook_fixture_check(&f));
    f.event[0].type = &cutover_event;
    cr_assert_null(hook_fixture_check(&f));
    f.c.events_n = 0;
    f.c.cache.start = CACHE_START_COLD;
    cr_assert_null(hook_fixture_check(&f));
}

/* In a run: 25%, 50%, 75% for a second each from the cold start, and again from a restart at 6 s. */
Test(ramp, sessions_are_turned_away_while_it_lasts)
{
    struct fixture f;
    ramp_config(&f, 0.25, 3, 3, AFTER_ANY);
    f.c.cache.start = CACHE_START_COLD;
    f.source[0].sessions_per_s = 5000;
    fixture_event(&f, &cache_restart_event, 6, 0);
    struct results *r = fixture_run(&f.c, false, false);
    for (size_t w = 0; w < 10; w++) {
        const uint64_t *n = r->windows[w].counter;
        size_t step = w < 6 ? w : w - 6;
        double started = (double)n[COUNTER_SESSIONS_STARTED], share = step < 3 ? 0.25 * (double)(step + 1) : 1;
        double half = gsl_cdf_ugaussian_Qinv(0.0005) * sqrt(share * (1 - share) * started);
        double got = started - (double)n[COUNTER_SESSIONS_SHED];
        cr_assert_leq(fabs(got - share * started), half, "window %zu: %g of %g", w, got, started);
    }
    results_free(r);
}

/* What it is for: the database meets a tenth of the misses, as each key is fetched once by whoever is first. */
Test(ramp, the_first_few_warm_the_cache_for_the_many)
{
    double peak[2];
    for (size_t protect = 0; protect < 2; protect++) {
        struct fixture f;
        ramp_config(&f, 0.1, 9, 9, AFTER_ANY);
        f.c.protections_n = protect;
        f.c.cache.start = CACHE_START_COLD;
        f.c.keys.count = 5000;
        f.source[0].sessions_per_s = 20000;
        struct results *r = fixture_run(&f.c, false, false);
        peak[protect] = r->db_peak_per_s;
        results_free(r);
    }
    cr_assert_gt(peak[0], 4500);
    cr_assert_lt(peak[1], 0.4 * peak[0], "%g against %g", peak[1], peak[0]);
}
