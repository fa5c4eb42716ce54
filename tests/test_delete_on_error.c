/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A failed query deletes the entry of its key: which failures do, which do not, and what is gone then. */
#include "events/registry.h"
#include "fixture.h"

/* Three reads of one key at time 0 on one server, a fourth at 50 ms; a query takes 10 ms. The first read fills at 10 ms. */
static void four_reads(struct fixture *f, enum cache_error on_db_error)
{
    fixture_init(f);
    f->c.run.duration_ns = NS_PER_S;
    f->c.cache.on_db_error = on_db_error;
    f->c.sources_n = 2;
    for (size_t i = 0; i < 2; i++) {
        f->source[i] = fixture_burst(i == 0 ? "three" : "fourth", 1, 0.05 * (double)i, i == 0 ? 3 : 1);
    }
}

struct counts {
    uint64_t deleted, failed, hits, fills;
};

static void check(const struct fixture *f, const char *what, struct counts want)
{
    for (int reference = 0; reference < 2; reference++) {
        struct results *r = fixture_run(&f->c, reference == 1, false);
        const uint64_t *n = r->total;
        struct counts got = {n[COUNTER_CACHE_ERROR_DELETES], n[COUNTER_READS_FAILED], n[COUNTER_READS_HITS],
                             n[COUNTER_CACHE_FILLS]};
        cr_assert(memcmp(&got, &want, sizeof got) == 0, "%s: %lu deleted, %lu failed, %lu hits, %lu fills", what,
                  (unsigned long)got.deleted, (unsigned long)got.failed, (unsigned long)got.hits,
                  (unsigned long)got.fills);
        results_free(r);
    }
}

/* One connection. The second read has it from 10 to 20 ms, the third gives up at 15 ms. The second writes again what the
 * third has deleted, so the fourth hits, either way. */
static void pool_timeout(struct fixture *f)
{
    f->c.servers.pool_size = 1;
    f->c.servers.pool_wait_timeout_ns = 15 * NS_PER_MS;
}

/* At 15 ms the second read is in service and the third waits; both give up, and whatever the database still does fills
 * nothing. */
static void database_timeout(struct fixture *f)
{
    f->c.database.connections = 1;
    f->c.database.timeout_ns = 15 * NS_PER_MS;
}

/* The same, by a database that fails all that it has at 15 ms. */
static void database_error(struct fixture *f)
{
    f->c.database.connections = 1;
    fixture_event(f, &db_down_event, 0.015, 0);
    f->event[0].for_ns = NS_PER_MS;
    f->event[0].down_mode = DB_DOWN_REFUSE;
}

Test(delete_on_error, which_failures_delete)
{
    struct fixture f;
    four_reads(&f, CACHE_ERROR_DELETE);
    pool_timeout(&f);
    check(&f, "pool timeout, delete", (struct counts){1, 1, 1, 2});
    four_reads(&f, CACHE_ERROR_KEEP);
    pool_timeout(&f);
    check(&f, "pool timeout, keep", (struct counts){0, 1, 1, 2});

    four_reads(&f, CACHE_ERROR_DELETE);
    database_timeout(&f);
    check(&f, "database timeout, delete", (struct counts){1, 2, 0, 2});
    four_reads(&f, CACHE_ERROR_KEEP);
    database_timeout(&f);
    check(&f, "database timeout, keep", (struct counts){0, 2, 1, 1});

    four_reads(&f, CACHE_ERROR_DELETE);
    database_error(&f);
    check(&f, "database error, delete", (struct counts){1, 2, 0, 2});
    four_reads(&f, CACHE_ERROR_KEEP);
    database_error(&f);
    check(&f, "database error, keep", (struct counts){0, 2, 1, 1});
}

static void lone_read(struct fixture *f, size_t i, const char *name, uint64_t key_rank, int64_t at_ms)
{
    f->source[i] = f->source[1];
    f->source[i].name = name;
    f->source[i].key_rank = key_rank;
    f->source[i].burst_at_ns = at_ms * NS_PER_MS;
    f->c.sources_n = i + 1;
}

/* One connection of the database: the first read fills at 10 ms; one of another key has it until 20 ms; then it is the turn
 * of a third read, whose user has gone at 7 ms and has taken it along. Nobody has heard of an error. */
Test(delete_on_error, work_dropped_is_no_error)
{
    struct fixture f;
    four_reads(&f, CACHE_ERROR_DELETE);
    f.c.database.connections = 1;
    lone_read(&f, 0, "first", 1, 0);
    lone_read(&f, 2, "other", 2, 1);
    lone_read(&f, 3, "third", 1, 2);
    f.source[3].deadline_ns = 5 * NS_PER_MS;
    f.source[3].cancel_on_deadline = true;
    check(&f, "dropped", (struct counts){0, 1, 1, 2});
}

/* Round trips of 20 ms. The first read fills at 30 ms; one of another key comes to the database at 34 ms; a third, which
 * looked at 15 ms, finds at 35 ms that it has to fetch, and that the bulkhead of one query is taken. */
Test(delete_on_error, a_protection_that_turns_away_is_no_error)
{
    struct fixture f;
    four_reads(&f, CACHE_ERROR_DELETE);
    f.c.cache.latency = dist_constant(20 * NS_PER_MS);
    lone_read(&f, 0, "first", 1, 0);
    lone_read(&f, 2, "other", 2, 14);
    lone_read(&f, 3, "third", 1, 15);
    void *p = fixture_protect(&f, &bulkhead_protection);
    fixture_set_param(p, &bulkhead_protection, "limit", 1);
    check(&f, "turned away", (struct counts){0, 1, 1, 2});
}

/* An expired value that is kept to be served after errors is deleted by the first of them. */
Test(delete_on_error, nothing_is_left_to_serve_stale)
{
    for (int deletes = 0; deletes < 2; deletes++) {
        struct fixture f;
        four_reads(&f, deletes ? CACHE_ERROR_DELETE : CACHE_ERROR_KEEP);
        f.c.cache.ttl_ns = 20 * NS_PER_MS;
        fixture_event(&f, &db_down_event, 0.04, 0);
        f.event[0].for_ns = NS_PER_S;
        f.event[0].down_mode = DB_DOWN_REFUSE;
        void *p = fixture_protect(&f, &stale_protection);
        fixture_set_param(p, &stale_protection, "while_revalidate", INFINITY);
        fixture_set_param(p, &stale_protection, "if_error", 1e9);
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_READS_STALE], deletes ? 0 : 1);
        cr_assert_eq(r->total[COUNTER_READS_FAILED], deletes ? 1 : 0);
        cr_assert_eq(r->total[COUNTER_CACHE_ERROR_DELETES], 0); /* it was not fresh */
        results_free(r);
    }
}
