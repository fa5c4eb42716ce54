/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partitions as token buckets: exactly burst + rate x time, for ever. */
#include "base/rng.h"
#include "fixture.h"
#include "model/requests/token_bucket.h"

static void start(struct token_bucket *t, uint64_t partitions, double rate_per_s, int64_t burst_ns)
{
    struct config_database d = {.kind = DATABASE_THROUGHPUT,
                                .partitions = partitions,
                                .partition_rate_per_s = rate_per_s,
                                .burst_ns = burst_ns};
    cr_assert(token_bucket_init(t, &d, 1));
}

/* Asks until it is refused. */
static uint64_t admitted_at(struct token_bucket *t, uint32_t key, int64_t now_ns)
{
    uint64_t n = 0;
    while (token_bucket_admit(t, key, now_ns)) {
        n++;
    }
    return n;
}

/* Whole tokens of a rate of up / down per s after so long. */
static uint64_t flowed(uint64_t up, uint64_t down, int64_t t_ns)
{
    return (uint64_t)((token_bucket_time)up * (uint64_t)t_ns / ((token_bucket_time)down * (uint64_t)NS_PER_S));
}

/* Asked ever again, at odd instants, it has admitted burst + rate x t in all at every one of them. */
Test(token_bucket, admits_exactly_its_rate_and_burst)
{
    static const struct {
        uint64_t up, down;
        int64_t burst_ns, step_ns;
        uint64_t full;
    } row[] = {{3000, 1, 300 * NS_PER_S, NS_PER_S / 7, 900000},
               {3000, 1, NS_PER_MS, 333334, 3},
               {1000000, 1, 1000, 1000, 1},
               {1000000, 1, NS_PER_MS, 777, 1000},
               {1, 4, 10 * NS_PER_S, NS_PER_S / 3, 2}, /* holds two and a half */
               {5, 2, NS_PER_S, 123456789, 2}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct token_bucket t;
        start(&t, 1, (double)row[i].up / (double)row[i].down, row[i].burst_ns);
        uint64_t n = admitted_at(&t, 0, 0);
        cr_assert_eq(n, row[i].full, "%zu: %lu at first", i, (unsigned long)n);
        for (int64_t now_ns = 0, step = 0; step < 20000; step++, now_ns += row[i].step_ns) {
            n += admitted_at(&t, 0, now_ns);
            cr_assert_eq(n, flowed(row[i].up, row[i].down, now_ns + row[i].burst_ns), "%zu: %lu by %ld ns", i,
                         (unsigned long)n, (long)now_ns);
        }
        token_bucket_release(&t);
    }
}

/* Without a burst there is room for one token: the next is there a 3,000th of a second later, in whole ns. */
Test(token_bucket, without_a_burst)
{
    struct token_bucket t;
    start(&t, 1, 3000, 0);
    for (int64_t i = 0; i < 1000; i++) {
        cr_assert_eq(admitted_at(&t, 0, i * 333334), 1);
        cr_assert_eq(admitted_at(&t, 0, i * 333334 + 333333), 0);
    }
    token_bucket_release(&t);
    start(&t, 1, 0.25, 0); /* to the nanosecond */
    for (int64_t i = 0; i < 1000; i++) {
        cr_assert_eq(admitted_at(&t, 0, 4 * i * NS_PER_S), 1);
        cr_assert_eq(admitted_at(&t, 0, 4 * (i + 1) * NS_PER_S - 1), 0);
    }
    token_bucket_release(&t);
}

/* A third of a token a second, or a tenth, which a double only comes near to. */
Test(token_bucket, a_year_without_drift)
{
    const int64_t year_ns = INT64_C(31557600) * NS_PER_S;
    const double rate[] = {1.0 / 3, 0.1};
    for (size_t i = 0; i < 2; i++) {
        struct token_bucket t;
        start(&t, 1, rate[i], 2000 * NS_PER_S);
        uint64_t n = admitted_at(&t, 0, 0);
        double burst = floor(2000 * rate[i]);
        cr_assert_eq((double)n, burst);
        for (int64_t now_ns = 0; now_ns <= year_ns; now_ns += 997 * NS_PER_S + 1) { /* the bucket never flows over */
            n += admitted_at(&t, 0, now_ns);
        }
        n += admitted_at(&t, 0, year_ns + 1000);
        double all = floor(31557600.000001 * rate[i] + 2000 * rate[i]);
        cr_assert_eq((double)n, all, "%lu instead of %g", (unsigned long)n, all);
        cr_assert_eq(admitted_at(&t, 0, year_ns + 9000 * NS_PER_S), (uint64_t)burst); /* what is not used is lost */
        token_bucket_release(&t);
    }
}

