/* SPDX-License-Identifier: GPL-3.0-or-later */
/* windows_fixture.h: results whose windows are made by hand, 10 of 1 s (or as many as asked for), all well unless a test
 * says otherwise, for tests of what is made of windows.
 */
#ifndef HERDSIM_TESTS_WINDOWS_FIXTURE_H
#define HERDSIM_TESTS_WINDOWS_FIXTURE_H

#include "events/registry.h"
#include "fixture.h"
#include "outcome/judge.h"
#include "outcome/meter.h"

struct made {
    struct fixture f;
    struct meter meter;
    struct results *r;
};

/* So many users come in a window and so many of them are lost; the others are served in time. */
static inline void set_users(struct results *r, size_t window, uint64_t came, uint64_t lost)
{
    struct window *w = &r->windows[window];
    w->users = w->source[0].users = (struct user_window){.came = came,
                                                         .served = came - lost,
                                                         .lost = lost,
                                                         .p99 = came == 0           ? NAN
                                                                : 100 * lost > came ? INFINITY
                                                                                    : 0.1};
}

static inline struct made *well_for_with(int64_t windows_n, size_t sources_n)
{
    struct made *m = calloc(1, sizeof *m);
    cr_assert_not_null(m);
    fixture_init(&m->f);
    m->f.c.sources_n = sources_n;
    m->f.c.cache.start = CACHE_START_WARM;
    m->f.c.cache.ttl_ns = 90 * NS_PER_S; /* 9 reads of a key while its entry lives: a hit ratio of 0.9 */
    m->f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 0.5}, .success = 0.99};
    m->f.c.database.service = dist_constant(10 * NS_PER_MS);
    m->f.c.run.duration_ns = windows_n * NS_PER_S;
    cr_assert(meter_init(&m->meter, &m->f.c, &m->r));
    m->r->windows_n = (size_t)windows_n;
    m->r->end_ns = windows_n * NS_PER_S;
    m->r->prewarm.cutover_s = m->r->first_failed_s = NAN;
    for (int64_t i = 0; i < windows_n; i++) {
        struct window *w = &m->r->windows[i];
        w->start_ns = i * NS_PER_S;
        w->end_ns = (i + 1) * NS_PER_S;
        set_users(m->r, (size_t)i, 1000, 0);
        w->counter[COUNTER_READS_ISSUED] = 10000;
        w->counter[COUNTER_READS_HITS] = 9000;
        w->gauge[GAUGE_HIT_RATIO] = 0.9;
    }
    return m;
}

static inline struct made *well_for(int64_t windows_n)
{
    return well_for_with(windows_n, 1);
}

static inline struct made *well(void)
{
    return well_for(10);
}

static inline void done(struct made *m)
{
    meter_release(&m->meter);
    results_free(m->r);
    free(m);
}

static inline const struct recovery *judged(struct made *m)
{
    judge_results(m->r);
    return &m->r->recovery;
}

static inline void lose_users(struct made *m, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        set_users(m->r, i, 1000, 500);
    }
}

static inline void well_again(struct made *m, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        set_users(m->r, i, 1000, 0);
    }
}

#endif
