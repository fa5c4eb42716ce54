/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cache's state: both forms against each other and against a plain model in nanoseconds, ticks and their
 * rounding, deadlines, what expires and what is cleared.
 */
#include "fixture.h"
#include "model/caches/cache.h"

static void config_of(struct fixture *f, int64_t ttl_ns, int64_t duration_ns)
{
    fixture_init(f);
    f->c.keys.count = 100;
    f->c.cache.ttl_ns = ttl_ns;
    f->c.run.duration_ns = duration_ns;
}

/* The clock is the finest that fits: one step finer would not. */
Test(cache, ticks_are_as_fine_as_32_bits_allow)
{
    const int64_t second = NS_PER_S;
    const struct {
        int64_t ttl_ns, duration_ns;
        uint32_t shift_least, shift_most;
    } runs[] = {{second / 10, second, 0, 0},
                {TIME_NEVER, second, 0, 0},
                {TIME_NEVER, 60 * second, 4, 4},
                {300 * second, 3600 * second, 10, 11},
                {86400 * second, 3600 * second, 17, 18},
                {2599 * second / 1000, 3600 * second, 10, 10},
                {1, 3600 * second, 10, 10},
                {1, 1, 0, 0}};
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        struct fixture f;
        config_of(&f, runs[i].ttl_ns, runs[i].duration_ns);
        struct cache_clock clock = cache_clock_of(&f.c);
        cr_assert(clock.shift >= runs[i].shift_least && clock.shift <= runs[i].shift_most, "run %zu: 2^%u ns", i,
                  clock.shift);
        double ttl_ticks = runs[i].ttl_ns == TIME_NEVER ? 0 : ldexp((double)runs[i].ttl_ns, -(int)clock.shift);
        double last = (double)clock.base + ldexp((double)runs[i].duration_ns, -(int)clock.shift);
        cr_assert_lt(last + 2 * ttl_ticks, (double)UINT32_MAX);
        cr_assert_gt((double)clock.base,
                     2 * ttl_ticks); /* 0 is past its deadline, and an entry may be written before */
        cr_assert_lt(clock.base, UINT32_MAX / 2);
        struct cache c;
        cr_assert(cache_init(&c, &f.c, false, 0, NULL));
        cr_assert_leq(runs[i].ttl_ns == TIME_NEVER ? 0 : fabs(c.ttl_ticks - fmax(ttl_ticks, 1)),
                      0.5); /* the nearest, at least 1 */
        cache_release(&c);
    }
}

/* Random writes, reads, drops and expiries: narrow and wide agree with each other and, to a tick, with
 * the nanoseconds in which the scenario speaks. */
