/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates of sources: what shape and traffic events multiply to, by hand; cumulative rate against numeric
 * integration; the inversion against the cumulative rate, on random shapes and ramps.
 */
#include "events/registry.h"
#include "fixture.h"
#include "theory/rate.h"

static void change_traffic(struct fixture *f, double at_s, double x, double ramp_s, const char *source)
{
    f->event[f->c.events_n++] = (struct config_event){.at_ns = (int64_t)(at_s * 1e9),
                                                      .type = &traffic_event,
                                                      .x = x,
                                                      .ramp_ns = (int64_t)(ramp_s * 1e9),
                                                      .source = source};
}

static void rate_is(const struct rate *r, double t_s, double expected)
{
    cr_assert_float_eq(rate_at(r, t_s), expected, 1e-9 * (1 + expected), "at %g s: %g, not %g", t_s, rate_at(r, t_s),
                       expected);
}

Test(rate, shape_is_linear_between_its_points)
{
    struct fixture f;
    struct rate r;
    struct config_shape_point shape[] = {{2 * NS_PER_S, 1}, {4 * NS_PER_S, 3}, {5 * NS_PER_S, 0}};
    fixture_init(&f);
    f.source[0].shape = shape;
    f.source[0].shape_n = 3;
    cr_assert(rate_init(&r, &f.c, 0));
    const double at[][2] = {{0, 1}, {1.9, 1}, {3, 2}, {3.5, 2.5}, {4.5, 1.5}, {5, 0}, {9, 0}};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        rate_is(&r, at[i][0], 100 * at[i][1]);
    }
    cr_assert_float_eq(rate_cumulative(&r, 7), 100 * (2 + 4 + 1.5), 1e-6);
    struct rate_cursor cursor = {0};
    cr_assert_float_eq(rate_invert(&r, &cursor, 400), 2 + sqrt(5) - 1, 1e-9); /* u + u^2 / 2 = 2 */
    cr_assert(isinf(rate_invert(&r, &cursor, 751)));                          /* the rate is 0 from there on */
    rate_release(&r);
}

/* A ramp starts where the last one had come to, if it had not finished; steps are at once; other sources' events
 * are no matter. */
Test(rate, traffic_events_ramp_and_step)
{
    struct fixture f;
    struct rate r;
    fixture_init(&f);
    change_traffic(&f, 1, 3, 2, NULL);     /* 1 to 3 over 1 s to 3 s, but */
    change_traffic(&f, 2, 0, 4, "users");  /* at 2 s from 2 to 0 until 6 s */
    change_traffic(&f, 4, 9, 0, "others"); /* not ours */
    change_traffic(&f, 7, 5, 0, NULL);
    cr_assert(rate_init(&r, &f.c, 0));
    const double at[][2] = {{0.5, 1}, {1.5, 1.5}, {2, 2}, {4, 1}, {5, 0.5}, {6, 0}, {6.9, 0}, {7, 5}, {1e6, 5}};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        rate_is(&r, at[i][0], 100 * at[i][1]);
    }
    struct rate_cursor cursor = {0};
    double until_7 = rate_cumulative(&r, 7);
    cr_assert_float_eq(until_7, 100 * (1 + 1.5 + 4), 1e-6);
    cr_assert_float_eq(rate_invert(&r, &cursor, until_7 + 1), 7 + 1 / 500.0,
                       1e-9); /* across the time without traffic */
    rate_release(&r);
}

/* Shape and events multiply: on a segment where both rise the rate is a parabola. */
Test(rate, shape_and_events_multiply)
{
    struct fixture f;
    struct rate r;
    struct config_shape_point shape[] = {{0, 1}, {4 * NS_PER_S, 5}};
    fixture_init(&f);
    f.source[0].shape = shape;
    f.source[0].shape_n = 2;
    change_traffic(&f, 0, 3, 4, NULL);
    cr_assert(rate_init(&r, &f.c, 0));
    for (double t = 0; t <= 4; t += 0.25) {
        rate_is(&r, t, 100 * (1 + t) * (1 + t / 2));
    }
    rate_is(&r, 8, 100 * 5 * 3);
    rate_release(&r);
}

static void random_rate(struct fixture *f, struct config_shape_point *shape, struct rng *r)
{
    fixture_init(f);
    int64_t at_ns = 0;
    f->source[0].shape = shape;
    f->source[0].shape_n = rng_next(r) % 5;
    for (size_t i = 0; i < f->source[0].shape_n; i++) {
        at_ns += 1 + (int64_t)(rng_uniform(r) * 4e9);
        shape[i] = (struct config_shape_point){at_ns, rng_next(r) % 4 == 0 ? 0 : 5 * rng_uniform(r)};
    }
    double at_s = 0;
    for (uint64_t n = rng_next(r) % 5; n > 0; n--) {
        at_s += 4 * rng_uniform(r);
        change_traffic(f, at_s, 3 * rng_uniform(r), rng_next(r) % 2 == 0 ? 0 : 4 * rng_uniform(r), NULL);
    }
}

Test(rate, cumulative_and_inverse_agree_on_random_rates)
{
    struct config_shape_point shape[5];
    struct rng draw = rng_seed(4, 0, 0);
    for (int round = 0; round < 300; round++) {
        struct fixture f;
        struct rate r;
        random_rate(&f, shape, &draw);
        cr_assert(rate_init(&r, &f.c, 0));
        double sum = 0;
        for (int i = 0; i < 4000; i++) { /* midpoint rule; a step costs half a cell at most */
            sum += rate_at(&r, (i + 0.5) * 5e-3) * 5e-3;
        }
        cr_assert_float_eq(rate_cumulative(&r, 20), sum, 20, "round %d: %g and %g", round, rate_cumulative(&r, 20),
                           sum);
        struct rate_cursor cursor = {0};
        double before_s = 0;
        for (double target = 0.3; target < rate_cumulative(&r, 20); target += 20 * rng_uniform(&draw)) {
            double at_s = rate_invert(&r, &cursor, target);
            cr_assert_geq(at_s, before_s);
            cr_assert_float_eq(rate_cumulative(&r, at_s), target, 1e-6 * (1 + target), "round %d: %g s", round, at_s);
            before_s = at_s;
        }
        rate_release(&r);
    }
}
