/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steady state of one long run: MSER-5 against its definition and on made-up warm-ups, batch means on M/M/1, and that a
 * warm-up that is cut off leaves no trace in what is measured.
 */
#include <gsl/gsl_statistics_double.h>

#include "events/registry.h"
#include "fixture.h"
#include "outcome/steady.h"
#include "outcome/warmup.h"

enum { SERIES_N = 400 };

struct series {
    double value[SERIES_N];
};

static double at(const void *context, size_t i)
{
    return ((const struct series *)context)->value[i];
}

/* Noise around 10 after a way down from 50 that takes some `warm_n` values. */
static struct series falling(uint64_t seed, double warm_n, double noise)
{
    struct series s;
    struct rng draw = rng_seed(seed, 1, 0);
    for (size_t i = 0; i < SERIES_N; i++) {
        s.value[i] = 10 + 40 * exp(-3.0 * (double)i / warm_n) + noise * rng_uniform(&draw);
    }
    return s;
}

/* The definition, word for word. */
static size_t by_definition(const struct series *s)
{
    double batch[SERIES_N / 5], least = INFINITY;
    size_t n = SERIES_N / 5, best = 0;
    for (size_t i = 0; i < n; i++) {
        batch[i] = gsl_stats_mean(s->value + 5 * i, 1, 5);
    }
    for (size_t d = 0; d <= n / 2; d++) {
        double left = (double)(n - d), mean = gsl_stats_mean(batch + d, 1, n - d);
        double score = gsl_stats_tss_m(batch + d, 1, n - d, mean) / (left * left);
        if (score < least) {
            least = score;
            best = d;
        }
    }
    return 5 * best;
}

Test(steady, mser5_finds_where_a_warm_up_ends)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct series s = falling(seed, 60, 1), noisy = falling(seed, 60, 40);
        size_t d = steady_mser5(at, &s, SERIES_N);
        cr_assert_eq(d, by_definition(&s), "seed %d: %zu and %zu", (int)seed, d, by_definition(&s));
        size_t wanted = by_definition(&noisy);
        cr_assert_eq(steady_mser5(at, &noisy, SERIES_N), wanted < SERIES_N / 2 ? wanted : SERIES_N, "seed %d",
                     (int)seed);
        cr_assert(d >= 50 && d <= 195, "seed %d: %zu", (int)seed, d);
    }
    struct series flat, slow = falling(1, 2000, 1);
    for (size_t i = 0; i < SERIES_N; i++) {
        flat.value[i] = 0.1;
    }
    cr_assert_eq(steady_mser5(at, &flat, SERIES_N), 0, "nothing to leave out");
    cr_assert_eq(steady_mser5(at, &slow, SERIES_N), SERIES_N, "still falling: too short to tell");
    cr_assert_eq(steady_mser5(at, &flat, 49), 49, "too few");
    flat.value[300] = NAN;
    cr_assert_eq(steady_mser5(at, &flat, SERIES_N), SERIES_N);
}

/* Of 60 intervals of 95% from one run each, as many hold the truth as the binomial law allows (99.9%), and one more may
 * miss it because batches are a little alike. */
Test(steady, batch_means_cover_the_truth)
{
    struct fixture f;
    fixture_mm1(&f, 0.5, 400 * NS_PER_S);
    f.c.run.warmup_ns = 20 * NS_PER_S;
    size_t latency_n = 0, busy_n = 0;
    for (size_t i = 0; i < 60; i++) {
        f.c.run.seed = 100 + i;
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert(steady_applies(r));
        struct steady_mean latency = steady_mean_of(r, STEADY_SESSION), busy = steady_mean_of(r, STEADY_UTILISATION);
        latency_n += interval_contains(&latency.interval, 0.01 / (1 - 0.5));
        busy_n += interval_contains(&busy.interval, 0.5);
        cr_assert_float_eq(latency.interval.mean, fixture_metric(r, "latency.session.mean"), 0.02 * 0.02);
        cr_assert_float_eq(busy.interval.mean, fixture_metric(r, "db.utilisation.mean"), 1e-9);
        cr_assert(fabs(latency.correlation) < 0.8);
        results_free(r);
    }
    cr_assert(latency_n >= 49 && busy_n >= 49, "%zu and %zu of 60", latency_n, busy_n);
}

