/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows and totals, driven by hand: levels integrated over time, a last short window, peaks that start anew, what
 * a window without anything says.
 */
#include "fixture.h"
#include "outcome/meter.h"

static struct meter *begin(const struct config *c, struct results **r)
{
    struct meter *m = calloc(1, sizeof *m);
    cr_assert(m != NULL && meter_init(m, c, r));
    return m;
}

static void finish(struct meter *m, struct results *r)
{
    meter_release(m);
    free(m);
    results_free(r);
}

static void meter_config(struct fixture *f)
{
    fixture_init(f);
    f->c.run.duration_ns = 2500 * NS_PER_MS;
    f->c.sources_n = 2;
    f->source[1] = f->source[0];
    f->source[1].name = "others";
    f->c.database.connections = 4;
    f->c.servers.count = 10;
}

static const struct meter_sample NOTHING = {.sessions_in_flight = 0};

/* 2.5 s in windows of 1 s: three, of which the last is half as long. */
Test(meter, windows_and_the_last_short_one)
{
    struct fixture f;
    struct results *r = NULL;
    meter_config(&f);
    struct meter *m = begin(&f.c, &r);
    for (int64_t w = 1; w <= 3; w++) {
        m->counter[COUNTER_DB_QUERIES] = w == 3 ? 60 : 100;
        int64_t end_ns = w < 3 ? w * NS_PER_S : 2500 * NS_PER_MS;
        cr_assert_eq(m->window_end_ns, end_ns);
        meter_close_window(m, end_ns, &(struct meter_sample){.sessions_in_flight = (uint64_t)w, .db_oldest_s = 0.5});
    }
    meter_finish(m, 2500 * NS_PER_MS);
    cr_assert_eq(r->windows_n, 3);
    cr_assert(r->windows[2].start_ns == 2 * NS_PER_S && r->windows[2].end_ns == 2500 * NS_PER_MS);
    cr_assert_eq(r->windows[1].gauge[GAUGE_SESSIONS_IN_FLIGHT], 2.0);
    cr_assert_eq(r->windows[1].gauge[GAUGE_DB_QUEUE_OLDEST], 0.5);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 260);
    cr_assert_eq(r->db_peak_per_s, 100.0); /* what little time the last window has makes no peak */
    cr_assert_eq(r->end_ns, 2500 * NS_PER_MS);
    finish(m, r);
}

/* A run shorter than its window has that one. */
Test(meter, a_single_short_window_has_the_peak)
{
    struct fixture f;
    struct results *r = NULL;
    meter_config(&f);
    struct meter *m = begin(&f.c, &r);
    m->counter[COUNTER_DB_QUERIES] = 60;
    meter_close_window(m, 500 * NS_PER_MS, &NOTHING);
    meter_finish(m, 500 * NS_PER_MS);
    cr_assert_eq(r->db_peak_per_s, 120.0);
    finish(m, r);
}

