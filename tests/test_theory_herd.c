/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key that expires again and again: locks are counted as they are taken and expire (T11), and refreshing keeps it from
 * expiring. (The sizes of herds, T8 to T12, are in sim/verify/cases_herd.c.)
 */
#include "fixture.h"

static void herd(struct fixture *f, double lambda, struct dist_spec fetch, double ttl_s, double seconds)
{
    fixture_init(f);
    f->c.keys.count = 1;
    f->source[0].sessions_per_s = lambda;
    f->c.cache.ttl_ns = (int64_t)(ttl_s * 1e9);
    f->c.database.service = fetch;
    f->c.run.duration_ns = f->c.run.window_ns = (int64_t)(seconds * 1e9);
}

Test(theory_herd, T11_cluster_lock)
{
    struct fixture f;
    const struct dist_spec fetch = dist_constant(100 * NS_PER_MS);
    herd(&f, 1000, fetch, 0.5, 60); /* the lock outlives the fetch: one query */
    f.c.servers.count = 50;
    fixture_lock(&f, 1e9, 1e6, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], r->total[COUNTER_EPISODES]);
    cr_assert_eq(r->total[COUNTER_LOCK_EXPIRED], 0);
    cr_assert_gt(r->total[COUNTER_EPISODES], 90);
    results_free(r);

    herd(&f, 1000, fetch, 0.5, 60); /* it expires under its holder: ceil(S / L) = 4 queries */
    fixture_lock(&f, 30e6, 0.1e6, INFINITY);
    r = fixture_run(&f.c, false, false);
    double per_episode = fixture_metric(r, "amplification");
    cr_assert_float_eq(per_episode, 4, 0.05, "%g", per_episode); /* but for an episode that the end cuts short */
    cr_assert_gt(r->total[COUNTER_LOCK_EXPIRED], 3 * 90);
    results_free(r);
}

/* A hot key that is refreshed ahead never misses; a cold one is left to expire. */
Test(theory_herd, refresh_keeps_hot_keys_and_leaves_cold_ones)
{
    struct fixture f;
    for (int hot = 0; hot < 2; hot++) {
        herd(&f, hot ? 1000 : 5, dist_constant(100 * NS_PER_MS), 2, 60);
        void *p = fixture_protect(&f, &refresh_protection);
        fixture_set_param(p, &refresh_protection, "ahead", 0.2);
        fixture_set_param(p, &refresh_protection, "observe", 0.2);
        fixture_set_param(p, &refresh_protection, "hot_rate", 50);
        fixture_set_param(p, &refresh_protection, "hot_reads", INFINITY);
        struct results *r = fixture_run(&f.c, false, false);
        if (hot) { /* only the cold start misses; then one refresh every 80% of the TTL plus the fetch */
            cr_assert_eq(r->total[COUNTER_EPISODES], 1);
            cr_assert_float_eq(fixture_metric(r, "db.refresh"), 60 / (0.8 * 2 + 0.1), 1.5);
            cr_assert_lt(fixture_metric(r, "staleness.age_max"), 0.8 * 2 + 0.1 + 0.01);
        } else {
            cr_assert_eq(r->total[COUNTER_DB_REFRESH], 0);
            cr_assert_gt(r->total[COUNTER_EPISODES], 20);
        }
        results_free(r);
    }
}

/* Read often and fetched at once, a value is on average half the TTL old when it is served. */
Test(theory_herd, age_of_what_is_served)
{
    struct fixture f;
    herd(&f, 2000, dist_constant(0), 2, 500);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(fixture_metric(r, "staleness.age_mean"), 1, 0.01);
    results_free(r);
}
