/* The bulkhead: so many queries per server under way at once, and nobody waits. */
#include "hooks.h"

static void bulkhead_config(struct fixture *f, double limit)
{
    fixture_init(f);
    f->c.servers.count = 2;
    fixture_set_param(fixture_protect(f, &bulkhead_protection), &bulkhead_protection, "limit", limit);
}

Test(bulkhead, so_many_at_once_and_a_place_is_free_at_every_end)
{
    const enum fetch_end ends[] = {FETCH_OK, FETCH_POOL_TIMEOUT, FETCH_DB_ERROR, FETCH_DB_TIMEOUT, FETCH_DROPPED};
    struct fixture f;
    bulkhead_config(&f, 5);
    struct hooks *h = hooks_new(&f);
    for (uint32_t id = 0; id < 5; id++) {
        cr_assert(hooks_query(h, 1, id));
    }
    cr_assert(!hooks_query(h, 1, 5) && !hooks_query(h, 1, 6));
    cr_assert(hooks_query(h, 0, 7), "the servers have one each");
    hooks_reply(h, 1, 5, FETCH_TURNED_AWAY); /* had no place, and gives none back */
    cr_assert(!hooks_query(h, 1, 8));
    cr_assert_eq(h->sim.meter.counter[COUNTER_BULKHEAD_REJECTED], 3);
    for (uint32_t id = 0; id < 5; id++) {
        hooks_reply(h, 1, id, ends[id]);
    }
    for (uint32_t id = 0; id < 5; id++) {
        cr_assert(hooks_query(h, 1, id));
    }
    cr_assert(!hooks_query(h, 1, 5));
    hooks_free(h);
}

Test(bulkhead, another_protections_refusal_takes_no_place)
{
    struct fixture f;
    bulkhead_config(&f, 1);
    struct hooks *h = hooks_new(&f);
    const struct fetch_info info = {.kind = FETCH_DEMAND, .server = 0};
    for (int i = 0; i < 3; i++) { /* asked, and not sent */
        cr_assert_eq(bulkhead_protection.query(h->guard, &h->sim, &info), ANSWER_PASS);
    }
    hooks_free(h);
}

Test(bulkhead, prewarm_queries_are_none_of_its_business)
{
    struct fixture f;
    bulkhead_config(&f, 1);
    struct hooks *h = hooks_new(&f);
    for (uint32_t id = 0; id < 3; id++) {
        cr_assert(hooks_query(h, UINT32_MAX, id));
    }
    hooks_reply(h, UINT32_MAX, 0, FETCH_OK);
    cr_assert(hooks_query(h, 0, 3) && hooks_query(h, 1, 4));
    hooks_free(h);
}