Test(meter, levels_are_means_over_time)
{
    struct fixture f;
    struct results *r = NULL;
    meter_config(&f);
    struct meter *m = begin(&f.c, &r);
    meter_level_set(m, LEVEL_DB_BUSY, 500 * NS_PER_MS, 4);
    meter_level_set(m, LEVEL_DB_QUEUE, 800 * NS_PER_MS, 10);
    meter_level_set(m, LEVEL_DB_QUEUE, 900 * NS_PER_MS, 2);
    meter_level_set(m, LEVEL_POOLS_FULL, 0, 5);
    meter_level_set(m, LEVEL_POOL_IN_USE, 0, 7);
    meter_level_set(m, LEVEL_WORKERS_BUSY, 250 * NS_PER_MS, 8);
    meter_close_window(m, NS_PER_S, &NOTHING);
    meter_level_set(m, LEVEL_DB_BUSY, 2000 * NS_PER_MS, 0); /* at the very end of the second window */
    meter_level_set(m, LEVEL_POOLS_FULL, 1500 * NS_PER_MS, 0);
    meter_close_window(m, 2 * NS_PER_S, &NOTHING);
    meter_close_window(m, 2500 * NS_PER_MS, &NOTHING);
    meter_finish(m, 2500 * NS_PER_MS);
    const struct window *w = r->windows;
    cr_assert_float_eq(w[0].gauge[GAUGE_DB_UTILISATION], 0.5, 1e-12);
    cr_assert_float_eq(w[0].gauge[GAUGE_DB_QUEUE_MEAN], 10 * 0.1 + 2 * 0.1, 1e-12);
    cr_assert_eq(w[0].gauge[GAUGE_DB_QUEUE_PEAK], 10.0);
    cr_assert_float_eq(w[0].gauge[GAUGE_POOL_FULL], 0.5, 1e-12);
    cr_assert_float_eq(w[0].gauge[GAUGE_POOL_IN_USE], 7, 1e-12);
    cr_assert_float_eq(w[0].gauge[GAUGE_WORKERS_BUSY], 6, 1e-12);
    cr_assert_float_eq(w[1].gauge[GAUGE_DB_UTILISATION], 1, 1e-12);
    cr_assert_eq(w[1].gauge[GAUGE_DB_QUEUE_PEAK], 2.0); /* of this window, not of the run */
    cr_assert_float_eq(w[1].gauge[GAUGE_POOL_FULL], 0.25, 1e-12);
    cr_assert_float_eq(w[2].gauge[GAUGE_DB_UTILISATION], 0, 1e-12);
    cr_assert_float_eq(w[2].gauge[GAUGE_DB_QUEUE_MEAN], 2, 1e-12);
    cr_assert_float_eq(r->db_utilisation_mean, 1.5 / 2.5, 1e-12);
    cr_assert_float_eq(r->db_utilisation_peak, 1, 1e-12);
    cr_assert_float_eq(r->db_queue_mean, (1.2 + 2 * 1.5) / 2.5, 1e-12);
    cr_assert_eq(r->db_queue_peak, 10);
    cr_assert_float_eq(r->pool_saturated_s, 5 * 1.5 / 10, 1e-12);
    finish(m, r);
}

/* Latencies go to their window, to the totals and to their source; what is empty has no percentiles. */
Test(meter, latencies_by_window_and_source)
{
    struct fixture f;
    struct results *r = NULL;
    meter_config(&f);
    struct meter *m = begin(&f.c, &r);
    histogram_record(&m->source[0].hit, 100);
    histogram_record(&m->source[0].other, 200);
    histogram_record(&m->source[1].hit, 240);
    histogram_record(&m->source[1].session, 250);
    m->source[0].reads_issued = 3;
    m->source[0].reads_failed = 1;
    m->source[1].sessions_started = 9;
    m->source[1].sessions_ok = 1;
    m->source[1].sessions_failed = 2;
    m->counter[COUNTER_READS_ISSUED] = 4;
    m->counter[COUNTER_READS_HITS] = 2;
    meter_close_window(m, NS_PER_S, &NOTHING);
    meter_close_window(m, 2 * NS_PER_S, &NOTHING);
    histogram_record(&m->source[1].session, 150);
    meter_close_window(m, 2500 * NS_PER_MS, &NOTHING);
    meter_finish(m, 2500 * NS_PER_MS);
    const struct window *w = r->windows;
    cr_assert(w[0].read.n == 3 && w[0].session.n == 1 && w[0].source[1].session.n == 1 &&
              w[0].source[0].session.n == 0);
    cr_assert_float_eq(w[0].read.mean, 180e-9, 1e-15);
    cr_assert_float_eq(w[0].read.p50, 200e-9, 1e-15);
    cr_assert_float_eq(w[0].read.max, 240e-9, 1e-15);
    cr_assert(w[0].source[1].sessions_started == 9 && w[0].source[1].sessions_ok == 1);
    cr_assert_eq(w[0].gauge[GAUGE_HIT_RATIO], 0.5);
    const double *empty[] = {&w[1].read.mean,
                             &w[1].read.p50,
                             &w[1].read.p90,
                             &w[1].read.p99,
                             &w[1].read.p999,
                             &w[1].read.max,
                             &w[1].session.p99,
                             &w[0].source[0].session.max,
                             &w[1].gauge[GAUGE_HIT_RATIO]};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        cr_assert(isnan(*empty[i]), "figure %zu of nothing is %g", i, *empty[i]);
    }
    cr_assert_eq(w[1].read.n, 0);
    cr_assert(r->read.ok.n == 3 && r->read.hit.n == 2 && r->session.ok.n == 2 && r->source[1].session.n == 2);
    cr_assert(r->source[0].reads_ok == 2 && r->source[0].reads_hits == 1 && r->source[0].reads_issued == 3);
    cr_assert(r->source[0].reads_failed == 1 && r->source[1].sessions_started == 9);
    cr_assert(r->source[1].sessions_failed == 2 && r->source[0].read.n == 2);
    finish(m, r);
}

