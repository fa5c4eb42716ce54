/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meter.c: windows and totals (see meter.h). */
#include "outcome/meter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"
#include "theory/capacity.h"

const struct column_info results_counter_info[COUNTERS_N] = {
#define COUNTER(id, name, unit, help) [COUNTER_##id] = {name, unit, help},
#include "outcome/counters.def"
#undef COUNTER
};

const struct column_info results_gauge_info[GAUGES_N] = {
#define GAUGE(id, name, unit, help) [GAUGE_##id] = {name, unit, help},
#include "outcome/gauges.def"
#undef GAUGE
};

static size_t rows_bytes(const struct config *c)
{
    size_t late_bytes = tally_late_n(c) * sizeof(uint64_t);
    return windows_planned_n(c) * (sizeof(struct window) + c->sources_n * sizeof(struct source_window) + late_bytes);
}

uint64_t meter_kept_bytes(const struct config *c)
{
    return sizeof(struct results) + rows_bytes(c) + c->sources_n * sizeof(struct source_results);
}

uint64_t meter_bytes(const struct config *c)
{
    return sizeof(struct results) + sizeof(struct meter) + rows_bytes(c) + tally_bytes(c) +
           c->sources_n * (sizeof(struct source_results) + sizeof(struct meter_source));
}

void results_free(struct results *r)
{
    if (r == NULL) {
        return;
    }
    memory_give(r->windows, rows_bytes(r->config));
    free(r->source);
    free(r);
}

/* Cuts the memory of the rows into windows, their sources, and what is counted for each limit of an SLO. */
static void lay_out(struct results *r)
{
    const struct config *c = r->config;
    struct slo_limit limits[2 * SLO_LIMITS_MAX];
    struct source_window *sources = (struct source_window *)(void *)(r->windows + windows_planned_n(c));
    uint64_t *late = (uint64_t *)(void *)(sources + windows_planned_n(c) * c->sources_n);
    for (size_t i = 0; i < c->sources_n; i++) {
        size_t limits_n = slo_limits_of_source(c, i, limits);
        for (size_t w = 0; w < windows_planned_n(c); w++) {
            sources[w * c->sources_n + i].late = late;
            late += limits_n;
        }
    }
    for (size_t w = 0; w < windows_planned_n(c); w++) {
        r->windows[w].source = sources + w * c->sources_n;
    }
}

bool meter_init(struct meter *m, const struct config *c, struct results **results)
{
    memset(m, 0, sizeof *m);
    struct results *r = calloc(1, sizeof *r);
    m->source = calloc(c->sources_n, sizeof *m->source);
    if (r == NULL) {
        return false;
    }
    *results = r;
    m->results = r;
    r->config = c;
    r->source = calloc(c->sources_n, sizeof *r->source);
    r->windows = memory_take(rows_bytes(c));
    if (m->source == NULL || r->source == NULL || r->windows == NULL) {
        return false;
    }
    lay_out(r);
    m->window_end_ns = c->run.window_ns < c->run.duration_ns ? c->run.window_ns : c->run.duration_ns;
    return tally_init(&m->tally, r);
}

void meter_release(struct meter *m)
{
    free(m->source);
    m->source = NULL;
    tally_release(&m->tally);
}

static struct percentiles percentiles_of(const struct histogram *h)
{
    return (struct percentiles){.n = h->n,
                                .mean = in_seconds(histogram_mean_ns(h)),
                                .p50 = in_seconds(histogram_quantile_ns(h, 0.5)),
                                .p90 = in_seconds(histogram_quantile_ns(h, 0.9)),
                                .p99 = in_seconds(histogram_quantile_ns(h, 0.99)),
                                .p999 = in_seconds(histogram_quantile_ns(h, 0.999)),
                                .max = h->n == 0 ? NAN : in_seconds((double)h->max_ns)};
}

static double mean_level(const struct meter_level *l, int64_t span_ns)
{
    ensure(span_ns >= 0);
    return span_ns > 0 ? (double)l->area / (double)span_ns : (double)l->value;
}

/* Busy share of what the database can do; NAN without a limit. Where queries share it, that is `share`; otherwise a share of
 * the connections, or of the rates of the partitions (who admit more than their rate for as long as they have saved). */
static double db_utilisation(const struct config_database *d, double busy, double share, uint64_t admitted,
                             double span_s)
{
    if (d->kind == DATABASE_THROUGHPUT) {
        double most = (double)d->partitions * d->partition_rate_per_s * span_s;
        return span_s > 0 ? fmin(1, (double)admitted / most) : 0;
    }
    return isinf(capacity_per_s(d)) ? NAN : !isnan(share) ? share : busy / (double)d->connections;
}

