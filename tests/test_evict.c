/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each eviction policy against a model that keeps timestamps and searches: random admissions, reads,
 * removals and clearings on nodes of unequal size, the victim compared every time.
 */
#include "chi_square.h"
#include "fixture.h"
#include "model/caches/evict.h"

enum { KEYS = 300, NODES = 3, CAPACITY = 50, STEPS = 60000 };

struct plain { /* what is known of a key: when it was used last, when it came, how often it was read */
    bool there;
    uint64_t used, entered, uses;
};

static uint16_t node_of(uint32_t key)
{
    return (uint16_t)(key % NODES);
}

static uint32_t room_of(uint16_t node)
{
    return CAPACITY / NODES + (node < CAPACITY % NODES ? 1 : 0);
}

static void evict_of(struct evict *e, enum eviction policy)
{
    struct fixture f;
    fixture_init(&f);
    f.c.keys.count = KEYS;
    f.c.cache.nodes = NODES;
    f.c.cache.capacity = CAPACITY;
    f.c.cache.eviction = policy;
    cr_assert(evict_init(e, &f.c));
}

/* Whether a goes before b. */
static bool goes_first(enum eviction policy, const struct plain *a, const struct plain *b)
{
    switch (policy) {
    case EVICTION_LFU:
        return a->uses != b->uses ? a->uses < b->uses : a->used < b->used;
    case EVICTION_FIFO:
        return a->entered < b->entered;
    default:
        return a->used < b->used;
    }
}

/* Whom the policy pushes out of a node, and how many are on it. */
static uint32_t victim_of(enum eviction policy, const struct plain *k, uint16_t node, uint32_t *held)
{
    uint32_t victim = EVICT_NOBODY;
    *held = 0;
    for (uint32_t key = node; key < KEYS; key += NODES) {
        if (k[key].there) {
            ++*held;
            victim = victim == EVICT_NOBODY || goes_first(policy, &k[key], &k[victim]) ? key : victim;
        }
    }
    return victim;
}

static void admit(struct evict *e, struct plain *k, uint32_t key, uint64_t now)
{
    uint32_t held, expected = victim_of(e->replacement.policy, k, node_of(key), &held);
    bool full = held == room_of(node_of(key)), was_there = k[key].there;
    uint32_t victim = evict_admit(e, node_of(key), key, (int64_t)now);
    if (was_there || !full) {
        cr_assert_eq(victim, EVICT_NOBODY);
    } else if (e->replacement.policy == EVICTION_RANDOM) {
        cr_assert(victim < KEYS && k[victim].there && node_of(victim) == node_of(key));
        k[victim].there = false;
    } else {
        cr_assert_eq(victim, expected, "policy %d step %lu: %u, not %u", (int)e->replacement.policy, (unsigned long)now,
                     victim, expected);
        k[victim].there = false;
    }
    if (was_there) { /* a write is a use under lru alone */
        k[key].used = e->replacement.policy == EVICTION_LRU ? now : k[key].used;
    } else {
        k[key] = (struct plain){.there = true, .used = now, .entered = now, .uses = 1};
    }
}

static void compare(const struct evict *e, const struct plain *k)
{
    for (uint32_t key = 0; key < KEYS; key++) {
        cr_assert_eq(evict_holds(e, key), k[key].there, "policy %d key %u", (int)e->replacement.policy, key);
    }
}

Test(evict, random_operations_agree_with_a_search)
{
    for (int policy = EVICTION_LRU; policy <= EVICTION_RANDOM; policy++) {
        struct evict e;
        struct plain k[KEYS] = {{false, 0, 0, 0}};
        struct rng r = rng_seed(5, (uint64_t)policy, 0);
        evict_of(&e, (enum eviction)policy);
        for (uint64_t now = 1; now <= STEPS; now++) {
            uint32_t key = (uint32_t)(rng_uniform(&r) * rng_uniform(&r) * KEYS); /* some are read more than others */
            if (rng_next(&r) % (now % 5000 < 500 ? 3 : 50) == 0) {               /* now and then, many go */
                evict_remove(&e, key);
                k[key].there = false;
            } else if (!k[key].there || rng_next(&r) % 16 == 0) {
                admit(&e, k, key, now);
            } else {
                evict_touch(&e, key);
                k[key].used = now;
                k[key].uses++;
            }
            if (now % 20000 == 0) {
                evict_clear(&e);
                memset(k, 0, sizeof k);
            }
            if (now % 1000 == 0) {
                compare(&e, k);
            }
        }
        evict_release(&e);
    }
}

/* A random victim is anyone of its node, equally often. 99.99% confidence. */
Test(evict, random_is_uniform)
{
    struct evict e;
    double expected[KEYS];
    uint64_t age_at_end[20] = {0}, n = 0;
    uint64_t entered[KEYS] = {0};
    evict_of(&e, EVICTION_RANDOM);
    uint32_t room = room_of(0);
    for (uint32_t i = 0; i < 100000;
         i++) { /* keys of node 0, one after the other: the age of the victim is geometric */
        uint32_t key = i * NODES % KEYS;
        if (evict_holds(&e, key)) {
            continue;
        }
        uint32_t victim = evict_admit(&e, 0, key, i);
        n += 1;
        if (victim != EVICT_NOBODY) {
            uint64_t age = n - 1 - entered[victim]; /* of the admissions since it came, which one pushed it out */
            age_at_end[age < 19 ? age : 19] += n > 1000;
        }
        entered[key] = n;
    }
    uint64_t total = 0;
    for (size_t i = 0; i < 20; i++) {
        total += age_at_end[i];
    }
    for (size_t i = 0; i < 20; i++) {
        double survives = pow(1 - 1.0 / room, (double)i);
        expected[i] = (double)total * (i < 19 ? survives / room : survives);
    }
    cr_assert_gt(total, 30000);
    cr_assert_gt(chi_square_p(expected, age_at_end, 20), CHI_SQUARE_LEAST);
    evict_release(&e);
}

/* The same key entering at the same instant pushes the same one out: the draw is addressed. */
Test(evict, random_is_reproducible)
{
    struct evict a, b;
    evict_of(&a, EVICTION_RANDOM);
    evict_of(&b, EVICTION_RANDOM);
    for (uint32_t key = 0; key < KEYS; key++) {
        cr_assert_eq(evict_admit(&a, node_of(key), key, 7 * key), evict_admit(&b, node_of(key), key, 7 * key));
    }
    evict_release(&a);
    evict_release(&b);
}
