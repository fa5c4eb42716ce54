/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tier, driven by hand tick by tick: which values count as outdated, how long ago one expired, and until when a repeated
 * lookup hits. Ticks are as long as the run's clock makes them; a boundary is one tick wide.
 */
#include "fixture.h"
#include "model/caches/tier.h"

enum { KEY = 3 };

struct tier_fixture {
    struct fixture f;
    struct sim sim;
    struct request request;
    int64_t tick_ns;
};

/* A cache of entries of 2^30 ns, without events, whose expired values are kept; its clock divides that. */
static struct tier_fixture *begin(void)
{
    struct tier_fixture *t = calloc(1, sizeof *t);
    cr_assert_not_null(t);
    fixture_init(&t->f);
    t->f.c.cache.ttl_ns = INT64_C(1) << 30;
    t->f.c.keys.update_rate_per_s = 1;
    void *p = fixture_protect(&t->f, &stale_protection);
    fixture_set_param(p, &stale_protection, "while_revalidate", 1e9);
    fixture_set_param(p, &stale_protection, "if_error", INFINITY);
    struct sim *sim = &t->sim;
    sim->config = &t->f.c;
    sim->request = &t->request;
    t->request.key = KEY;
    sim->meter.results = calloc(1, sizeof *sim->meter.results);
    cr_assert_not_null(sim->meter.results);
    cr_assert(cache_init(&sim->cache, &t->f.c, false, 0, NULL));
    cr_assert_not_null(sim->cache.outdated);
    sim->tier.round_trip = shelf_dist(&sim->own, &t->f.c.cache.latency);
    t->tick_ns = INT64_C(1) << sim->cache.clock.shift;
    cr_assert_eq(t->f.c.cache.ttl_ns % t->tick_ns, 0);
    sim->cache.outdated[KEY] = UINT32_MAX;
    (void)cache_write(&sim->cache, KEY, 0, 0, t->f.c.cache.ttl_ns);
    return t;
}

static void finish(struct tier_fixture *t)
{
    shelf_clear(&t->sim.own);
    cache_release(&t->sim.cache);
    free(t->sim.meter.results);
    free(t);
}

/* The value is outdated from the tick of its update on, that one included, by whichever way it is served. */
Test(tier, a_value_is_outdated_from_the_tick_of_its_update_on)
{
    struct tier_fixture *t = begin();
    uint32_t now = cache_tick(&t->sim.cache, t->sim.now_ns);
    const struct {
        uint32_t update;
        uint64_t outdated;
    } cases[] = {{now - 1, 1}, {now, 1}, {now + 1, 0}};
    for (size_t i = 0; i < 3; i++) {
        uint64_t *counted = &t->sim.meter.counter[COUNTER_STALENESS_OUTDATED];
        t->sim.cache.outdated[KEY] = cases[i].update;
        *counted = 0;
        tier_served(&t->sim, KEY, now);
        cr_assert_eq(*counted, cases[i].outdated, "case %zu", i);
        tier_served_expired(&t->sim, KEY);
        cr_assert_eq(*counted, 2 * cases[i].outdated, "case %zu, expired", i);
    }
    finish(t);
}

/* Fresh until the tick before its deadline: -1. In the deadline's own it expired 0 ns ago, which is not fresh. */
Test(tier, a_value_has_expired_from_its_deadline_on)
{
    struct tier_fixture *t = begin();
    int64_t ttl_ns = t->f.c.cache.ttl_ns, expired_ns = 7;
    const struct {
        int64_t at_ns, expired_ns;
    } cases[] = {
        {0, -1}, {ttl_ns - 1, -1}, {ttl_ns, 0}, {ttl_ns + t->tick_ns - 1, 0}, {ttl_ns + t->tick_ns, t->tick_ns}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        t->sim.now_ns = cases[i].at_ns;
        cr_assert(sim_expired(&t->sim, KEY, &expired_ns));
        cr_assert_eq(expired_ns, cases[i].expired_ns, "case %zu: %ld", i, (long)expired_ns);
    }
    cr_assert_not(sim_expired(&t->sim, KEY + 1, &expired_ns)); /* never there */
    finish(t);
}

/* A lookup repeated by a read that waits sees the same boundary, and each is counted and serves a value of its age. */
Test(tier, a_repeated_lookup_hits_until_the_deadline)
{
    struct tier_fixture *t = begin();
    int64_t ttl_ns = t->f.c.cache.ttl_ns, answer_ns = 7;
    t->sim.now_ns = ttl_ns - 1;
    cr_assert(tier_look_again(&t->sim, 0, &answer_ns));
    cr_assert_eq(answer_ns, 0);
    cr_assert_eq(t->sim.meter.results->age.n, 1);
    cr_assert_eq(t->sim.meter.results->age.max_ns, (uint64_t)(ttl_ns - t->tick_ns));
    t->sim.now_ns = ttl_ns;
    cr_assert_not(tier_look_again(&t->sim, 0, &answer_ns));
    cr_assert_eq(t->sim.meter.results->age.n, 1); /* nothing was served */
    cr_assert_eq(t->sim.meter.counter[COUNTER_CACHE_LOOKUPS], 2);
    cr_assert_eq(t->request.lookups, 2); /* so that each draws a round trip of its own */
    finish(t);
}
