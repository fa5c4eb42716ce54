/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.c: one array of metrics per variant, by replication; curves as floats, since figures show three digits
 * (see samples.h).
 */
#include "report/samples.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "model/purposes.h"
#include "outcome/metrics.h"
#include "outcome/windows.h"

uint64_t samples_seed(uint64_t seed, size_t replication)
{
    struct rng draw = rng_at(seed, PURPOSE_REPLICATION, replication, 0);
    return replication == 0 ? seed : rng_next(&draw);
}

static size_t curves_of(const struct config *c)
{
    return SAMPLES_CURVES_N + (c->sources_n < SAMPLES_SOURCES_MAX ? c->sources_n : SAMPLES_SOURCES_MAX);
}

uint64_t samples_bytes(const struct config *config, size_t capacity)
{
    uint64_t curves = curves_of(config) * windows_planned_n(config) * sizeof(float);
    return capacity * (sizeof(struct sample) + curves + metrics_count(config) * sizeof(double));
}

bool samples_init(struct samples *s, const struct config *config, size_t capacity)
{
    size_t values_n = metrics_count(config) * capacity;
    *s = (struct samples){.config = config, .capacity = capacity};
    s->windows_n = windows_planned_n(config);
    s->curves_n = curves_of(config);
    s->sample = calloc(capacity, sizeof *s->sample);
    s->value = calloc(values_n, sizeof *s->value);
    for (size_t i = 0; s->value != NULL && i < values_n; i++) {
        s->value[i] = (double)NAN;
    }
    return s->sample != NULL && s->value != NULL;
}

void samples_free(struct samples *s)
{
    for (size_t i = 0; s->sample != NULL && i < s->capacity; i++) {
        free(s->sample[i].curve);
    }
    free(s->sample);
    free(s->value);
    *s = (struct samples){0};
}

static void keep_window(const struct samples *s, float *curve, size_t w, const struct window *from)
{
    double seconds = (double)(from->end_ns - from->start_ns) * 1e-9;
    double known = (double)(from->users.came - from->users.waiting), lost = (double)from->users.lost;
    curve[SAMPLES_QUERIES * s->windows_n + w] = (float)((double)from->counter[COUNTER_DB_QUERIES] / seconds);
    curve[SAMPLES_HITS * s->windows_n + w] = (float)from->gauge[GAUGE_HIT_RATIO];
    curve[SAMPLES_P99 * s->windows_n + w] = (float)from->users.p99;
    curve[SAMPLES_LOST * s->windows_n + w] = known > 0 ? (float)(lost / known) : NAN;
    for (size_t i = SAMPLES_CURVES_N; i < s->curves_n; i++) {
        curve[i * s->windows_n + w] = (float)from->source[i - SAMPLES_CURVES_N].users.p99;
    }
}

bool samples_keep(struct samples *s, size_t replication, const struct results *r)
{
    struct sample *to = &s->sample[replication];
    to->curve = calloc(s->curves_n * s->windows_n, sizeof *to->curve);
    if (to->curve == NULL) {
        return false;
    }
    for (size_t w = 0; w < r->windows_n; w++) {
        keep_window(s, to->curve, w, &r->windows[w]);
    }
    for (size_t m = 0; m < metrics_count(s->config); m++) {
        s->value[m * s->capacity + replication] = metrics_at(r, m);
    }
    to->verdict = r->verdict;
    to->undecided = r->undecided;
    to->wall_s = r->engine.wall_s;
    to->reads = r->engine.reads;
    to->finished = true;
    return true;
}

size_t samples_finished(const struct samples *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        n += s->sample[i].finished;
    }
    return n;
}

const double *samples_values(const struct samples *s, size_t metric)
{
    return &s->value[metric * s->capacity];
}

struct interval samples_interval(const struct samples *s, size_t metric)
{
    return interval_of_finite(samples_values(s, metric), NULL, s->n, SAMPLES_CONFIDENCE);
}

struct interval samples_difference(const struct samples *s, const struct samples *base, size_t metric)
{
    return interval_of_finite(samples_values(s, metric), samples_values(base, metric), s->n, SAMPLES_CONFIDENCE);
}

size_t samples_verdicts_n(const struct samples *s, enum verdict_kind verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        n += s->sample[i].finished && s->sample[i].verdict == verdict;
    }
    return n;
}

enum verdict_kind samples_verdict(const struct samples *s, size_t *n)
{
    static const enum verdict_kind worst_first[] = {VERDICT_OVERLOADED, VERDICT_COLLAPSED, VERDICT_DEGRADED,
                                                    VERDICT_NONE, VERDICT_CALM};
    enum verdict_kind most = VERDICT_OVERLOADED;
    *n = 0;
    for (size_t v = 0; v < sizeof worst_first / sizeof worst_first[0]; v++) {
        size_t with = samples_verdicts_n(s, worst_first[v]);
        if (with > *n) {
            *n = with;
            most = worst_first[v];
        }
    }
    return most;
}

const char *samples_undecided_text(const struct samples *s)
{
    size_t n;
    for (size_t i = 0; i < s->n && samples_verdict(s, &n) == VERDICT_NONE; i++) {
        if (s->sample[i].finished && s->sample[i].verdict == VERDICT_NONE) {
            return metrics_undecided_text(s->sample[i].undecided);
        }
    }
    return NULL;
}
