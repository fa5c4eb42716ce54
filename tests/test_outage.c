/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a database that hangs owes each query, to the nanosecond; who hears of a query whose process is dead. (What an outage
 * does to everybody: theory_database.)
 */
#include "events/registry.h"
#include "fixture.h"

/* A session of one read of a key of its own. */
static void lone_read(struct fixture *f, size_t i, const char *name, uint64_t key_rank, double at_s)
{
    f->c.sources_n = i + 1;
    f->source[i] = fixture_burst(name, key_rank, at_s, 1);
}

static void hang(struct fixture *f, double at_s, double for_s)
{
    fixture_event(f, &db_down_event, at_s, 0);
    f->event[f->c.events_n - 1].down_mode = DB_DOWN_HANG;
    f->event[f->c.events_n - 1].for_ns = (int64_t)(for_s * 1e9);
}

static void refuse(struct fixture *f, double at_s, double for_s)
{
    fixture_event(f, &db_down_event, at_s, 0);
    f->event[f->c.events_n - 1].down_mode = DB_DOWN_REFUSE;
    f->event[f->c.events_n - 1].for_ns = (int64_t)(for_s * 1e9);
}

static void slow(struct fixture *f, double at_s, double for_s, double factor)
{
    fixture_event(f, &db_slow_event, at_s, 0);
    f->event[f->c.events_n - 1].factor = factor;
    f->event[f->c.events_n - 1].for_ns = (int64_t)(for_s * 1e9);
}

/* The database hangs for 0.5 s from 1.5 s on and for 1 s from 3 s on; a query takes 2 s. Whoever is in service across both
 * is owed both, whoever came between them the second alone, also if that comes while the debt of the first is being paid:
 * only what hung during the service counts, and all of it. */
Test(outage, a_second_hang_owes_the_first_one_too)
{
    const struct {
        double at_s, latency_s;
    } reads[] = {
        {1.25, 3.5}, /* due at 3.25 s, in the second hang, with two debts at once */
        {0.75, 3.5}, /* due at 2.75 s, put off to 3.25 s, and then for the second hang */
        {2.5, 3},    /* after the first */
        {4.5, 2}     /* after both */
    };
    for (int shares = 0; shares < 2; shares++) { /* the same arithmetic by virtual time, where each has a core */
        struct fixture f;
        fixture_init(&f);
        f.c.database.service = dist_constant(2 * NS_PER_S);
        if (shares == 1) {
            f.c.database.cores = 100;
        }
        hang(&f, 1.5, 0.5);
        hang(&f, 3, 1);
        for (size_t i = 0; i < 4; i++) {
            lone_read(&f, i, (const char *[]){"a", "b", "c", "d"}[i], i + 1, reads[i].at_s);
        }
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            for (size_t i = 0; i < 4; i++) {
                double took_s = (double)r->source[i].read.max_ns * 1e-9;
                cr_assert_float_eq(took_s, reads[i].latency_s, 1e-6, "shares %d, read %zu: %.9f s", shares, i, took_s);
            }
            results_free(r);
        }
    }
}

/* A hang may end and another begin at one instant: that is one long one. Service begins when the last is over. */
Test(outage, hangs_that_touch_are_one)
{
    struct fixture f;
    fixture_init(&f);
    hang(&f, 1, 1);
    hang(&f, 2, 1);
    lone_read(&f, 0, "before", 1, 0.995); /* half of its 10 ms is done by then */
    lone_read(&f, 1, "during", 2, 1.5);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->source[0].read.max_ns, 2010 * NS_PER_MS);
    cr_assert_eq(r->source[1].read.max_ns, 1510 * NS_PER_MS);
    results_free(r);
}

/* One event may end in the instant in which another of its kind begins, and its end, which comes after that beginning, must
 * not undo it. Nor does the speed outlast the last of them. */