Test(steady, batch_means_only_where_there_is_a_steady_state)
{
    struct fixture f;
    fixture_mm1(&f, 0.5, 99 * NS_PER_S);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_not(steady_applies(r), "too few windows");
    cr_assert_eq(steady_mser5_s(r), 0, "M/M/1 at half load has nearly no warm-up");
    results_free(r);
    f.c.run.duration_ns = 100 * NS_PER_S;
    r = fixture_run(&f.c, false, false);
    cr_assert(steady_applies(r));
    results_free(r);
    fixture_event(&f, &traffic_event, 50, 0);
    f.event[0].x = 1;
    r = fixture_run(&f.c, false, false);
    cr_assert(!steady_applies(r) && isnan(steady_mser5_s(r)), "something happens");
    results_free(r);
}

/* A cold cache of 1,000 keys read at 100/s: nearly all has been read once after a minute, and MSER-5 says about that. */
Test(steady, a_cold_cache_warms_up)
{
    struct fixture f;
    fixture_init(&f);
    f.c.run.duration_ns = 400 * NS_PER_S;
    struct results *r = fixture_run(&f.c, false, false);
    double recommended_s = steady_mser5_s(r);
    cr_assert(recommended_s >= 25 && recommended_s <= 100, "%g s", recommended_s);
    cr_assert_not(steady_applies(r), "an empty cache is no steady state");
    results_free(r);
    f.c.run.warmup_ns = 100 * NS_PER_S;
    r = fixture_run(&f.c, false, false);
    cr_assert(steady_applies(r));
    struct steady_mean hits = steady_mean_of(r, STEADY_HITS);
    cr_assert_gt(hits.interval.mean, 0.999);
    results_free(r);
}

/* What is measured after a warm-up is what the windows after it say, and neither engine knows better. */
Test(steady, a_warm_up_is_not_measured)
{
    struct fixture f;
    fixture_mm1(&f, 0.9, 60 * NS_PER_S);
    f.c.slo = (struct config_slo){.within_s = {[SLO_P99] = 0.05}};
    f.c.run.warmup_ns = 40 * NS_PER_S;
    struct results *r = fixture_run(&f.c, false, false), *slow = fixture_run(&f.c, true, false);
    uint64_t started = 0, queries = 0;
    double most_s = 0, queue_mean = 0, peak = 0;
    cr_assert(warmup_windows_n(r) == 40 && warmup_over_s(r) == 40);
    for (size_t w = 40; w < 60; w++) {
        started += r->windows[w].counter[COUNTER_SESSIONS_STARTED];
        queries += r->windows[w].counter[COUNTER_DB_QUERIES];
        most_s = fmax(most_s, r->windows[w].session.max);
        queue_mean += r->windows[w].gauge[GAUGE_DB_QUEUE_MEAN] / 20;
        peak = fmax(peak, r->windows[w].gauge[GAUGE_DB_QUEUE_PEAK]);
    }
    cr_assert(r->windows[10].counter[COUNTER_SESSIONS_STARTED] > 0, "the timeline has it");
    cr_assert_eq(r->total[COUNTER_SESSIONS_STARTED], started);
    cr_assert_eq(r->source[0].sessions_started, started);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], queries);
    cr_assert_eq(r->session.ok.n, r->total[COUNTER_SESSIONS_OK]);
    cr_assert_float_eq((double)r->db_wait.n, (double)queries, 2 * peak, "but for those that waited at either end");
    cr_assert_float_eq(fixture_metric(r, "latency.session.max"), most_s, 1e-12);
    cr_assert_float_eq(r->db_queue_mean, queue_mean, 1e-9);
    cr_assert_eq((double)r->db_queue_peak, peak);
    cr_assert(isnan(r->recovery.first_violation_s) || r->recovery.first_violation_s >= 40);
    for (size_t m = 0; m < metrics_count(&f.c); m++) {
        double a = metrics_at(r, m), b = metrics_at(slow, m);
        cr_assert(a == b || (isnan(a) && isnan(b)), "metric %zu: %g and %g", m, a, b);
    }
    results_free(r);
    results_free(slow);
}
