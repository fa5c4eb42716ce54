/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jittered lives: uniform on TTL x (1 +- spread), the same for the same write. 99.99% confidence, fixed seeds. */
#include "chi_square.h"
#include "fixture.h"
#include "model/state/state.h"

struct jittering {
    struct fixture f;
    struct sim sim;
    struct protection_instance instance;
};

static struct jittering *jitter_by(double spread)
{
    struct jittering *j = calloc(1, sizeof *j);
    cr_assert_not_null(j);
    fixture_init(&j->f);
    void *params = fixture_protect(&j->f, &jitter_protection);
    fixture_set_param(params, &jitter_protection, "spread", spread);
    j->sim.config = &j->f.c;
    j->instance = (struct protection_instance){.kind = &jitter_protection, .params = params};
    return j;
}

static int64_t life(struct jittering *j, uint32_t key, uint64_t number, int64_t ttl_ns)
{
    return jitter_protection.ttl(&j->instance, &j->sim, key, number, ttl_ns);
}

Test(jitter, lives_are_uniform_within_the_spread)
{
    const double spreads[] = {0.01, 0.1, 0.99};
    for (size_t i = 0; i < 3; i++) {
        struct jittering *j = jitter_by(spreads[i]);
        const int64_t ttl_ns = 300 * NS_PER_S;
        uint64_t by_key[40] = {0}, by_number[40] = {0};
        double expected[40];
        for (uint32_t n = 0; n < 20000; n++) {
            double a = (double)life(j, n, 7, ttl_ns) / (double)ttl_ns,
                   b = (double)life(j, 7, n, ttl_ns) / (double)ttl_ns;
            double u = (a - 1 + spreads[i]) / (2 * spreads[i]), v = (b - 1 + spreads[i]) / (2 * spreads[i]);
            cr_assert(u > -1e-9 && u < 1 && v > -1e-9 && v < 1, "%g and %g of the TTL", a, b);
            by_key[(size_t)(40 * fmax(u, 0))]++;
            by_number[(size_t)(40 * fmax(v, 0))]++;
        }
        for (size_t b = 0; b < 40; b++) {
            expected[b] = 500;
        }
        cr_assert_gt(chi_square_p(expected, by_key, 40), CHI_SQUARE_LEAST);
        cr_assert_gt(chi_square_p(expected, by_number, 40), CHI_SQUARE_LEAST);
        free(j);
    }
}

Test(jitter, a_life_depends_on_what_is_written_and_on_nothing_else)
{
    struct jittering *j = jitter_by(0.5);
    int64_t first = life(j, 3, 4, NS_PER_S);
    cr_assert_neq(life(j, 4, 3, NS_PER_S), first);
    cr_assert_neq(life(j, 3, 5, NS_PER_S), first);
    cr_assert_eq(life(j, 3, 4, NS_PER_S), first);
    j->f.c.run.seed = 2;
    cr_assert_neq(life(j, 3, 4, NS_PER_S), first);
    cr_assert_geq(life(j, 3, 4, 1), 1); /* never nothing */
    free(j);
    j = jitter_by(0);
    cr_assert_eq(life(j, 3, 4, NS_PER_S), NS_PER_S);
    free(j);
}

/* 1,000 keys filled at one instant: without jitter they expire at one, with it over TTL x 2 spread. */
Test(jitter, what_was_filled_together_expires_apart)
{
    for (int on = 0; on < 2; on++) {
        struct fixture f;
        fixture_init(&f);
        f.c.cache.start = CACHE_START_PREWARMED;
        f.c.cache.prewarmed = 1000;
        f.c.cache.ttl_ns = 5 * NS_PER_S;
        f.c.run.window_ns = 250 * NS_PER_MS;
        f.c.run.duration_ns = 6500 * NS_PER_MS;
        f.source[0].sessions_per_s = 100000;
        f.c.database.service = dist_constant(0);
        if (on) {
            fixture_set_param(fixture_protect(&f, &jitter_protection), &jitter_protection, "spread", 0.2);
        }
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_EPISODES], 1000);
        if (on) { /* 1,000 keys over 2 s: 125 in each quarter of a second, +- 4.4 standard deviations */
            for (size_t w = 16; w < 24; w++) {
                cr_assert_float_eq((double)r->windows[w].counter[COUNTER_EPISODES], 125, 46, "window %zu", w);
            }
        } else {
            cr_assert_eq(r->windows[20].counter[COUNTER_EPISODES], 1000);
        }
        results_free(r);
    }
}
