/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict's test for steady systems, and from when on an outage that goes on is held against a system. (All else: judge.) */
#include "outcome/verdict.h"
#include "windows_fixture.h"

/* "Most of the time" is both: most of the blocks, and blocks that last for most of the time. Twelve seconds in which many come
 * and are hurt, then four blocks in which few come, and all is well: for 4 seconds, or for 20. */
Test(verdict, most_of_the_blocks_is_not_most_of_the_time)
{
    for (int few = 0; few < 2; few++) {
        size_t calm_n = few == 1 ? 20 : 4;
        struct made *m = well_for((int64_t)(12 + calm_n));
        m->f.c.slo = (struct config_slo){.success = 0.99};
        for (size_t i = 0; i < 12; i++) {
            set_users(m->r, i, 1000, 50);
        }
        for (size_t i = 12; i < 12 + calm_n; i++) {
            set_users(m->r, i, few == 1 ? 200 : 1000, 0); /* 10 may be hurt in a block */
        }
        judged(m);
        struct verdict_blocks b = verdict_test(m->r, 0, 12 + calm_n, SLO_ALL, 0);
        cr_assert(b.n == 16 && b.violated_n == 12, "%zu of %zu", b.violated_n, b.n);
        cr_assert_eq(b.most, few == 0);
        done(m);
    }
}

/* An outage begins with one event and meets another, which is over just before the end: that must have time, too. */
Test(verdict, a_second_event_has_its_time)
{
    for (int second = 0; second < 2; second++) {
        struct made *m = well_for(40);
        fixture_event(&m->f, &db_slow_event, 2, 0);
        m->f.event[0].for_ns = NS_PER_S;
        m->f.event[0].factor = 3;
        if (second == 1) {
            m->f.event[1] = m->f.event[0];
            m->f.event[1].at_ns = 34 * NS_PER_S;
            m->f.c.events_n = 2;
        }
        lose_users(m, 2, 40);
        judged(m);
        cr_assert_eq(m->r->verdict, second == 1 ? VERDICT_NONE : VERDICT_COLLAPSED);
        cr_assert_eq(m->r->undecided, second == 1 ? UNDECIDED_TRIGGER : UNDECIDED_NOT);
        done(m);
    }
}