/* Over any span, whatever the demand, no more than burst + rate x t. */
Test(token_bucket, never_more_over_any_span)
{
    enum { N = 3000 };
    static int64_t at_ns[N];
    struct token_bucket t;
    struct rng r = rng_seed(1, 0, 0);
    start(&t, 1, 500, 20 * NS_PER_MS);
    size_t n = 0;
    for (int64_t now_ns = 0; n < N;
         now_ns += (int64_t)(rng_next(&r) % (rng_next(&r) % 16 == 0 ? 100000000 : 2000000))) {
        if (token_bucket_admit(&t, 7, now_ns)) {
            at_ns[n++] = now_ns;
        }
    }
    size_t bound_reached = 0;
    for (size_t i = 0; i < N; i++) {
        for (size_t k = i; k < N; k++) {
            uint64_t most = flowed(500, 1, at_ns[k] - at_ns[i] + 20 * NS_PER_MS);
            cr_assert_leq(k - i + 1, most);
            bound_reached += k - i + 1 == most;
        }
    }
    cr_assert_gt(bound_reached, 1000);
    token_bucket_release(&t);
}

/* One hot key has one partition's rate, whatever the table could serve; keys of all partitions together have all. */
Test(token_bucket, partitions_are_independent)
{
    enum { PARTITIONS = 50, KEYS = 5000 };
    struct token_bucket t;
    start(&t, PARTITIONS, 100, NS_PER_S);
    cr_assert_eq(admitted_at(&t, 3, 0), 100);
    uint64_t n = 100, empty = 0, most = 0;
    for (uint32_t key = 0; key < KEYS; key++) {
        uint64_t got = admitted_at(&t, key, 0); /* the first key of a partition takes all that it has */
        cr_assert(got == 0 || got == 100);
        empty += got == 0;
        n += got;
    }
    cr_assert_eq(n, PARTITIONS * 100);
    cr_assert_eq(empty, KEYS - PARTITIONS + 1);
    token_bucket_release(&t);

    static uint64_t of[PARTITIONS]; /* every partition gets its share of the keys */
    start(&t, PARTITIONS, 1e6, NS_PER_S);
    for (uint32_t key = 0; key < KEYS; key++) {
        token_bucket_admit(&t, key, 0);
    }
    for (size_t i = 0; i < PARTITIONS; i++) {
        of[i] = (uint64_t)(t.full[i] / t.token);
        most = of[i] > most ? of[i] : most;
        cr_assert(of[i] > 60 && of[i] < 145, "%lu keys", (unsigned long)of[i]); /* 100 +- 4.5 standard deviations */
    }
    cr_assert_gt(most, 100);
    token_bucket_release(&t);
}

/* Which keys share a partition is a draw of the placement: with another one, of the keys that shared the first key's of 10
 * partitions, a tenth still do. */
Test(token_bucket, partitions_of_keys_are_drawn)
{
    enum { KEYS = 20000 };
    bool with_first[2][KEYS];
    for (uint64_t placement = 0; placement < 2; placement++) {
        struct config_database d = {
            .kind = DATABASE_THROUGHPUT, .partitions = 10, .partition_rate_per_s = 1, .burst_ns = NS_PER_S};
        struct token_bucket t;
        for (uint32_t key = 0; key < KEYS; key++) {
            cr_assert(token_bucket_init(&t, &d, placement));
            cr_assert(token_bucket_admit(&t, 0, 0));
            with_first[placement][key] = !token_bucket_admit(&t, key, 0);
            token_bucket_release(&t);
        }
    }
    uint32_t n = 0, still = 0;
    for (uint32_t key = 1; key < KEYS; key++) {
        n += with_first[0][key];
        still += with_first[0][key] && with_first[1][key];
    }
    cr_assert_float_eq((double)n / KEYS, 0.1, 0.015);
    cr_assert_float_eq((double)still / n, 0.1, 0.035, "%u of %u", still, n);
}
