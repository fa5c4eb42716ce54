/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_root.c: roots that are known, and functions that have none. */
#include <criterion/criterion.h>
#include <math.h>

#include "base/root.h"

static double cosine_less_x(double x, void *scale)
{
    return cos(x) - *(double *)scale * x;
}

Test(root, finds_a_change_of_sign)
{
    double one = 1.0, x = 0.0;
    cr_assert(root_find(cosine_less_x, &one, 0.0, 2.0, &x));
    cr_assert_float_eq(x, 0.7390851332151607, 1e-12);
}

static double step_at_third(double x, void *unused)
{
    (void)unused;
    return x - 1.0 / 3.0 > 0.0 ? 1.0 : -1.0;
}

Test(root, survives_a_hard_function)
{
    double x = 0.0;
    cr_assert(root_find(step_at_third, NULL, 0.0, 1e6, &x));
    cr_assert_float_eq(x, 1.0 / 3.0, 1e-11);
}

Test(root, refuses_a_bracket_without_one)
{
    double one = 1.0, x = 42.0;
    cr_assert_not(root_find(cosine_less_x, &one, 2.0, 3.0, &x));
    cr_assert_eq(x, 42.0);
}

static double itself(double x, void *unused)
{
    (void)unused;
    return x;
}

Test(root, takes_an_end_that_is_the_root)
{
    double x = 42.0;
    cr_assert(root_find(itself, NULL, 0.0, 1.0, &x));
    cr_assert_eq(x, 0.0);
    cr_assert(root_find(itself, NULL, -1.0, 0.0, &x));
    cr_assert_eq(x, 0.0);
}