static void same_as_nanoseconds(int64_t ttl_ns, int64_t duration_ns, int64_t lead_ns, uint64_t seed)
{
    struct fixture f;
    struct cache narrow, wide;
    int64_t written_ns[100];
    struct rng r = rng_seed(seed, 0, 0);
    uint64_t met[3] = {0};
    config_of(&f, ttl_ns, duration_ns);
    cr_assert(cache_init(&narrow, &f.c, false, lead_ns, NULL) && cache_init(&wide, &f.c, true, lead_ns, NULL));
    int64_t tick_ns = INT64_C(1) << narrow.clock.shift, now_ns = 0;
    memset(written_ns, 0xff, sizeof written_ns);
    for (int step = 0; step < 30000; step++) {
        now_ns += (int64_t)(rng_uniform(&r) * (double)(duration_ns - now_ns) / 3000);
        uint32_t key = (uint32_t)(rng_next(&r) % 100), tick = cache_tick(&narrow, now_ns);
        cr_assert_eq(tick, cache_tick(&wide, now_ns));
        enum cache_state state = cache_look(&narrow, key, tick);
        cr_assert_eq(state, cache_look(&wide, key, tick));
        met[state]++;
        int64_t left_ns = written_ns[key] < 0    ? -1
                          : ttl_ns == TIME_NEVER ? TIME_NEVER
                                                 : written_ns[key] + ttl_ns - now_ns;
        if (left_ns > tick_ns || left_ns < -tick_ns) { /* nearer to the deadline a tick decides */
            cr_assert_eq(state == CACHE_STALE, left_ns < 0, "step %d: %ld ns left", step, (long)left_ns);
        }
        if (state != CACHE_STALE) {
            cr_assert_eq(cache_written(&narrow, key), cache_written(&wide, key));
            if (ttl_ns != TIME_NEVER) {
                cr_assert_eq(cache_deadline_ns(&narrow, key), cache_deadline_ns(&wide, key));
                cr_assert_leq(llabs(cache_deadline_ns(&narrow, key) - now_ns - left_ns), tick_ns);
            }
            if (llabs(left_ns - lead_ns) > 2 * tick_ns) {
                cr_assert_eq(state == CACHE_DUE, left_ns < lead_ns);
            }
        }
        uint64_t what = rng_next(&r) % 512;
        if (what == 0) {
            cache_drop(&narrow, key);
            cache_drop(&wide, key);
            written_ns[key] = -1;
        } else if (what == 1 && rng_next(&r) % 8 == 0) {
            cache_expire_all(&narrow);
            cache_expire_all(&wide);
            memset(written_ns, 0xff, sizeof written_ns);
        } else if (what < 128 && state == CACHE_STALE) {
            cr_assert_eq(cache_write(&narrow, key, now_ns, 0, ttl_ns), EVICT_NOBODY);
            cr_assert_eq(cache_write(&wide, key, now_ns, 0, ttl_ns), EVICT_NOBODY);
            written_ns[key] = now_ns;
        }
    }
    cr_assert(met[CACHE_STALE] > 1000 && met[CACHE_FRESH] > 1000 && (lead_ns == 0) == (met[CACHE_DUE] == 0));
    cache_release(&narrow);
    cache_release(&wide);
}

Test(cache, narrow_and_wide_agree_with_nanoseconds)
{
    same_as_nanoseconds(40 * NS_PER_MS, NS_PER_S, 0, 1);
    same_as_nanoseconds(40 * NS_PER_MS, NS_PER_S, 15 * NS_PER_MS, 2);
    same_as_nanoseconds(300 * NS_PER_S, 3600 * NS_PER_S, 60 * NS_PER_S, 3);
    same_as_nanoseconds(TIME_NEVER, 3600 * NS_PER_S, 0, 4);
}

static void lives(struct cache *c, int64_t from_ns, int64_t until_ns)
{
    cr_assert_eq(cache_look(c, 7, cache_tick(c, from_ns)), CACHE_FRESH);
    cr_assert_eq(cache_look(c, 7, cache_tick(c, until_ns - 1)), CACHE_FRESH);
    cr_assert_eq(cache_look(c, 7, cache_tick(c, until_ns)), CACHE_STALE);
}

/* With ticks of 1 ns, to the nanosecond: fresh while now < deadline; an entry may be written before the run; the wide
 * form gives each entry its own life. */
Test(cache, an_entry_is_fresh_until_its_deadline)
{
    struct fixture f;
    struct cache c;
    config_of(&f, 100 * NS_PER_MS, NS_PER_S);
    for (int wide = 0; wide < 2; wide++) {
        cr_assert(cache_init(&c, &f.c, wide == 1, 0, NULL));
        cr_assert_eq(c.clock.shift, 0);
        cr_assert_eq(cache_look(&c, 7, cache_tick(&c, 0)), CACHE_STALE); /* cold */
        cache_write(&c, 7, 5, 0, 100 * NS_PER_MS);
        lives(&c, 5, 5 + 100 * NS_PER_MS);
        cr_assert_eq(cache_deadline_ns(&c, 7), 5 + 100 * NS_PER_MS);
        cache_write(&c, 7, 0, 60 * NS_PER_MS, 100 * NS_PER_MS); /* 60 ms ago */
        lives(&c, 0, 40 * NS_PER_MS);
        cr_assert_eq(cache_tick(&c, 0) - cache_written(&c, 7), 60 * NS_PER_MS);
        if (wide == 1) {
            cache_write(&c, 7, 9, 0, 30 * NS_PER_MS);
            lives(&c, 9, 9 + 30 * NS_PER_MS);
            cache_write(&c, 7, 10, 0, 199 * NS_PER_MS);
            lives(&c, 10, 10 + 199 * NS_PER_MS);
        }
        cache_drop(&c, 7);
        cr_assert_eq(cache_look(&c, 7, cache_tick(&c, 20)), CACHE_STALE);
        cache_release(&c);
    }
}

