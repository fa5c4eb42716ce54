/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Free lists: a slot is never given to two, all of the room can be used, and what was freed last comes first. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/rng.h"
#include "base/slots.h"

enum { ROOM = 200 };

Test(slots, nobody_shares_a_slot)
{
    struct slots s;
    bool taken[ROOM] = {false};
    uint32_t held[ROOM], n = 0, most = 0;
    struct rng r = rng_seed(3, 0, 0);
    cr_assert(slots_init(&s, ROOM));
    for (int step = 0; step < 50000; step++) {
        if (rng_next(&r) % 100 < (step / 2000 % 2 == 0 ? 60U : 40U)) {
            uint32_t slot = slots_take(&s);
            cr_assert_eq(slot == SLOT_NONE, n == ROOM);
            if (slot != SLOT_NONE) {
                cr_assert(slot < ROOM && !taken[slot]);
                taken[slot] = true;
                held[n++] = slot;
                most = slot > most ? slot : most;
            }
        } else if (n > 0) {
            uint32_t at = (uint32_t)(rng_next(&r) % n), slot = held[at];
            held[at] = held[--n];
            taken[slot] = false;
            slots_give(&s, slot);
            if (rng_next(&r) % 4 == 0) { /* last freed, first reused */
                cr_assert_eq(slots_take(&s), slot);
                slots_give(&s, slot);
            }
        }
        cr_assert_eq(slots_in_use(&s), n);
        cr_assert_eq(slots_full(&s), n == ROOM);
    }
    cr_assert_eq(most, ROOM - 1); /* it was full at times */
    slots_clear(&s);
    cr_assert_eq(slots_in_use(&s), 0);
    for (uint32_t i = 0; i < ROOM; i++) {
        cr_assert_eq(slots_take(&s), i);
    }
    cr_assert_eq(slots_take(&s), SLOT_NONE);
    slots_release(&s);
}

Test(slots, no_room_at_all)
{
    struct slots s;
    cr_assert(slots_init(&s, 0));
    cr_assert(slots_full(&s));
    cr_assert_eq(slots_take(&s), SLOT_NONE);
    slots_release(&s);
}
