/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invalidation: which entries are deleted, and that they are all that is. */
#include "events/registry.h"
#include "probe.h"

enum { KEYS = 5000 };

static void invalidate(struct fixture *f, double at_s, double share, uint64_t top)
{
    fixture_event(f, &invalidate_event, at_s, 0);
    f->event[f->c.events_n - 1].share = share;
    f->event[f->c.events_n - 1].top = top;
}

/* A warm cache that never expires; every key is read 20 times a second, so that what is missing is missed soon. */
static void warm_config(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = KEYS;
    f->source[0].sessions_per_s = 20 * KEYS;
    f->c.cache.start = CACHE_START_WARM;
    f->c.database.service = dist_constant(0);
    f->c.run.duration_ns = 4 * NS_PER_S;
}

struct found { /* per key: fills from 1 s to 2 s, and from 2 s on */
    uint32_t fills[2][KEYS];
};

static uint64_t fills_in(const struct found *found, int half)
{
    uint64_t n = 0;
    for (size_t key = 0; key < KEYS; key++) {
        cr_assert_leq(found->fills[half][key], 1); /* each is fetched once */
        n += found->fills[half][key];
    }
    return n;
}

static void find(struct fixture *f, struct found *out)
{
    struct probe probe;
    probe_watch(f, &probe);
    struct results *r = fixture_run(&f->c, false, false);
    *out = (struct found){0};
    for (size_t i = 0; i < probe.n; i++) {
        cr_assert_geq(probe.event[i].at_ns, NS_PER_S);
        out->fills[probe.event[i].at_ns >= 2 * NS_PER_S][probe.event[i].key] += probe.event[i].what == PROBE_FILL;
    }
    results_free(r);
    probe_free(&probe);
}

/* A number of trials in [0, n] is binomial. 99.99% confidence. */
static void is_binomial(uint64_t hits, double n, double p)
{
    cr_assert_float_eq((double)hits, n * p, 3.9 * sqrt(n * p * (1 - p)), "%lu of %g, not a share of %g",
                       (unsigned long)hits, n, p);
}

/* A share of the keys at random: popular ones and others alike, other ones at every event, and those of a smaller share
 * are among those of a larger one. */
Test(invalidate, share)
{
    static struct found some, more;
    struct fixture f;
    warm_config(&f);
    invalidate(&f, 1, 0.1, COUNT_UNLIMITED);
    invalidate(&f, 2, 0.1, COUNT_UNLIMITED);
    find(&f, &some);
    uint64_t both_n = 0, popular_n = 0;
    for (size_t key = 0; key < KEYS; key++) {
        both_n += some.fills[0][key] && some.fills[1][key];
        popular_n += key < KEYS / 2 ? some.fills[0][key] : 0;
    }
    is_binomial(fills_in(&some, 0), KEYS, 0.1);
    is_binomial(fills_in(&some, 1), KEYS, 0.1);
    is_binomial(both_n, KEYS, 0.01);
    is_binomial(popular_n, KEYS / 2.0, 0.1);

    warm_config(&f);
    f.c.cache.nodes = 3; /* no matter */
    invalidate(&f, 1, 0.3, COUNT_UNLIMITED);
    invalidate(&f, 2, 1, COUNT_UNLIMITED);
    find(&f, &more);
    is_binomial(fills_in(&more, 0), KEYS, 0.3);
    cr_assert_eq(fills_in(&more, 1), KEYS);
    for (size_t key = 0; key < KEYS; key++) {
        cr_assert_leq(some.fills[0][key], more.fills[0][key]);
    }
}

/* Another seed, other keys. */
Test(invalidate, seed)
{
    static struct found a, b;
    struct fixture f;
    for (int seed = 1; seed <= 2; seed++) {
        warm_config(&f);
        f.c.run.seed = (uint64_t)seed;
        invalidate(&f, 1, 0.5, COUNT_UNLIMITED);
        find(&f, seed == 1 ? &a : &b);
    }
    uint64_t both_n = 0;
    for (size_t key = 0; key < KEYS; key++) {
        both_n += a.fills[0][key] && b.fills[0][key];
    }
    is_binomial(both_n, KEYS, 0.25);
}

/* The most popular ones, exactly; all of them if there are not so many. */
Test(invalidate, top)
{
    static struct found found;
    struct fixture f;
    warm_config(&f);
    invalidate(&f, 1, (double)NAN, 123);
    invalidate(&f, 2, (double)NAN, 2 * KEYS);
    find(&f, &found);
    cr_assert_eq(fills_in(&found, 1), KEYS);
    for (size_t key = 0; key < KEYS; key++) {
        cr_assert_eq(found.fills[0][key], key < 123);
    }
}

