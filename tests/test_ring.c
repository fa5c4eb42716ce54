/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistent hashing as ketama does it: every key where a search of all points puts it, shares that vary by
 * 1 / sqrt(160) = 8%, and of N nodes 1 / N of the keys that move when a node comes.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "model/caches/ring.h"

enum { KEYS = 200000 };

/* The first point at or past a place, found by looking at all of them; past the last one, the first of all. */
static uint16_t node_by_search(const struct ring *r, uint32_t key)
{
    uint32_t place = (uint32_t)(rng_mix(key + r->salt) >> 32);
    uint64_t nearest = UINT64_MAX;
    uint16_t node = 0;
    for (uint32_t i = 0; i < r->points_n; i++) {
        uint64_t distance = (uint32_t)(r->at[i] - place);
        if (distance < nearest) {
            nearest = distance;
            node = r->node[i];
        }
    }
    return node;
}

Test(ring, agrees_with_a_search_of_all_points)
{
    const uint32_t nodes[] = {1, 2, 20, 100};
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
        struct ring r;
        cr_assert(ring_init(&r, nodes[i], 0));
        cr_assert_eq(r.points_n, nodes[i] * 160);
        for (uint32_t key = 0; key < 2000; key++) {
            cr_assert_eq(ring_node(&r, key), node_by_search(&r, key));
        }
        ring_release(&r);
    }
}

/* Keys past the last point belong to the first one: with one point's arc after the other, some do. */
Test(ring, comes_back_to_its_beginning)
{
    struct ring r;
    uint32_t past_n = 0;
    cr_assert(ring_init(&r, 3, 0));
    for (uint32_t key = 0; key < KEYS; key++) {
        uint32_t place = (uint32_t)(rng_mix(key + r.salt) >> 32);
        if (place > r.at[r.points_n - 1]) {
            cr_assert_eq(ring_node(&r, key), r.node[0]);
            past_n++;
        }
    }
    cr_assert_gt(past_n, 0);
    ring_release(&r);
}

/* Of 200 nodes the CV of the shares is 7.9% give or take 0.4% (1 / sqrt(2 x 200) of it); 5 such here. What the keys
 * add, 3% at 1,000 keys a node, is taken off. */
Test(ring, shares_vary_by_eight_percent)
{
    enum { NODES = 200 };
    struct ring r;
    double share[NODES] = {0}, squares = 0;
    cr_assert(ring_init(&r, NODES, 0));
    for (uint32_t key = 0; key < KEYS; key++) {
        share[ring_node(&r, key)] += (double)NODES / KEYS;
    }
    for (int i = 0; i < NODES; i++) {
        squares += (share[i] - 1) * (share[i] - 1);
    }
    double cv = sqrt(squares / NODES - (double)NODES / KEYS);
    cr_assert_float_eq(cv, 1 / sqrt(160), 0.02, "CV %g", cv);
    ring_release(&r);
}

Test(ring, a_further_node_takes_its_share_and_moves_nothing_else)
{
    const uint32_t nodes[] = {1, 4, 19};
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
        struct ring before, after;
        uint32_t moved = 0;
        cr_assert(ring_init(&before, nodes[i], 0) && ring_init(&after, nodes[i] + 1, 0));
        for (uint32_t key = 0; key < KEYS; key++) {
            if (ring_node(&before, key) != ring_node(&after, key)) {
                cr_assert_eq(ring_node(&after, key), nodes[i]); /* keys move to the new node only */
                moved++;
            }
        }
        double share = 1.0 / (nodes[i] + 1);
        cr_assert_float_eq((double)moved / KEYS, share, 0.3 * share, "%u of %d keys moved", moved, KEYS);
        ring_release(&before);
        ring_release(&after);
    }
}

/* Another placement draws anew which node a key lies on: with 5 nodes a fifth of the keys stay, and two keys that shared a
 * node part as often as not; so do the shares of the nodes (here: of the first). The same one changes nothing. */
Test(ring, a_placement_is_a_draw)
{
    struct ring a, b, again;
    uint32_t same = 0, pairs = 0, pairs_still = 0, first_a = 0, first_b = 0;
    cr_assert(ring_init(&a, 5, 1) && ring_init(&b, 5, 2) && ring_init(&again, 5, 1));
    for (uint32_t key = 0; key < KEYS; key++) {
        same += ring_node(&a, key) == ring_node(&b, key);
        bool together = ring_node(&a, key) == ring_node(&a, key + 1);
        pairs += together;
        pairs_still += together && ring_node(&b, key) == ring_node(&b, key + 1);
        first_a += ring_node(&a, key) == 0;
        first_b += ring_node(&b, key) == 0;
        cr_assert_eq(ring_node(&a, key), ring_node(&again, key));
    }
    cr_assert_float_eq((double)same / KEYS, 0.2, 0.02, "%u keys stayed", same);
    cr_assert_float_eq((double)pairs_still / pairs, 0.2, 0.02, "%u of %u pairs stayed together", pairs_still, pairs);
    cr_assert_gt(abs((int)first_a - (int)first_b), KEYS / 1000, "%u and %u", first_a, first_b);
    ring_release(&a);
    ring_release(&b);
    ring_release(&again);
}
