/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_idheap.c: the heap against a plain search, over random additions and removals. */
#include <criterion/criterion.h>

#include "base/idheap.h"
#include "base/rng.h"

enum { IDS = 300, ROOM = 200 };

struct plain { /* the same, by looking through all */
    int64_t key[IDS];
    uint64_t entered[IDS]; /* 0: not there */
    uint64_t n, sequence;
};

static uint32_t plain_first(const struct plain *p)
{
    uint32_t best = IDS;
    for (uint32_t i = 0; i < IDS; i++) {
        if (p->entered[i] != 0 && (best == IDS || p->key[i] < p->key[best] ||
                                   (p->key[i] == p->key[best] && p->entered[i] < p->entered[best]))) {
            best = i;
        }
    }
    return best;
}

/* Random members come and go; few different keys, so that many are equal. */
Test(idheap, behaves_like_a_plain_list)
{
    struct idheap h;
    cr_assert(idheap_init(&h, IDS, ROOM));
    struct plain p = {.n = 0};
    struct rng r = rng_seed(1, 0, 0);
    uint64_t from_the_middle = 0;
    for (int step = 0; step < 20000; step++) {
        uint32_t id = (uint32_t)(rng_next(&r) % IDS);
        if (p.entered[id] == 0 && p.n < ROOM) {
            p.key[id] = (int64_t)(rng_next(&r) % 50);
            p.entered[id] = ++p.sequence;
            p.n++;
            idheap_add(&h, id, p.key[id]);
        } else if (p.n > 0) {
            id = p.entered[id] != 0 && rng_next(&r) % 2 == 0 ? id : plain_first(&p);
            from_the_middle += id != plain_first(&p);
            p.entered[id] = 0;
            p.n--;
            idheap_remove(&h, id);
        }
        cr_assert_eq(h.n, p.n);
        if (p.n > 0) {
            uint32_t first = plain_first(&p);
            cr_assert_eq(idheap_first(&h).id, first);
            cr_assert_eq(idheap_first(&h).key, p.key[first]);
        }
    }
    cr_assert_gt(from_the_middle, 1000);
    idheap_release(&h);
}
