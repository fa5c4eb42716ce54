/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window must meet, whose users it counts, and how windows become outages: read off windows made by hand. */
#include "outcome/slo.h"
#include "outcome/windows.h"
#include "windows_fixture.h"

/* Of 1,000 users 99% within 500 ms and 99% served at all: 10 may be hurt, and no more. */
Test(slo, what_a_window_must_meet)
{
    struct made *m = well();
    struct window *w = &m->r->windows[0];
    uint64_t *late = w->source[0].late;
    late[0] = 10;
    judged(m);
    cr_assert_eq(w->slo, SLO_MET);
    late[0] = 11; /* served, but too late */
    judged(m);
    cr_assert_eq(w->slo, SLO_VIOLATED);
    late[0] = 5;
    set_users(m->r, 0, 1000, 5); /* both count */
    judged(m);
    cr_assert(w->slo == SLO_MET && m->r->users_hurt == 10);
    set_users(m->r, 0, 1000, 6);
    judged(m);
    cr_assert(w->slo == SLO_VIOLATED && m->r->outages_n == 1 && m->r->outage[0].hurt == 11);
    set_users(m->r, 0, 0, 0);
    late[0] = 0;
    judged(m);
    cr_assert_eq(w->slo, SLO_NOBODY);
    cr_assert_eq(m->r->verdict, VERDICT_CALM);
    done(m);
}

/* While nobody comes and somebody still waits, it is broken; when the last of them has gone it is not. */
Test(slo, who_waits_is_hurt_in_windows_in_which_nobody_comes)
{
    struct made *m = well();
    lose_users(m, 2, 3);
    for (size_t i = 3; i < 10; i++) {
        set_users(m->r, i, 0, 0);
    }
    m->r->windows[2].counter[COUNTER_SESSIONS_STARTED] = 50;
    m->r->windows[6].counter[COUNTER_SESSIONS_OK] = 50;
    judged(m);
    cr_assert(m->r->windows[5].slo == SLO_VIOLATED && m->r->windows[6].slo == SLO_NOBODY);
    cr_assert(m->r->slo.violated_s == 4.0 && m->r->outage[0].end_s == 6.0 && m->r->outage[0].over);
    cr_assert(m->r->slo.nobody_n == 4 && isinf(m->r->outage[0].p99_s));
    done(m);
}

/* Nobody new comes, and nobody is in a session; while users wait to try again it is not over. */
Test(slo, an_outage_lasts_while_its_users_are_between_two_attempts)
{
    struct made *m = well();
    lose_users(m, 2, 3);
    for (size_t i = 3; i < 7; i++) {
        set_users(m->r, i, 0, 0);
    }
    judged(m);
    cr_assert(m->r->outages_n == 1 && m->r->outage[0].end_s == 3.0);
    m->r->windows[2].counter[COUNTER_SESSIONS_STARTED] = 50;
    m->r->windows[4].counter[COUNTER_SESSIONS_STARTED] = m->r->windows[4].counter[COUNTER_SESSIONS_RETRIED] = 50;
    m->r->windows[5].counter[COUNTER_SESSIONS_OK] = 40;
    m->r->windows[5].counter[COUNTER_SESSIONS_ABANDONED] = 10;
    judged(m);
    cr_assert(m->r->outages_n == 1 && m->r->outage[0].end_s == 5.0);
    done(m);
}

/* Who still waits when the run ends is hurt by a limit that he has waited past, and says nothing of a longer one. */
Test(slo, who_came_too_shortly_before_the_end_is_not_judged)
{
    struct made *m = well();
    m->f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 2.5}, .success = 0.9, .patience_s = 4};
    for (size_t i = 4; i < 10; i++) {
        struct user_window *u = &m->r->windows[i].source[0].users;
        u->served -= 50; /* 5% wait: too many for the p99, not for the success */
        m->r->windows[i].users.waiting = u->waiting = 50;
    }
    judged(m);
    static const enum slo_state expected[] = {SLO_VIOLATED, SLO_VIOLATED, SLO_VIOLATED, SLO_OPEN, SLO_OPEN, SLO_OPEN};
    for (size_t i = 0; i < 6; i++) {
        cr_assert_eq(m->r->windows[4 + i].slo, expected[i], "window %zu", 4 + i);
    }
    cr_assert(m->r->slo.open_n == 3 && m->r->slo.violated_s == 3.0 && !m->r->outage[0].over);
    done(m);
}

