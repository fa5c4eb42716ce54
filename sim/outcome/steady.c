/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady.c: both methods need a series only; which series are looked at stands in one table (see steady.h). */
#include "outcome/steady.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "base/ensure.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"

#define MSER_BATCH 5
#define MSER_BATCHES_MIN 10

const char *const steady_names[STEADY_METRICS_N] = {
    [STEADY_SESSION] = "latency.session.mean",
    [STEADY_READ] = "latency.read.mean",
    [STEADY_UTILISATION] = "db.utilisation.mean",
    [STEADY_HITS] = "cache.hit_ratio",
};

static bool something_happens(const struct config *c)
{
    bool bursts = false;
    for (size_t i = 0; i < c->sources_n; i++) {
        bursts = bursts || c->sources[i].rate_kind == SOURCE_BURST || c->sources[i].shape_n > 0;
    }
    return bursts || c->events_n > 0;
}

bool steady_applies(const struct results *r)
{
    bool cold = !isnan(r->recovery.trigger_s) && warmup_windows_n(r) == 0;
    return !something_happens(r->config) && !cold && windows_complete_n(r) >= warmup_windows_n(r) + STEADY_WINDOWS_MIN;
}

/* What a window adds to a weighted mean: value x weight, and weight. */
struct share {
    double value, weight;
};

static struct share share_of(const struct window *w, enum steady_metric metric)
{
    double issued = (double)w->counter[COUNTER_READS_ISSUED], seconds = (double)(w->end_ns - w->start_ns);
    switch (metric) {
    case STEADY_SESSION:
        return (struct share){w->session.n > 0 ? w->session.mean * (double)w->session.n : 0, (double)w->session.n};
    case STEADY_READ:
        return (struct share){w->read.n > 0 ? w->read.mean * (double)w->read.n : 0, (double)w->read.n};
    case STEADY_UTILISATION:
        return (struct share){w->gauge[GAUGE_DB_UTILISATION] * seconds, seconds};
    default:
        return (struct share){(double)(w->counter[COUNTER_READS_HITS] + w->counter[COUNTER_READS_LOCAL_HITS]), issued};
    }
}

/* Weighted mean over windows first to end - 1; NAN without any weight. */
static double mean_of(const struct results *r, enum steady_metric metric, size_t first, size_t end)
{
    double value = 0, weight = 0;
    for (size_t i = first; i < end; i++) {
        struct share s = share_of(&r->windows[i], metric);
        value += s.value;
        weight += s.weight;
    }
    return weight > 0 ? value / weight : (double)NAN;
}

struct steady_mean steady_mean_of(const struct results *r, enum steady_metric metric)
{
    double batch[STEADY_BATCHES_N];
    size_t windows = (windows_complete_n(r) - warmup_windows_n(r)) / STEADY_BATCHES_N;
    ensure(windows > 0); /* steady_applies() */
    size_t first = windows_complete_n(r) - windows * STEADY_BATCHES_N;
    for (size_t i = 0; i < STEADY_BATCHES_N; i++) {
        batch[i] = mean_of(r, metric, first + i * windows, first + (i + 1) * windows);
    }
    return (struct steady_mean){interval_of(batch, STEADY_BATCHES_N, 0.95),
                                gsl_stats_lag1_autocorrelation(batch, 1, STEADY_BATCHES_N)};
}

static double batch_of(steady_series *series, const void *context, size_t batch)
{
    double sum = 0;
    for (size_t i = 0; i < MSER_BATCH; i++) {
        sum += series(context, batch * MSER_BATCH + i);
    }
    return sum / MSER_BATCH;
}

size_t steady_mser5(steady_series *series, const void *context, size_t n)
{
    size_t batches_n = n / MSER_BATCH, best = 0;
    if (batches_n < MSER_BATCHES_MIN) {
        return n;
    }
    double least = (double)INFINITY, sum = 0, squares = 0, last = batch_of(series, context, batches_n - 1);
    for (size_t kept = 1; kept <= batches_n; kept++) { /* from the end, so that the sums only grow */
        double z = batch_of(series, context, batches_n - kept) - last;
        sum += z;
        squares += z * z;
        double score = (squares - sum * sum / (double)kept) / ((double)kept * (double)kept);
        if (2 * kept >= batches_n && score <= least) {
            least = score;
            best = batches_n - kept;
        }
    }
    bool found = isfinite(least) && 2 * (best + 1) <= batches_n;
    return found ? best * MSER_BATCH : n;
}

static double session_latency(const void *results, size_t window)
{
    return ((const struct results *)results)->windows[window].session.mean;
}

static double queries_per_s(const void *results, size_t window)
{
    const struct window *w = &((const struct results *)results)->windows[window];
    return (double)w->counter[COUNTER_DB_QUERIES] / (double)(w->end_ns - w->start_ns) * (double)NS_PER_S;
}

static double hit_ratio(const void *results, size_t window)
{
    return ((const struct results *)results)->windows[window].gauge[GAUGE_HIT_RATIO];
}

double steady_mser5_s(const struct results *r)
{
    static steady_series *const series[] = {session_latency, queries_per_s, hit_ratio};
    size_t n = windows_complete_n(r), most = 0;
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++) {
        size_t d = steady_mser5(series[i], r, n);
        most = d > most ? d : most;
    }
    bool known = !something_happens(r->config) && most < n;
    return known ? (double)most * (double)r->config->run.window_ns / (double)NS_PER_S : (double)NAN;
}
