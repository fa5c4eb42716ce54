/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overload against theory: retries of several layers (T17), and the retry storm: how it ends, and what would have prevented
 * it. (T15 to T18 and the storm's thresholds by formula are in sim/verify/cases_overload.c.)
 */
#include "events/registry.h"
#include "fixture.h"

/* A counter per second over the windows between two instants. */
static double rate_between(const struct results *r, enum counter which, double from_s, double to_s)
{
    double n = 0;
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        bool inside = (double)w->start_ns >= from_s * 1e9 - 1 && (double)w->end_ns <= to_s * 1e9 + 1;
        n += inside ? (double)w->counter[which] : 0;
    }
    return n / (to_s - from_s);
}

/* Everything fails: n attempts of each user, and each of them as often as the client library tries. */
Test(theory_overload, T17_layers_multiply)
{
    struct fixture f;
    for (int layers = 1; layers <= 2; layers++) {
        fixture_init(&f);
        f.source[0].shape = (struct config_shape_point[]){{5 * NS_PER_S, 1}, {5 * NS_PER_S + 1, 0}};
        f.source[0].shape_n = 2;
        f.source[0].retry.attempts = 4;
        f.source[0].retry.backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S, .jitter = BACKOFF_EQUAL};
        f.c.cache.present = false;
        f.c.run.duration_ns = 60 * NS_PER_S;
        if (layers == 1) {
            fixture_event(&f, &db_down_event, 0, 0);
            f.event[0].for_ns = 60 * NS_PER_S;
        } else {
            f.c.keys.count = 1;
            f.c.database.kind = DATABASE_THROUGHPUT;
            f.c.database.partitions = 1;
            f.c.database.partition_rate_per_s = 1e-3;
            f.c.database.client_attempts = 3;
            f.c.database.client_backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S};
        }
        struct results *r = fixture_run(&f.c, false, false);
        double first = fixture_metric(r, "sessions.started") - fixture_metric(r, "sessions.retried");
        double ok = fixture_metric(r, "sessions.ok"); /* the one token of the partition */
        cr_assert_gt(first, 400);
        cr_assert_eq(ok, layers - 1);
        cr_assert_eq(fixture_metric(r, "sessions.started"), 4 * (first - ok) + ok);
        cr_assert_eq(fixture_metric(r, "sessions.abandoned"), first - ok);
        cr_assert_eq(fixture_metric(r, "db.queries"), (layers == 1 ? 4 : 12) * (first - ok) + ok);
        results_free(r);
    }
}

/* The storm of "Metastable Failures in Distributed Systems" (N. Bronson, A. Aghayev, A. Charapko, T. Zhu; HotOS 2021): a
 * database that serves 300 queries a second hangs for 10 s. Users wait for a second, and try once more a second later. */
enum { OUTAGE_S = 10, BEGIN_S = 20 };

static void storm(struct fixture *f, double load, double run_s)
{
    fixture_init(f);
    f->source[0].sessions_per_s = load;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->source[0].deadline_ns = NS_PER_S;
    f->source[0].retry.attempts = 2;
    f->source[0].retry.backoff = (struct backoff){.base_ns = NS_PER_S, .cap_ns = NS_PER_S};
    f->c.cache.present = false;
    f->c.database.service = dist_constant(10 * NS_PER_MS);
    f->c.database.connections = 3;
    f->c.run.duration_ns = (int64_t)(run_s * 1e9);
    f->c.slo.success = 0.99;
    fixture_event(f, &db_down_event, BEGIN_S, 0);
    f->event[0].down_mode = DB_DOWN_HANG;
    f->event[0].for_ns = OUTAGE_S * NS_PER_S;
}