/* Queries that the database took on; 0 in a window in which it turned away more that had come before than came. */
static uint64_t admitted_n(const uint64_t *counter)
{
    uint64_t came = counter[COUNTER_DB_QUERIES], away = counter[COUNTER_DB_THROTTLED] + counter[COUNTER_DB_REFUSED];
    return came > away ? came - away : 0;
}

static void close_levels(struct meter *m, struct window *w, const struct meter_sample *sample)
{
    const struct config *c = m->results->config;
    int64_t span_ns = w->end_ns - w->start_ns;
    ensure(m->level[LEVEL_POOLS_FULL].value <= c->servers.count);
    for (size_t i = 0; i < LEVELS_N; i++) {
        meter_level_set(m, (enum level)i, w->end_ns, m->level[i].value);
    }
    double busy = mean_level(&m->level[LEVEL_DB_BUSY], span_ns);
    double utilisation = db_utilisation(&c->database, busy, sample->db_shares ? sample->db_share : NAN,
                                        admitted_n(m->counter), seconds(span_ns));
    m->db_share_area += sample->db_share * (double)span_ns;
    w->gauge[GAUGE_DB_BUSY] = busy;
    w->gauge[GAUGE_DB_UTILISATION] = utilisation;
    w->gauge[GAUGE_DB_CAPACITY] = isinf(sample->db_capacity_per_s) ? NAN : sample->db_capacity_per_s;
    w->gauge[GAUGE_DB_QUEUE_MEAN] = mean_level(&m->level[LEVEL_DB_QUEUE], span_ns);
    w->gauge[GAUGE_DB_QUEUE_PEAK] = (double)m->level[LEVEL_DB_QUEUE].peak;
    w->gauge[GAUGE_POOL_IN_USE] = mean_level(&m->level[LEVEL_POOL_IN_USE], span_ns);
    w->gauge[GAUGE_POOL_FULL] = mean_level(&m->level[LEVEL_POOLS_FULL], span_ns) / (double)c->servers.count;
    w->gauge[GAUGE_WORKERS_BUSY] = mean_level(&m->level[LEVEL_WORKERS_BUSY], span_ns);
    m->db_shares = sample->db_shares;
    m->results->db_utilisation_peak = fmax(m->results->db_utilisation_peak, utilisation); /* skips NAN */
    for (size_t i = 0; i < LEVELS_N; i++) {
        struct meter_level *l = &m->level[i];
        l->run_area += l->area;
        l->run_peak = l->peak > l->run_peak ? l->peak : l->run_peak;
        l->area = 0;
        l->peak = l->value;
    }
}

static void clear_used(struct histogram *h)
{
    if (h->n > 0) {
        histogram_clear(h);
    }
}

static void close_source(struct meter *m, struct window *w, size_t i)
{
    struct meter_source *s = &m->source[i];
    struct source_results *total = &m->results->source[i];
    struct source_window *row = &w->source[i];
    row->sessions_started = s->sessions_started;
    row->sessions_ok = s->sessions_ok;
    row->sessions_failed = s->sessions_failed;
    row->session = percentiles_of(&s->session);
    row->users.came = s->sessions_started - s->sessions_retried; /* a first attempt is a user who comes */
    total->sessions_started += s->sessions_started;
    total->sessions_ok += s->sessions_ok;
    total->sessions_failed += s->sessions_failed;
    total->sessions_retried += s->sessions_retried;
    total->sessions_abandoned += s->sessions_abandoned;
    total->reads_issued += s->reads_issued;
    total->reads_failed += s->reads_failed;
    total->reads_ok += s->hit.n + s->other.n;
    total->reads_hits += s->hit.n + s->reads_gone_hits + s->reads_stale_hits - s->reads_local_hits;
    total->reads_local_hits += s->reads_local_hits;
    histogram_add(&m->read_sum, &s->hit);
    histogram_add(&m->read_sum, &s->other);
    histogram_add(&m->session_sum, &s->session);
    histogram_add(&total->read, &s->hit);
    histogram_add(&total->read, &s->other);
    histogram_add(&total->session, &s->session);
    histogram_add(&m->results->read.hit, &s->hit);
    clear_used(&s->hit);
    clear_used(&s->other);
    clear_used(&s->session);
    s->sessions_started = s->sessions_ok = s->sessions_failed = s->sessions_retried = s->sessions_abandoned = 0;
    s->reads_issued = s->reads_failed = s->reads_local_hits = s->reads_gone_hits = 0;
    s->reads_stale_hits = 0;
}

