/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users by when they came: what counts as late, where those are counted who are served long after, and whom a run counts. */
#include "fixture.h"
#include "outcome/meter.h"

struct counted {
    struct fixture f;
    struct meter meter;
    struct results *r;
};

/* Windows of 1 s; 99% are to be served within 500 ms. */
static struct counted *counted_new(int64_t windows_n, int64_t warmup_n)
{
    struct counted *c = calloc(1, sizeof *c);
    cr_assert_not_null(c);
    fixture_init(&c->f);
    c->f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 0.5}};
    c->f.c.run.duration_ns = windows_n * NS_PER_S;
    c->f.c.run.warmup_ns = warmup_n * NS_PER_S;
    cr_assert(meter_init(&c->meter, &c->f.c, &c->r));
    for (int64_t i = 0; i < windows_n; i++) {
        c->r->windows[i].start_ns = i * NS_PER_S;
        c->r->windows[i].end_ns = (i + 1) * NS_PER_S;
    }
    return c;
}

static void counted_free(struct counted *c)
{
    meter_release(&c->meter);
    results_free(c->r);
    free(c);
}

static struct user_window *users_of(struct counted *c, size_t window)
{
    return &c->r->windows[window].source[0].users;
}

static void comes(struct counted *c, int64_t at_ns)
{
    users_of(c, (size_t)(at_ns / NS_PER_S))->came++;
}

static void go_on_to(struct counted *c, size_t window)
{
    while (c->meter.tally.window < window) {
        tally_next(&c->meter.tally, (int64_t)(c->meter.tally.window + 1) * NS_PER_S);
        c->r->windows_n = c->meter.tally.window;
    }
}

static void finish(struct counted *c)
{
    c->r->windows_n = (size_t)(c->f.c.run.duration_ns / NS_PER_S);
    c->r->end_ns = c->f.c.run.duration_ns;
    tally_finish(&c->meter.tally);
}

/* What is promised within 500 ms may take 500 ms, in the window in which the user came and after it. */
Test(tally, late_is_more_than_the_limit)
{
    for (size_t later = 0; later < 2; later++) {
        struct counted *c = counted_new(3, 0);
        for (int i = 0; i < 3; i++) {
            comes(c, 900 * NS_PER_MS);
        }
        go_on_to(c, later);
        for (int64_t i = -1; i <= 1; i++) {
            tally_served(&c->meter.tally, 0, 900 * NS_PER_MS, 500 * NS_PER_MS + i);
        }
        finish(c);
        cr_assert_eq(users_of(c, 0)->served, 3);
        cr_assert_eq(c->r->windows[0].source[0].late[0], 1);
        cr_assert_eq(users_of(c, 1)->came + users_of(c, 1)->served, 0);
        counted_free(c);
    }
}

/* Who came while the run warmed up is in his window and in no total. */
Test(tally, the_warm_up_is_no_part_of_the_run)
{
    struct counted *c = counted_new(4, 2);
    const int64_t took_ns[] = {NS_PER_MS, NS_PER_MS, 9 * NS_PER_S, 9 * NS_PER_S};
    for (size_t i = 0; i < 4; i++) {
        go_on_to(c, i);
        comes(c, (int64_t)i * NS_PER_S);
        tally_served(&c->meter.tally, 0, (int64_t)i * NS_PER_S, took_ns[i]);
    }
    finish(c);
    cr_assert_float_eq(users_of(c, 0)->p50, 1e-3, 1e-5);
    cr_assert_eq(c->r->users.came, 2);
    cr_assert_float_eq(c->r->users.p50, 9, 0.1);
    cr_assert_float_eq(c->r->source[0].users.p50, 9, 0.1);
    counted_free(c);
}

/* Of more than a thousand windows the oldest histogram is given up for the newest. A user of the oldest that is left still
 * counts in his window's percentiles; one of a window that has gone, as not served there, though he was, and in the run's. */
Test(tally, who_is_served_when_his_histogram_has_gone)
{
    struct counted *c = counted_new(1500, 0);
    size_t open_n = c->meter.tally.open_n;
    cr_assert(open_n < 1500);
    for (size_t i = 0; i < 3; i++) {
        comes(c, (int64_t)i * NS_PER_S);
    }
    go_on_to(c, open_n);
    cr_assert_eq(c->meter.tally.closed_n, 1);
    for (size_t i = 0; i < 3; i++) {
        tally_served(&c->meter.tally, 0, (int64_t)i * NS_PER_S, 700 * NS_PER_S);
    }
    go_on_to(c, 1499);
    finish(c);
    for (size_t i = 0; i < 3; i++) {
        cr_assert(users_of(c, i)->served == 1 && users_of(c, i)->waiting == 0, "window %zu", i);
    }
    cr_assert(isinf(users_of(c, 0)->p50));
    cr_assert_float_eq(users_of(c, 1)->p50, 700, 7);
    cr_assert_float_eq(users_of(c, 2)->p50, 700, 7);
    cr_assert_float_eq(c->r->users.p999, 700, 7);
    counted_free(c);
}

/* The longest wait is also that of a user who was never served: since the end of his window, at least. */
Test(tally, who_still_waits_has_waited_longest)
{
    struct counted *c = counted_new(10, 0);
    comes(c, NS_PER_S / 2);
    comes(c, NS_PER_S / 2);
    tally_served(&c->meter.tally, 0, NS_PER_S / 2, NS_PER_MS);
    go_on_to(c, 9);
    finish(c);
    cr_assert_eq(users_of(c, 0)->waiting, 1);
    cr_assert_eq(c->r->users_longest_s, 9.0);
    counted_free(c);
}