/* Each source by its own promise and all together by the scenario's: the run is well when all are. */
Test(slo, a_source_has_its_own_slo)
{
    struct made *m = well();
    m->f.source[0].slo = (struct config_slo){.within_s = {[SLO_P50] = 0.01}};
    meter_release(&m->meter);
    results_free(m->r);
    cr_assert(meter_init(&m->meter, &m->f.c, &m->r));
    m->r->windows_n = 3;
    m->r->end_ns = 3 * NS_PER_S;
    for (int64_t i = 0; i < 3; i++) {
        m->r->windows[i].start_ns = i * NS_PER_S;
        m->r->windows[i].end_ns = (i + 1) * NS_PER_S;
        set_users(m->r, (size_t)i, 1000, 0);
    }
    m->r->windows[1].source[0].late[2] = 501; /* behind the two limits of the scenario */
    judged(m);
    cr_assert(m->r->windows[1].source[0].slo == SLO_VIOLATED && m->r->windows[1].slo == SLO_VIOLATED);
    cr_assert(m->r->windows[2].source[0].slo == SLO_MET && m->r->windows[2].slo == SLO_MET);
    cr_assert_float_eq(m->r->slo.budget, 501.0 / 1500, 1e-12);
    cr_assert(slo_hurting_ns(&m->f.c, 0) == 10 * NS_PER_MS &&
              m->r->users_hurt == 501); /* the shorter of both promises */
    done(m);
}

/* A success rate is within the patience, the scenario's or the usual one, but never within less than a latency promised. */
Test(slo, success_is_within_the_patience)
{
    const struct {
        double within_s, patience_s, success_s;
    } cases[] = {{0.5, 0, CONFIG_PATIENCE_S}, {0.5, 4, 4}, {5, 4, 5}, {20, 0, 20}, {0, 4, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slo_limit limits[SLO_LIMITS_MAX];
        struct config_slo slo = {
            .within_s = {[SLO_P99] = cases[i].within_s}, .success = 0.9, .patience_s = cases[i].patience_s};
        size_t n = slo_limits(&slo, limits);
        cr_assert_eq(n, cases[i].within_s > 0 ? 2 : 1, "case %zu", i);
        cr_assert_eq(limits[n - 1].within_ns, (int64_t)(cases[i].success_s * 1e9), "case %zu", i);
        cr_assert_eq(limits[n - 1].share, 0.9);
    }
}

/* Of a window that is open nobody knows yet how bad it is: it is not the worst. */
Test(slo, an_open_window_is_not_the_worst)
{
    struct made *m = well();
    m->f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 2.5}};
    m->r->windows[3].users.p99 = 0.3;
    struct user_window *u = &m->r->windows[9].source[0].users;
    u->served -= 50;
    m->r->windows[9].users.waiting = u->waiting = 50;
    m->r->windows[9].users.p99 = INFINITY;
    judged(m);
    cr_assert_eq(m->r->windows[9].slo, SLO_OPEN);
    cr_assert(m->r->slo.worst_window == 3 && m->r->slo.worst_p99_s == 0.3);
    done(m);
}

/* Four good windows are a flicker within one outage; five part two of them. */
Test(slo, five_good_windows_end_an_outage)
{
    for (size_t good_n = 4; good_n <= 5; good_n++) {
        struct made *m = well_for(20);
        lose_users(m, 3, 4);
        lose_users(m, 4 + good_n, 5 + good_n);
        judged(m);
        cr_assert_eq(m->r->outages_n, good_n == 4 ? 1 : 2);
        cr_assert_eq(m->r->outage[0].end_s, good_n == 4 ? 9.0 : 4.0);
        done(m);
    }
}

/* Steady, without a cause, and violated in half of the windows: near its SLO if up to twice as many are hurt as may be. */
Test(slo, near_is_up_to_twice_as_many_as_may_be)
{
    const uint64_t lost[] = {25, 40, 41};
    for (size_t i = 0; i < 3; i++) {
        struct made *m = well_for(20);
        for (size_t w = 0; w < 20; w += 2) {
            set_users(m->r, w, 1000, lost[i]);
        }
        judged(m);
        cr_assert_eq(m->r->undecided == UNDECIDED_NEAR, i < 2, "%lu lost", (unsigned long)lost[i]);
        done(m);
    }
}