/* A value that is being fetched is not there to be deleted: the fetch goes on, in the same episode. */
Test(invalidate, leaves_fetches_alone)
{
    struct fixture f;
    fixture_init(&f);
    f.c.keys.count = 1;
    f.c.database.service = dist_constant(100 * NS_PER_MS);
    f.source[0].arrivals = ARRIVALS_EVEN;
    invalidate(&f, 0.05, 1, COUNT_UNLIMITED);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_EPISODES], 1);
    cr_assert_eq(r->total[COUNTER_DB_FIRST], 1);
    cr_assert_eq(r->total[COUNTER_DB_DUPLICATE], 9);
    results_free(r);
}

/* Local caches are not told: they go on serving what the tier has deleted. */
Test(invalidate, local_caches_are_not_told)
{
    struct fixture f;
    warm_config(&f);
    f.c.servers.local.present = true;
    f.c.servers.local.start = CACHE_START_WARM;
    invalidate(&f, 1, 1, COUNT_UNLIMITED);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_READS_LOCAL_HITS], r->total[COUNTER_READS_ISSUED]);
    results_free(r);
}

/* Deleted entries leave their places: a cache that was full has room again, and who comes pushes nobody out. */
Test(invalidate, replacement_are_free)
{
    for (int policy = EVICTION_LRU; policy <= EVICTION_RANDOM; policy++) {
        struct fixture f;
        warm_config(&f);
        f.c.cache.capacity = KEYS / 2;
        f.c.cache.eviction = (enum eviction)policy;
        f.source[0].sessions_per_s = 1000;
        f.c.run.duration_ns = 2 * NS_PER_S;
        f.c.cache.start = CACHE_START_PREWARMED;
        f.c.cache.prewarmed = KEYS / 2;
        invalidate(&f, 1, (double)NAN, KEYS / 2); /* that is all there is */
        f.source[0].key_rank = KEYS;              /* which is not there */
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_CACHE_FILLS], 1); /* before the event */
        cr_assert_eq(r->total[COUNTER_CACHE_EVICTIONS], 1);
        f.event[0].at_ns = 0; /* before the first read */
        struct results *early = fixture_run(&f.c, false, false);
        cr_assert_eq(early->total[COUNTER_CACHE_FILLS], 1);
        cr_assert_eq(early->total[COUNTER_CACHE_EVICTIONS], 0);
        results_free(r);
        results_free(early);
    }
}

/* What is deleted, or was on a node that died, is gone for good: an entry that merely expires can still be served stale. */
Test(invalidate, nothing_stale_is_left)
{
    const struct event_type *const kinds[] = {&expire_all_event, &invalidate_event, &node_loss_event};
    for (size_t i = 0; i < 3; i++) {
        struct fixture f;
        warm_config(&f);
        f.c.cache.ttl_ns = 100 * NS_PER_S;
        f.c.database.service = dist_constant(NS_PER_MS);
        void *p = fixture_protect(&f, &stale_protection);
        fixture_set_param(p, &stale_protection, "while_revalidate", 100e9);
        fixture_set_param(p, &stale_protection, "if_error", 100e9);
        invalidate(&f, 1, 1, COUNT_UNLIMITED);
        f.event[0].type = kinds[i];
        f.event[0].node_mode = NODE_LOSS_FAIL;
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->windows[1].counter[COUNTER_READS_STALE] > 0, kinds[i] == &expire_all_event, "%s: %lu",
                     kinds[i]->scenario.value, (unsigned long)r->windows[1].counter[COUNTER_READS_STALE]);
        cr_assert_gt(r->windows[1].counter[COUNTER_READS_MISSES], 4000);
        results_free(r);
    }
}

/* It is noted when it takes effect. */
Test(invalidate, is_an_entry)
{
    struct fixture f;
    warm_config(&f);
    invalidate(&f, 1, 0.5, COUNT_UNLIMITED);
    invalidate(&f, 2, 0.5, COUNT_UNLIMITED);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->incidents_n, 2);
    for (uint32_t i = 0; i < 2; i++) {
        cr_assert(r->incident[i].kind == INCIDENT_TRIGGER && r->incident[i].argument == i);
        cr_assert_eq(r->incident[i].at_ns, (i + 1) * NS_PER_S);
    }
    results_free(r);
}