/* A window begins with what the one before left: its peak is at least that, whatever comes after. */
Test(meter, a_windows_peak_knows_the_level_it_began_with)
{
    struct fixture f;
    struct results *r = NULL;
    meter_config(&f);
    struct meter *m = begin(&f.c, &r);
    meter_level_set(m, LEVEL_DB_QUEUE, 500 * NS_PER_MS, 6);
    meter_close_window(m, NS_PER_S, &NOTHING);
    meter_level_set(m, LEVEL_DB_QUEUE, 1200 * NS_PER_MS, 1);
    meter_level_set(m, LEVEL_DB_QUEUE, 1400 * NS_PER_MS, 3);
    meter_close_window(m, 2 * NS_PER_S, &NOTHING);
    meter_close_window(m, 2500 * NS_PER_MS, &NOTHING);
    cr_assert_eq(r->windows[1].gauge[GAUGE_DB_QUEUE_PEAK], 6.0);
    cr_assert_eq(r->windows[2].gauge[GAUGE_DB_QUEUE_PEAK], 3.0); /* and no older one */
    finish(m, r);
}

/* Peaks of queues are those of their window. */
Test(meter, peaks_of_pools_and_accept_queues)
{
    struct fixture f;
    struct results *r = NULL;
    meter_config(&f);
    struct meter *m = begin(&f.c, &r);
    m->pool_waiting_peak = 7;
    m->accept_queue_peak = 3;
    meter_close_window(m, NS_PER_S, &NOTHING);
    m->pool_waiting_peak = 2;
    meter_close_window(m, 2 * NS_PER_S, &NOTHING);
    cr_assert(r->windows[0].gauge[GAUGE_POOL_WAITING_PEAK] == 7.0 &&
              r->windows[1].gauge[GAUGE_POOL_WAITING_PEAK] == 2.0);
    cr_assert(r->windows[0].gauge[GAUGE_ACCEPT_QUEUE_PEAK] == 3.0 &&
              r->windows[1].gauge[GAUGE_ACCEPT_QUEUE_PEAK] == 0.0);
    cr_assert_eq(r->pool_waiting_peak, 7);
    finish(m, r);
}

/* A run whose length is no multiple of the window, whole: every instant in one window, totals the sums of windows. */
Test(meter, windows_of_a_run_cover_it)
{
    struct fixture f;
    fixture_init(&f);
    f.c.run.duration_ns = 10 * NS_PER_S / 3;
    f.c.run.window_ns = 400 * NS_PER_MS;
    f.c.cache.ttl_ns = NS_PER_S;
    f.source[0].sessions_per_s = 5000;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->windows_n, 9);
    uint64_t sum[COUNTERS_N] = {0}, sessions = 0;
    for (size_t w = 0; w < 9; w++) {
        cr_assert_eq(r->windows[w].start_ns, w == 0 ? 0 : r->windows[w - 1].end_ns);
        for (size_t i = 0; i < COUNTERS_N; i++) {
            sum[i] += r->windows[w].counter[i];
        }
        sessions += r->windows[w].session.n;
    }
    cr_assert_eq(r->windows[8].end_ns, f.c.run.duration_ns);
    cr_assert_eq(memcmp(sum, r->total, sizeof sum), 0);
    cr_assert_eq(sessions, r->session.ok.n);
    cr_assert_gt(r->total[COUNTER_READS_MISSES], 1000);
    results_free(r);
}
