/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_budget.c: what a budget lets through: in the long run, within a life, and after it. */
#include <criterion/criterion.h>
#include <math.h>

#include "model/sessions/budget.h"

static struct budget start(double budget, double floor_per_s, int64_t life_ns)
{
    struct config_retry r = {.budget = budget, .budget_floor_per_s = floor_per_s, .budget_life_ns = life_ns};
    struct budget b;
    budget_init(&b, &r);
    return b;
}

static uint64_t taken_at(struct budget *b, int64_t now_ns)
{
    uint64_t n = 0;
    while (n < 1000000 && budget_take(b, now_ns)) {
        n++;
    }
    return n;
}

/* Everybody wants to retry all the time: budget x rate + floor retries a second. */
Test(budget, the_long_run)
{
    const double ratio[] = {0.1, 0.2, 0.29, 2, 0, 0}, floor_per_s[] = {0, 10, 0, 1, 10, 0};
    for (size_t i = 0; i < 6; i++) {
        struct budget b = start(ratio[i], floor_per_s[i], 10 * NS_PER_S);
        uint64_t n = 0, first = taken_at(&b, 0);
        cr_assert_eq((double)first, 10 * floor_per_s[i]); /* a life's worth at once */
        for (int64_t ms = 0; ms < 1000000; ms += 10) {    /* 100 first attempts a second */
            budget_deposit(&b, ms * NS_PER_MS);
            n += taken_at(&b, ms * NS_PER_MS);
        }
        double per_s = (double)n / 1000, expected = 100 * ratio[i] + floor_per_s[i];
        cr_assert_float_eq(per_s, expected, 0.02 * expected, "%g a second, not %g", per_s, expected);
    }
}

/* Over any life, and the slices are counted as a whole. */
Test(budget, exact_within_a_life)
{
    struct budget b = start(0.29, 0, 10 * NS_PER_S);
    for (int i = 0; i < 99; i++) {
        budget_deposit(&b, i * 90 * NS_PER_MS);
    }
    cr_assert_eq(taken_at(&b, 9 * NS_PER_S), 28);
    budget_deposit(&b, 9 * NS_PER_S);
    cr_assert_eq(taken_at(&b, 9 * NS_PER_S), 1);
}

/* What is not used lapses a life after its deposit, but for a slice; and so does what was taken. */
Test(budget, tokens_lapse)
{
    for (int after_ms = 0; after_ms <= 12000; after_ms += 500) {
        struct budget b = start(0.5, 0, 10 * NS_PER_S);
        for (int i = 0; i < 20; i++) {
            budget_deposit(&b, 2 * NS_PER_S + 300 * NS_PER_MS);
        }
        cr_assert_eq(taken_at(&b, 2 * NS_PER_S + 300 * NS_PER_MS + after_ms * NS_PER_MS), after_ms < 9700 ? 10 : 0);
    }
    struct budget b = start(0, 3, NS_PER_S);
    cr_assert_eq(taken_at(&b, 0), 3);
    cr_assert_eq(taken_at(&b, 999 * NS_PER_MS), 0);
    cr_assert_eq(taken_at(&b, NS_PER_S), 3);
    cr_assert_eq(taken_at(&b, 1000000 * NS_PER_S), 3); /* the floor of one life only, however long it was quiet */
    b = start(1, 0, 1);                                /* a life of a nanosecond */
    budget_deposit(&b, 5);
    cr_assert(budget_take(&b, 5));
    budget_deposit(&b, 6);
    cr_assert_not(budget_take(&b, 20));
}

Test(budget, no_limit)
{
    struct budget b = start(NAN, 0, 10 * NS_PER_S);
    budget_deposit(&b, 5);
    cr_assert_eq(taken_at(&b, 5), 1000000);
}
