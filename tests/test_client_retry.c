/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of a throttled database repeats a query: when, to the nanosecond. (How many are throttled: theory_database.) */
#include "events/registry.h"
#include "fixture.h"

/* One partition that serves one read/s. The first takes it; the other, at the same instant, is throttled three times: the
 * answer takes as long as a service, then the client waits 100 ms and 200 ms, but not after its last try, for there is
 * nothing left to wait for. A database that is slow says no as slowly as it says yes. */
Test(client_retry, waits_between_tries_and_not_after_the_last)
{
    for (int slow = 0; slow < 2; slow++) {
        struct fixture f;
        fixture_init(&f);
        f.c.database.kind = DATABASE_THROUGHPUT;
        f.c.database.partitions = 1;
        f.c.database.partition_rate_per_s = 1;
        f.c.database.burst_ns = 0;
        f.c.database.service = dist_constant(10 * NS_PER_MS);
        f.c.database.client_attempts = 3;
        f.c.database.client_backoff =
            (struct backoff){.base_ns = 100 * NS_PER_MS, .cap_ns = 10 * NS_PER_S, .jitter = BACKOFF_NONE};
        f.source[0] = fixture_burst("both", 0, 2, 2);
        if (slow == 1) {
            fixture_event(&f, &db_slow_event, 1, 0);
            f.event[0].for_ns = 5 * NS_PER_S;
            f.event[0].factor = 4;
        }
        for (int reference = 0; reference < 2; reference++) {
            struct results *r = fixture_run(&f.c, reference == 1, false);
            uint64_t answer_ns = (uint64_t)((slow == 1 ? 40 : 10) * NS_PER_MS);
            cr_assert_eq(r->total[COUNTER_READS_OK], 1);
            cr_assert_eq(r->read.ok.max_ns, answer_ns);
            cr_assert_eq(r->total[COUNTER_READS_FAILED], 1);
            cr_assert_eq(r->total[COUNTER_DB_THROTTLED], 3);
            cr_assert_eq(r->read.failed.max_ns, 3 * answer_ns + (uint64_t)(300 * NS_PER_MS), "%lu",
                         (unsigned long)r->read.failed.max_ns);
            results_free(r);
        }
    }
}
