/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The envelope's arithmetic, by cases that can be reckoned by hand. */
#include "fixture.h"
#include "theory/estimate.h"

Test(estimate, losing_a_cache_or_one_of_its_nodes)
{
    cr_assert_float_eq(estimate_loss_factor(0.95), 20, 1e-9);
    cr_assert_float_eq(estimate_node_loss_factor(0.95, 1), 20, 1e-9); /* the only node is the cache */
    cr_assert_float_eq(estimate_node_loss_factor(0.95, 10), 2.9, 1e-9);
    cr_assert_float_eq(estimate_rule_per_s(110000), 22000, 1e-9);
}

/* 1,000 reads/s while a fetch of 100 ms lasts are 100 more; a burst of 51 reads has 50 others at most. */
Test(estimate, herds)
{
    struct fixture f;
    fixture_init(&f);
    f.c.servers.count = 50;
    f.c.cache.latency = dist_constant(0);
    f.c.database.service = dist_constant(100 * NS_PER_MS);
    struct estimate_herd herd = estimate_herd_of(&f.c, 1000, INFINITY);
    cr_assert_float_eq(herd.alone, 101, 1e-9);
    cr_assert_float_eq(herd.per_server, 1 + 49 * (1 - exp(-2)), 1e-9);
    cr_assert_eq(herd.cluster, 1);
    herd = estimate_herd_of(&f.c, 1000, 51);
    cr_assert_float_eq(herd.alone, 51, 1e-9);
    cr_assert_float_eq(herd.per_server, 1 + 49 * (1 - exp(-1)), 1e-9);
}

/* What bounds a loader: its rate, the queries that it keeps in flight, or the database. */
Test(estimate, preload)
{
    struct fixture f;
    fixture_init(&f);
    struct estimate_preload e;
    cr_assert(!estimate_preload(&f.c, &e));
    void *p = fixture_protect(&f, &prewarm_protection);
    f.c.database.service = dist_constant(10 * NS_PER_MS);
    f.c.database.connections = 50;
    f.c.keys.count = 1000000;
    fixture_set_param(p, &prewarm_protection, "top", 100000);
    fixture_set_param(p, &prewarm_protection, "parallel", 20);
    fixture_set_param(p, &prewarm_protection, "rate", INFINITY);
    cr_assert(estimate_preload(&f.c, &e));
    cr_assert_eq(e.limit, PRELOAD_BY_PARALLEL);
    cr_assert_float_eq(e.load_per_s, 2000, 1e-6);
    cr_assert_float_eq(e.takes_s, 50, 1e-6);
    fixture_set_param(p, &prewarm_protection, "rate", 500);
    cr_assert(estimate_preload(&f.c, &e));
    cr_assert_eq(e.limit, PRELOAD_BY_RATE);
    cr_assert_float_eq(e.takes_s, 200, 1e-6);
    fixture_set_param(p, &prewarm_protection, "rate", INFINITY);
    fixture_set_param(p, &prewarm_protection, "parallel", 100);
    cr_assert(estimate_preload(&f.c, &e));
    cr_assert_eq(e.limit, PRELOAD_BY_CAPACITY);
    cr_assert_float_eq(e.load_per_s, 5000, 1e-6);
}

Test(estimate, attempts_when_all_fail)
{
    struct config_source s = {.sessions_per_s = 100, .retry = {.attempts = 1, .budget = NAN}};
    cr_assert_eq(estimate_attempts(&s), 1);
    s.retry.attempts = 3;
    cr_assert_eq(estimate_attempts(&s), 3);
    s.retry.budget = 0.2;
    s.retry.budget_floor_per_s = 10;
    cr_assert_float_eq(estimate_attempts(&s), 1.3, 1e-12);
    s.retry.budget = 9;
    cr_assert_eq(estimate_attempts(&s), 3); /* a budget gives no more attempts than there are */
}
