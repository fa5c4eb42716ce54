/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_backoff.c: waits against their laws: bounds, means, and uniformity by chi-square. */
#include <criterion/criterion.h>
#include <math.h>

#include "base/backoff.h"
#include "base/units.h"

enum { DRAWS = 20000 };

static struct rng numbers;

static int64_t wait_of(enum backoff_jitter jitter, int64_t base_ns, int64_t cap_ns, uint64_t made, int64_t last_ns)
{
    struct backoff b = {.base_ns = base_ns, .cap_ns = cap_ns, .jitter = jitter};
    int64_t wait_ns = backoff_wait_ns(&b, made, last_ns, &numbers);
    cr_assert(wait_ns >= 0 && wait_ns <= cap_ns);
    return wait_ns;
}

/* Draws are uniform on [low, high]: both ends are come near to, and the mean lies in the middle (5 standard errors, a
 * chance of less than one in a million). */
static void expect_uniform(enum backoff_jitter jitter, uint64_t made, int64_t last_ns, double low, double high)
{
    numbers = rng_seed(7, made, 0);
    double sum = 0, least = INFINITY, most = 0, width = high - low;
    for (int i = 0; i < DRAWS; i++) {
        double wait = (double)wait_of(jitter, 100 * NS_PER_MS, 2 * NS_PER_S, made, last_ns);
        cr_assert(wait >= low && wait <= high, "%g is not between %g and %g", wait, low, high);
        sum += wait;
        least = fmin(least, wait);
        most = fmax(most, wait);
    }
    cr_assert_lt(least, low + 0.001 * width + 1);
    cr_assert_gt(most, high - 0.001 * width - 1);
    cr_assert_float_eq(sum / DRAWS, low + width / 2, 5 * width / sqrt(12 * DRAWS) + 1);
}

static double grown_ns(uint64_t made)
{
    return fmin(2e9, 1e8 * pow(2, (double)made - 1));
}

Test(backoff, grows_up_to_its_cap)
{
    const int64_t want_ms[] = {100, 200, 400, 800, 1600, 2000, 2000};
    for (uint64_t made = 1; made <= 7; made++) {
        cr_assert_eq(wait_of(BACKOFF_NONE, 100 * NS_PER_MS, 2 * NS_PER_S, made, 0), want_ms[made - 1] * NS_PER_MS);
    }
    cr_assert_eq(wait_of(BACKOFF_NONE, 1, TIME_NEVER, 50, 0), INT64_C(1) << 49);
    cr_assert_eq(wait_of(BACKOFF_NONE, NS_PER_S, TIME_NEVER, 50, 0), TIME_NEVER); /* 2^49 s are beyond the clock */
    cr_assert_eq(wait_of(BACKOFF_NONE, 0, TIME_NEVER, 50, 0), 0);
    cr_assert_eq(wait_of(BACKOFF_NONE, 5 * NS_PER_S, 2 * NS_PER_S, 1, 0), 2 * NS_PER_S); /* a base above the cap */
}

Test(backoff, full_jitter)
{
    for (uint64_t made = 1; made <= 7; made++) {
        expect_uniform(BACKOFF_FULL, made, 0, 0, grown_ns(made));
    }
}

Test(backoff, equal_jitter)
{
    for (uint64_t made = 1; made <= 7; made++) {
        expect_uniform(BACKOFF_EQUAL, made, 0, grown_ns(made) / 2, grown_ns(made));
    }
}

/* min(cap, U) with U uniform on [base, 3 last], base < cap < 3 last: what is drawn above the cap waits for the cap. So a
 * share (3 last - cap) / (3 last - base) of the waits is the cap, and the mean is what is below. Drawing from
 * [base, min(cap, 3 last)] instead never gives the cap, and a mean that is too low. */
Test(backoff, decorrelated_jitter_is_cut_at_the_cap)
{
    const int64_t base_ns = 200 * NS_PER_MS, cap_ns = 300 * NS_PER_MS;
    double base = 0.2, cap = 0.3, most = 0.6, sum = 0, sum2 = 0, at_cap = 0;
    numbers = rng_seed(7, 1, 0);
    for (int i = 0; i < DRAWS; i++) {
        int64_t wait_ns = wait_of(BACKOFF_DECORRELATED, base_ns, cap_ns, 1, 0);
        at_cap += wait_ns == cap_ns;
        sum += (double)wait_ns / 1e9;
        sum2 += (double)wait_ns / 1e9 * (double)wait_ns / 1e9;
    }
    double share = (most - cap) / (most - base), mean = sum / DRAWS, variance = sum2 / DRAWS - mean * mean;
    double expected = share * cap + (1 - share) * (base + cap) / 2; /* 0.2875 */
    cr_assert_float_eq(at_cap / DRAWS, share, 5 * sqrt(share * (1 - share) / DRAWS));
    cr_assert_float_eq(mean, expected, 5 * sqrt(variance / DRAWS), "%g s, expected %g", mean, expected);
}

Test(backoff, decorrelated_jitter)
{
    expect_uniform(BACKOFF_DECORRELATED, 1, 0, 1e8, 3e8);
    expect_uniform(BACKOFF_DECORRELATED, 2, 200 * NS_PER_MS, 1e8, 6e8);
    expect_uniform(BACKOFF_DECORRELATED, 9, 50 * NS_PER_MS, 1e8, 3e8); /* whatever the number of attempts */
    expect_uniform(BACKOFF_DECORRELATED, 2, 600 * NS_PER_MS, 1e8, 18e8);
    cr_assert_eq(wait_of(BACKOFF_DECORRELATED, 5 * NS_PER_S, 2 * NS_PER_S, 2, NS_PER_S), 2 * NS_PER_S);
    for (int i = 0; i < 1000; i++) {
        int64_t wait_ns = wait_of(BACKOFF_DECORRELATED, NS_PER_S, TIME_NEVER, 40, TIME_NEVER - 1);
        cr_assert_geq(wait_ns, NS_PER_S);
    }
}