Test(outage, the_end_of_one_event_does_not_undo_the_next)
{
    const struct {
        double at_s, latency_s; /* NAN: fails */
    } reads[] = {{1.5, 0.03}, {2.5, 0.07}, {3.5, 0.01}, {4.5, NAN}, {5.5, NAN}, {6.5, 0.51}, {7.5, 0.01}};
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
        for (int shares = 0; shares < 2; shares++) {
            struct fixture f;
            fixture_init(&f);
            f.c.database.cores = shares == 1 ? 100 : COUNT_UNLIMITED;
            slow(&f, 1, 1, 3);
            slow(&f, 2, 1, 7);
            refuse(&f, 4, 1);
            refuse(&f, 5, 1);
            hang(&f, 6, 1);
            lone_read(&f, 0, "one", 1, reads[i].at_s);
            struct results *r = fixture_run(&f.c, false, false);
            if (isnan(reads[i].latency_s)) {
                cr_assert_eq(r->total[COUNTER_READS_FAILED], 1, "at %g s", reads[i].at_s);
            } else {
                double took_s = (double)r->source[0].read.max_ns * 1e-9;
                cr_assert_eq(r->total[COUNTER_READS_OK], 1, "at %g s", reads[i].at_s);
                cr_assert_float_eq(took_s, reads[i].latency_s, 1e-6, "at %g s: %g", reads[i].at_s, took_s);
            }
            results_free(r);
        }
    }
}

/* The holder of a lock crashes while its query is in service. Nobody is left to give that up: it is done for nobody, and is
 * no timeout. The read of another key that was sent after it does time out, at its own instant. */
Test(outage, nobody_gives_up_the_query_of_a_dead_process)
{
    for (int cancel = 0; cancel < 2; cancel++) {
        struct fixture f;
        fixture_init(&f);
        f.c.database.service = dist_constant(900 * NS_PER_MS);
        f.c.database.timeout_ns = 300 * NS_PER_MS;
        f.c.database.cancel_on_timeout = cancel == 1;
        fixture_lock(&f, 10e9, 1e6, 10e9);
        lone_read(&f, 0, "dies", 1, 1);
        lone_read(&f, 1, "waits", 2, 1.2);
        fixture_event(&f, &lock_holder_crash_event, 1.1, 1);
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            cr_assert_eq(r->total[COUNTER_LOCK_CRASHED], 1);
            cr_assert_eq(r->total[COUNTER_DB_TIMED_OUT], 1);
            cr_assert_eq(r->total[COUNTER_READS_FAILED], 2);
            cr_assert_eq(r->total[COUNTER_DB_CANCELLED], cancel == 1 ? 1 : 0);
            cr_assert_eq(r->total[COUNTER_DB_ABANDONED], cancel == 1 ? 1 : 2);
            cr_assert_eq(r->reads_in_flight, 0);
            size_t noted = 0;
            for (size_t m = 0; m < r->incidents_n; m++) {
                if (r->incident[m].kind == INCIDENT_DB_TIMED_OUT) {
                    cr_assert_eq(r->incident[m].at_ns, 1500 * NS_PER_MS);
                    noted++;
                }
            }
            cr_assert_eq(noted, 1);
            results_free(r);
        }
    }
}

/* The holder of a lock crashes while its query is in the queue before the database: its user learns it then, not when the
 * query would have had its turn. It is dropped then, unserved. */
Test(outage, a_dead_process_fails_its_reader_at_once_also_from_the_queue)
{
    struct fixture f;
    fixture_init(&f);
    f.c.database.service = dist_constant(900 * NS_PER_MS);
    f.c.database.connections = 1;
    fixture_lock(&f, 10e9, 1e6, 10e9);
    lone_read(&f, 0, "serves", 2, 1);
    lone_read(&f, 1, "dies", 1, 1.05);
    fixture_event(&f, &lock_holder_crash_event, 1.1, 1);
    for (int reference = 0; reference < 2; reference++) {
        struct results *r = fixture_run(&f.c, reference == 1, false);
        cr_assert_eq(r->total[COUNTER_LOCK_CRASHED], 1);
        cr_assert_eq(r->total[COUNTER_READS_FAILED], 1);
        cr_assert_eq(r->read.failed.max_ns, 50 * NS_PER_MS, "%lu", (unsigned long)r->read.failed.max_ns);
        cr_assert_eq(r->total[COUNTER_DB_DONE] + r->total[COUNTER_DB_CANCELLED], 2);
        results_free(r);
    }
}
