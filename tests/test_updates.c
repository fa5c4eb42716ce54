/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates of values: waits until the next one are exponential, counts of a time are Poisson, and from wherever
 * one looks the next update is the same one. 99.99% confidence, fixed seeds.
 */
#include "chi_square.h"
#include "fixture.h"
#include "model/caches/updates.h"

static struct cache_clock clock_of(struct fixture *f, double rate_per_s, double seconds)
{
    fixture_init(f);
    f->c.cache.ttl_ns = 60 * NS_PER_S;
    f->c.keys.update_rate_per_s = rate_per_s;
    f->c.run.duration_ns = (int64_t)(seconds * 1e9);
    return cache_clock_of(&f->c);
}

/* Seconds of run time at which a tick begins. */
static double seconds_of(const struct cache_clock *clock, uint32_t tick)
{
    return ldexp((double)tick - (double)clock->base, (int)clock->shift) * 1e-9;
}

/* From instants before, at and after time 0, and on both sides of cells' borders. */
Test(updates, waits_are_exponential)
{
    const double from_s[] = {-60, -0.001, 0, 0.4999, 17.3, 400};
    for (size_t i = 0; i < sizeof from_s / sizeof from_s[0]; i++) {
        struct fixture f;
        struct cache_clock clock = clock_of(&f, 0.5, 1000);
        uint64_t count[40] = {0};
        double expected[40];
        for (uint32_t key = 0; key < 20000; key++) {
            uint32_t tick = updates_next_tick(&f.c, &clock, key, (int64_t)(from_s[i] * 1e9));
            double wait_s = seconds_of(&clock, tick) - from_s[i];
            cr_assert_gt(wait_s, -1e-6);
            count[(size_t)(40 * (1 - exp(-0.5 * fmax(wait_s, 0))))]++;
        }
        for (size_t b = 0; b < 40; b++) {
            expected[b] = 500;
        }
        cr_assert_gt(chi_square_p(expected, count, 40), CHI_SQUARE_LEAST, "from %g s", from_s[i]);
    }
}

/* All updates of a key in 10 s, found one after the other: Poisson(7.5) of them. */
Test(updates, counts_are_poisson)
{
    struct fixture f;
    struct cache_clock clock = clock_of(&f, 0.75, 100);
    uint64_t count[40] = {0};
    double expected[40], mass = exp(-7.5);
    for (size_t k = 0; k < 40; k++) {
        expected[k] = 20000 * mass;
        mass *= 7.5 / (double)(k + 1);
    }
    for (uint32_t key = 0; key < 20000; key++) {
        size_t n = 0;
        int64_t from_ns = 3 * NS_PER_S, tick_ns = INT64_C(1) << clock.shift;
        for (;; n++) {
            double at_s = seconds_of(&clock, updates_next_tick(&f.c, &clock, key, from_ns));
            if (at_s >= 13) {
                break;
            }
            from_ns = (int64_t)(at_s * 1e9) + tick_ns;
        }
        cr_assert_lt(n, 40);
        count[n]++;
    }
    cr_assert_gt(chi_square_p(expected, count, 40), CHI_SQUARE_LEAST);
}

/* Whenever a value left the database before its next update, that update is what makes it outdated. */
Test(updates, the_next_update_does_not_depend_on_who_asks)
{
    struct fixture f;
    struct cache_clock clock = clock_of(&f, 2, 100);
    for (uint32_t key = 0; key < 500; key++) {
        uint32_t next = updates_next_tick(&f.c, &clock, key, 0);
        double next_s = seconds_of(&clock, next);
        for (double share = 0; share < 1; share += 0.13) {
            cr_assert_eq(updates_next_tick(&f.c, &clock, key, (int64_t)(share * next_s * 1e9)), next);
        }
        uint32_t after = updates_next_tick(&f.c, &clock, key, (int64_t)(next_s * 1e9) + (2 << clock.shift));
        cr_assert_gt(after, next);
    }
    f.c.keys.update_rate_per_s = 1e-9; /* hardly ever: past the clock's end */
    cr_assert_eq(updates_next_tick(&f.c, &clock, 1, 0), UINT32_MAX);
}

/* They are what they are, whatever ticks a variant counts in. */
Test(updates, every_clock_finds_the_same_ones)
{
    struct fixture f;
    struct cache_clock fine = clock_of(&f, 0.5, 100), coarse;
    f.c.cache.ttl_ns = 3600 * NS_PER_S;
    coarse = cache_clock_of(&f.c);
    cr_assert_gt(coarse.shift, fine.shift);
    for (uint32_t key = 0; key < 1000; key++) {
        int64_t from_ns = ((int64_t)key - 500) * NS_PER_S / 10;
        double fine_s = seconds_of(&fine, updates_next_tick(&f.c, &fine, key, from_ns));
        double coarse_s = seconds_of(&coarse, updates_next_tick(&f.c, &coarse, key, from_ns));
        cr_assert_float_eq(fine_s, coarse_s, ldexp(1, (int)coarse.shift) * 1e-9);
    }
}

/* Cells of 1 ns in a year, or in a year's TTL before the run, are more than a double can count. */
Test(updates, of_the_highest_rate_come_at_once, .timeout = 10)
{
    const int64_t year_ns = 365 * 24 * 3600 * NS_PER_S;
    struct fixture f;
    struct cache_clock clock = clock_of(&f, 1e9, (double)year_ns * 1e-9);
    f.c.cache.ttl_ns = year_ns;
    clock = cache_clock_of(&f.c);
    for (int64_t from_ns = -year_ns; from_ns < year_ns; from_ns += year_ns / 999) {
        uint64_t from_tick = ((clock.base << clock.shift) + (uint64_t)from_ns) >> clock.shift;
        uint32_t next = updates_next_tick(&f.c, &clock, 3, from_ns);
        cr_assert(next == from_tick || next == from_tick + 1, "%lu after %lu", (unsigned long)next,
                  (unsigned long)from_tick);
        cr_assert_leq(next, updates_next_tick(&f.c, &clock, 3, from_ns + (INT64_C(1) << clock.shift)));
    }
}

/* On both sides of where cells are no longer told apart, the mean wait is the same, to within a tick. */
Test(updates, dense_and_not_dense_agree)
{
    struct fixture f;
    struct cache_clock clock = clock_of(&f, 1, 3600);
    double tick_s = ldexp(1, (int)clock.shift) * 1e-9;
    for (double cells = 1000; cells < 1100; cells += 50) {
        f.c.keys.update_rate_per_s = cells / tick_s;
        for (uint32_t key = 0; key < 1000; key++) {
            double wait_s = seconds_of(&clock, updates_next_tick(&f.c, &clock, key, 7 * NS_PER_S)) - 7;
            cr_assert(fabs(wait_s) <= tick_s, "%g s", wait_s);
        }
    }
}
