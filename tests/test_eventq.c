/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event queue against a sorted list: random instants with many ties, places reserved early and used
 * late, pops in between; the order must be the total one, and every event must come out once.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/eventq.h"
#include "base/rng.h"

enum { ROOM = 600, STEPS = 60000 };

struct known { /* what the queue should hold */
    int64_t time_ns;
    uint64_t sequence;
    uint32_t id;
};

static size_t first_of(const struct known *k, size_t n)
{
    size_t first = 0;
    for (size_t i = 1; i < n; i++) {
        if (k[i].time_ns < k[first].time_ns ||
            (k[i].time_ns == k[first].time_ns && k[i].sequence < k[first].sequence)) {
            first = i;
        }
    }
    return first;
}

static void check_pop(struct eventq *q, struct known *k, size_t *n)
{
    size_t first = first_of(k, *n);
    cr_assert_eq(eventq_first_ns(q), k[first].time_ns);
    struct event e = eventq_pop(q);
    cr_assert_eq(e.argument, k[first].id);
    cr_assert_eq(e.kind, k[first].id % 7);
    k[first] = k[--*n];
}

Test(eventq, random_operations_come_out_in_total_order)
{
    struct eventq q;
    struct known known[ROOM];
    uint64_t reserved[64];
    size_t n = 0, reserved_n = 0;
    uint32_t id = 0;
    struct rng r = rng_seed(1, 0, 0);
    cr_assert(eventq_init(&q, ROOM));
    for (int step = 0; step < STEPS; step++) {
        uint64_t what = rng_next(&r) % 8, lean = (uint64_t)(step / 4000) % 2; /* fill up, run empty, and again */
        if (what < 3 + lean * 2 && n < ROOM) {
            int64_t at_ns = (int64_t)(rng_next(&r) % 50) << (rng_next(&r) % 2 * 40);
            bool early = reserved_n > 0 && rng_next(&r) % 2 == 0;
            uint64_t place = early ? reserved[--reserved_n] : eventq_reserve(&q);
            known[n++] = (struct known){at_ns, place, id};
            eventq_push_at(&q, at_ns, place, (struct event){.kind = id % 7, .argument = id});
            id++;
        } else if (what == 7 && reserved_n < 64) {
            reserved[reserved_n++] = eventq_reserve(&q);
        } else if (n > 0) {
            check_pop(&q, known, &n);
        }
    }
    while (n > 0) {
        check_pop(&q, known, &n);
    }
    cr_assert_eq(eventq_first_ns(&q), TIME_NEVER);
    cr_assert_gt(id, STEPS / 3);
    eventq_release(&q);
}

Test(eventq, events_of_one_instant_come_in_the_order_of_their_places)
{
    struct eventq q;
    cr_assert(eventq_init(&q, 100));
    uint64_t early = eventq_reserve(&q);
    for (uint32_t i = 1; i < 100; i++) {
        eventq_push(&q, 5, (struct event){.argument = i});
    }
    eventq_push_at(&q, 5, early, (struct event){.argument = 0}); /* decided first, entered last */
    for (uint32_t i = 0; i < 100; i++) {
        cr_assert_eq(eventq_pop(&q).argument, i);
    }
    eventq_release(&q);
}

/* As many events as the queue has room for, filled and emptied twice. */
Test(eventq, all_of_the_room_can_be_used_again)
{
    struct eventq q;
    cr_assert(eventq_init(&q, 5));
    for (int64_t round = 0; round < 2; round++) {
        for (int64_t i = 0; i < 5; i++) {
            eventq_push(&q, 10 * round + 4 - i, (struct event){.argument = (uint32_t)i});
        }
        for (uint32_t i = 0; i < 5; i++) {
            cr_assert_eq(eventq_first_ns(&q), 10 * round + i);
            cr_assert_eq(eventq_pop(&q).argument, 4 - i);
        }
    }
    eventq_release(&q);
}