void meter_close_window(struct meter *m, int64_t at_ns, const struct meter_sample *sample)
{
    struct results *r = m->results;
    const struct config *c = r->config;
    struct window *w = &r->windows[m->window];
    ensure(m->window < windows_planned_n(c) && at_ns <= m->window_end_ns);
    w->start_ns = (int64_t)m->window * c->run.window_ns;
    w->end_ns = at_ns;
    ensure(w->start_ns <= w->end_ns);
    close_levels(m, w, sample);
    for (size_t i = 0; i < c->sources_n; i++) {
        close_source(m, w, i);
    }
    w->read = percentiles_of(&m->read_sum);
    w->session = percentiles_of(&m->session_sum);
    histogram_add(&r->read.ok, &m->read_sum);
    histogram_add(&r->session.ok, &m->session_sum);
    clear_used(&m->read_sum);
    clear_used(&m->session_sum);
    memcpy(w->counter, m->counter, sizeof w->counter);
    for (size_t i = 0; i < COUNTERS_N; i++) {
        r->total[i] += m->counter[i];
    }
    memset(m->counter, 0, sizeof m->counter);
    w->gauge[GAUGE_DB_QUEUE_OLDEST] = sample->db_oldest_s;
    w->gauge[GAUGE_SESSIONS_IN_FLIGHT] = (double)sample->sessions_in_flight;
    w->gauge[GAUGE_POOL_WAITING_PEAK] = (double)m->pool_waiting_peak;
    w->gauge[GAUGE_ACCEPT_QUEUE_PEAK] = (double)m->accept_queue_peak;
    uint64_t issued = w->counter[COUNTER_READS_ISSUED];
    w->gauge[GAUGE_HIT_RATIO] =
        issued == 0 ? NAN
                    : (double)(w->counter[COUNTER_READS_HITS] + w->counter[COUNTER_READS_LOCAL_HITS]) / (double)issued;
    uint64_t answered = w->counter[COUNTER_DB_ANSWERED], episodes = w->counter[COUNTER_DB_ANSWERED_FIRST];
    w->gauge[GAUGE_AMPLIFICATION] = episodes == 0 ? NAN : (double)answered / (double)episodes;
    r->pool_waiting_peak = m->pool_waiting_peak > r->pool_waiting_peak ? m->pool_waiting_peak : r->pool_waiting_peak;
    m->pool_waiting_peak = m->accept_queue_peak = 0;
    if (at_ns == c->run.warmup_ns) {
        warmup_forget(m);
    }
    m->window++;
    tally_next(&m->tally, at_ns);
    r->windows_n = m->window;
    m->window_end_ns += c->run.window_ns;
    m->window_end_ns = m->window_end_ns < c->run.duration_ns ? m->window_end_ns : c->run.duration_ns;
}

void meter_finish(struct meter *m, int64_t end_ns)
{
    struct results *r = m->results;
    const struct config *c = r->config;
    ensure(end_ns <= c->run.duration_ns);
    r->end_ns = end_ns;
    tally_finish(&m->tally);
    int64_t from_ns = (int64_t)warmup_windows_n(r) * c->run.window_ns;
    double span_ns = end_ns > from_ns ? (double)(end_ns - from_ns) : 1;
    double busy = (double)m->level[LEVEL_DB_BUSY].run_area / span_ns,
           share = m->db_shares ? m->db_share_area / span_ns : NAN;
    r->db_busy_mean = busy;
    r->db_utilisation_mean = db_utilisation(&c->database, busy, share, admitted_n(r->total), in_seconds(span_ns));
    r->db_utilisation_peak = isnan(r->db_utilisation_mean) ? NAN : r->db_utilisation_peak;
    r->db_queue_mean = (double)m->level[LEVEL_DB_QUEUE].run_area / span_ns;
    r->db_queue_peak = m->level[LEVEL_DB_QUEUE].run_peak;
    r->pool_saturated_s = in_seconds((double)m->level[LEVEL_POOLS_FULL].run_area / (double)c->servers.count);
    size_t whole_n = r->windows_n; /* a last, shorter window is too short for a peak, unless there is no other */
    if (whole_n > 1 && r->windows[whole_n - 1].end_ns - r->windows[whole_n - 1].start_ns < c->run.window_ns) {
        whole_n--;
    }
    for (size_t i = warmup_windows_n(r); i < whole_n; i++) {
        const struct window *w = &r->windows[i];
        double long_s = in_seconds((double)(w->end_ns - w->start_ns)); /* 0 where an interrupt met the start */
        double per_s = long_s > 0 ? (double)w->counter[COUNTER_DB_QUERIES] / long_s : 0;
        r->db_peak_per_s = per_s > r->db_peak_per_s ? per_s : r->db_peak_per_s;
    }
}
