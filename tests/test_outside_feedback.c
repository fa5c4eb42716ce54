/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facebook's outage of 23 September 2010, of two and a half hours (R. Johnson, "More Details on Today's Outage"): a change
 * of a configuration value was taken for an invalid one; every client went to the databases to mend it, hundreds of
 * thousands of queries a second; a client that got an error took that for an invalid value, too, and deleted the key from
 * the cache. "As long as the databases failed to service some of the requests, they were causing even more requests to
 * themselves." It ended when the site was turned off, and users were let back slowly.
 *
 * There are no numbers to hold the model against. What it must show is the loop, when it ends and when not, and what
 * theory says of its size (model/requests/delete_on_error.c): of lambda reads/s over a database for mu queries/s
 * m = lambda / 2 (1 + sqrt(1 - 4 mu / lambda)) miss, if lambda > 4 mu.
 */
#include "events/registry.h"
#include "fixture.h"

/* 50 configuration values, each read 160 times a second; a database for 200 queries/s of 50 ms; clients wait for half a
 * second. At 5 s the values are invalidated. */
static void facebook(struct fixture *f, enum cache_error on_db_error)
{
    fixture_init(f);
    f->c.run.duration_ns = 60 * NS_PER_S;
    f->c.keys.count = 50;
    f->source[0].sessions_per_s = 800;
    f->source[0].reads_per_session = 10;
    f->c.servers.count = 5;
    f->c.servers.pool_size = 2;
    f->c.servers.pool_wait_timeout_ns = NS_PER_S / 2;
    f->c.cache.start = CACHE_START_WARM;
    f->c.cache.on_db_error = on_db_error;
    f->c.database.connections = 10;
    f->c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 50e6};
    fixture_event(f, &invalidate_event, 5, 0);
    f->event[0].top = 50;
}

/* Traffic stops for ten seconds from 25 s on, and is back after a ramp. */
static void turn_off(struct fixture *f, int64_t ramp_ns)
{
    fixture_event(f, &traffic_event, 25, 0);
    fixture_event(f, &traffic_event, 35, 0);
    f->event[2].x = 1;
    f->event[2].ramp_ns = ramp_ns;
}

/* Of the sessions that end from one second to another, the share that fails. */
static double failing(const struct results *r, size_t from_s, size_t to_s)
{
    uint64_t ok = 0, failed = 0;
    for (size_t i = from_s; i < to_s; i++) {
        ok += r->windows[i].counter[COUNTER_SESSIONS_OK];
        failed += r->windows[i].counter[COUNTER_SESSIONS_FAILED];
    }
    cr_assert_gt(ok + failed, 0);
    return (double)failed / (double)(ok + failed);
}

struct ends {
    double before_off, after_on; /* share of the sessions that fail */
};

static struct ends run(const struct fixture *f)
{
    struct results *r = fixture_run(&f->c, false, false);
    struct ends ends = {failing(r, 10, 25), failing(r, 50, 60)};
    cr_assert_eq(failing(r, 0, 5), 0);
    cr_assert_gt(failing(r, 5, 6), 0.1); /* the trigger hurts, whatever clients do */
    results_free(r);
    return ends;
}

Test(outside_feedback, errors_that_delete_keep_the_database_down)
{
    struct fixture f;
    facebook(&f, CACHE_ERROR_KEEP);
    struct ends keep = run(&f);
    facebook(&f, CACHE_ERROR_DELETE);
    struct ends loop = run(&f);
    cr_assert(keep.before_off == 0 && keep.after_on == 0);
    cr_assert(loop.before_off > 0.95 && loop.after_on > 0.95, "%g, %g", loop.before_off, loop.after_on);
}

Test(outside_feedback, traffic_that_stops_and_comes_back_slowly_ends_it)
{
    struct fixture f;
    facebook(&f, CACHE_ERROR_DELETE);
    turn_off(&f, 10 * NS_PER_S);
    struct ends slowly = run(&f);
    facebook(&f, CACHE_ERROR_DELETE);
    turn_off(&f, 0);
    struct ends at_once = run(&f);
    cr_assert(slowly.before_off > 0.95 && slowly.after_on == 0, "%g, %g", slowly.before_off, slowly.after_on);
    cr_assert(at_once.before_off > 0.95 && at_once.after_on > 0.5, "%g, %g", at_once.before_off, at_once.after_on);
}

/* Misses per second over the last 10 of 20 s. 100 keys, so many reads/s, a database for 500 queries/s. It hangs for 3 s
 * at first, so that no entry is left. */
static double misses_per_s(double reads_per_s, enum cache_error on_db_error)
{
    struct fixture f;
    fixture_init(&f);
    f.c.run.duration_ns = 20 * NS_PER_S;
    f.c.keys.count = 100;
    f.source[0].sessions_per_s = reads_per_s;
    f.c.servers.pool_size = 5;
    f.c.servers.pool_wait_timeout_ns = 2 * NS_PER_S;
    f.c.cache.on_db_error = on_db_error;
    fixture_event(&f, &db_down_event, 0, 0);
    f.event[0].for_ns = 3 * NS_PER_S;
    f.event[0].down_mode = DB_DOWN_HANG;
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t misses = 0;
    for (size_t i = 10; i < 20; i++) {
        misses += r->windows[i].counter[COUNTER_READS_MISSES];
    }
    results_free(r);
    return (double)misses / 10;
}

/* The formula takes the rates for constant. As they go up and down, some more reads hit (the mean of mu / m is more than mu
 * over the mean of m), so it is an upper bound; 3% of slack here, for a hundred queries and more of each key on their way.
 * (If nothing hit it would be lambda: 10% more, 6%, 3%.) Below the threshold the loop ends, and so it does everywhere if errors
 * delete nothing. */
Test(outside_feedback, misses_as_theory_has_it)
{
    const double mu = 500, loads[] = {12, 20, 40};
    for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++) {
        double lambda = loads[i] * mu, m = lambda / 2 * (1 + sqrt(1 - 4 / loads[i]));
        double got = misses_per_s(lambda, CACHE_ERROR_DELETE);
        cr_assert(got > 0.97 * m && got < 1.003 * m, "load %g: theory %g/s, simulated %g/s", loads[i], m, got);
        cr_assert_eq(misses_per_s(lambda, CACHE_ERROR_KEEP), 0);
    }
    cr_assert_eq(misses_per_s(2 * mu, CACHE_ERROR_DELETE), 0);
}