/* The last `lead` of a life is due, no more and no less; a lead longer than the life is all of it. */
Test(cache, due_is_the_last_part_of_a_life)
{
    struct fixture f;
    struct cache c;
    config_of(&f, 100, NS_PER_MS);
    for (int wide = 0; wide < 2; wide++) {
        for (int64_t lead_ns = 0; lead_ns <= 150; lead_ns += 30) {
            cr_assert(cache_init(&c, &f.c, wide == 1, lead_ns, NULL));
            cache_write(&c, 3, 1000, 0, 100);
            for (int64_t age = 0; age < 120; age++) {
                enum cache_state expected = age >= 100 ? CACHE_STALE : age >= 100 - lead_ns ? CACHE_DUE : CACHE_FRESH;
                cr_assert_eq(cache_look(&c, 3, cache_tick(&c, 1000 + age)), expected, "lead %ld age %ld", (long)lead_ns,
                             (long)age);
            }
            cache_release(&c);
        }
    }
}

/* With a capacity: expiry leaves an entry its place, a restart does not; who is pushed out is gone. */
Test(cache, replacement_survive_expiry_but_not_a_restart)
{
    struct fixture f;
    struct cache c;
    struct ring ring;
    config_of(&f, TIME_NEVER, NS_PER_S);
    f.c.cache.capacity = 10;
    f.c.cache.eviction = EVICTION_FIFO;
    cr_assert(ring_init(&ring, 1, 0));
    cr_assert(cache_init(&c, &f.c, false, 0, &ring));
    for (uint32_t key = 0; key < 12; key++) {
        cr_assert_eq(cache_write(&c, key, key, 0, TIME_NEVER), key < 10 ? EVICT_NOBODY : key - 10);
    }
    cr_assert_eq(cache_look(&c, 0, cache_tick(&c, 20)), CACHE_STALE); /* pushed out */
    cr_assert_eq(cache_look(&c, 2, cache_tick(&c, 20)), CACHE_FRESH);
    cache_expire_all(&c);
    cr_assert_eq(cache_look(&c, 2, cache_tick(&c, 20)), CACHE_STALE);
    cr_assert_eq(cache_write(&c, 2, 20, 0, TIME_NEVER), EVICT_NOBODY); /* it has its place still */
    cr_assert_eq(cache_write(&c, 50, 20, 0, TIME_NEVER), 2);           /* and with it its turn */
    cache_clear(&c);
    for (uint32_t key = 20; key < 30; key++) {
        cr_assert_eq(cache_write(&c, key, 30, 0, TIME_NEVER), EVICT_NOBODY);
    }
    cache_release(&c);
    ring_release(&ring);
}

Test(cache, states_what_it_takes)
{
    struct fixture f;
    config_of(&f, NS_PER_S, NS_PER_S);
    f.c.keys.count = 1000000;
    cr_assert_eq(cache_key_bytes(&f.c, false), 4000000);
    cr_assert_eq(cache_key_bytes(&f.c, true), 8000000);
    cr_assert_eq(cache_bytes(&f.c, true), 8000000);
    f.c.keys.update_rate_per_s = 1;
    cr_assert_eq(cache_key_bytes(&f.c, false), 8000000);
    f.c.cache.capacity = 1000;
    cr_assert_eq(cache_key_bytes(&f.c, false), 12000000);
    cr_assert_gt(cache_bytes(&f.c, false), 12000000 + 1000 * 16);
}