/* It ends as described, and users are well again so many seconds after the beginning of the outage (NAN: never). */
static void expect_recovery(struct fixture *f, const char *what, double recovered_s, double tolerance_s)
{
    struct results *r = fixture_run(&f->c, false, false);
    double end_s = (double)f->c.run.duration_ns * 1e-9, found_s = fixture_metric(r, "recovery.slo");
    double offered = f->source[0].sessions_per_s, ok = rate_between(r, COUNTER_SESSIONS_OK, end_s - 20, end_s);
    cr_assert_float_eq(rate_between(r, COUNTER_SESSIONS_OK, 0, BEGIN_S - 1), offered, 0.02 * offered, "%s", what);
    if (isnan(recovered_s)) {
        cr_assert(isnan(found_s), "%s: recovered after %g s", what, found_s);
        cr_assert_eq(r->verdict, VERDICT_COLLAPSED, "%s", what);
        cr_assert_eq(ok, 0, "%s: %g a second", what, ok);
    } else {
        cr_assert_float_eq(found_s, recovered_s, tolerance_s, "%s: %g s instead of %g", what, found_s, recovered_s);
        cr_assert_eq(r->verdict, VERDICT_DEGRADED, "%s", what);
        cr_assert_float_eq(ok, offered, 0.01 * offered, "%s: %g a second", what, ok);
    }
    results_free(r);
}

/* 560 attempts a second on a database for 300, all of them too late: the outage is over, and nobody is served again. */
Test(theory_overload, retry_storm)
{
    struct fixture f;
    storm(&f, 280, 300);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(rate_between(r, COUNTER_SESSIONS_STARTED, 100, 300), 560, 0.1);
    cr_assert_float_eq(rate_between(r, COUNTER_SESSIONS_RETRIED, 100, 300), 280, 0.1);
    cr_assert_float_eq(rate_between(r, COUNTER_DB_DONE, 100, 300), 300, 0.1);
    cr_assert_eq(rate_between(r, COUNTER_DB_ABANDONED, 100, 300), rate_between(r, COUNTER_DB_DONE, 100, 300));
    cr_assert_eq(rate_between(r, COUNTER_SESSIONS_OK, 22, 300), 0);
    results_free(r);
    expect_recovery(&f, "280/s", NAN, 0);
}

/* What ends the storm at 280/s, or would have prevented it. */
Test(theory_overload, retry_storm_remedies)
{
    struct fixture f;
    storm(&f, 280, 300);
    f.source[0].retry.attempts = 1; /* 280 t - 300 (t - 10) = 300 */
    expect_recovery(&f, "no retries", 2700 / 20.0, 3);

    storm(&f, 280, 100); /* 250 in the system at most: nobody waits for a second, and the retries work off */
    fixture_set_param(fixture_protect(&f, &shedding_concurrency_protection), &shedding_concurrency_protection, "limit",
                      250);
    expect_recovery(&f, "shed", OUTAGE_S + 8, 8);
    storm(&f, 280, 100); /* the same at the database */
    f.c.database.queue_limit = 250;
    expect_recovery(&f, "bounded queue", OUTAGE_S + 8, 8);

    storm(&f, 250, 400); /* with a budget of b: (1 + b) 250 t - 300 (t - 10) = 300, and at most 10 s of b in advance */
    expect_recovery(&f, "250/s without a budget", NAN, 0);
    f.source[0].retry.budget = 0.1;
    expect_recovery(&f, "250/s, budget of 10%", 2700 / 25.0 + 5, 8);
    f.source[0].retry.budget = 0.2; /* exactly 300 a second: the backlog stays */
    expect_recovery(&f, "250/s, budget of 20%", NAN, 0);
}

/* To drop what users leave behind is no remedy: first come, first served, it is always the turn of somebody who has just
 * not given up yet, and who will before the query is done. Half of the work is saved, all of the rest is wasted. */
Test(theory_overload, a_storm_of_those_who_are_about_to_leave)
{
    struct fixture f;
    storm(&f, 280, 100);
    f.source[0].cancel_on_deadline = true;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(rate_between(r, COUNTER_DB_CANCELLED, 60, 100), 260, 1);
    cr_assert_float_eq(rate_between(r, COUNTER_DB_DONE, 60, 100), 300, 1);
    cr_assert_eq(rate_between(r, COUNTER_DB_ABANDONED, 60, 100), rate_between(r, COUNTER_DB_DONE, 60, 100));
    results_free(r);
    expect_recovery(&f, "dropped", NAN, 0);
}
