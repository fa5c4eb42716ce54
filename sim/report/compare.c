/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.c: differences pair by pair, and by how much their spread is less than that of independent runs (see
 * compare.h).
 */
#include "report/compare.h"

#include <math.h>

#include "outcome/metrics.h"

const struct compare_metric compare_metrics[COMPARE_METRICS_N] = {
    {"db.peak_per_second", {"db", "peak/s"}, text_si},
    {"latency.user.p99", {"users", "p99"}, compare_wait_text},
    {"users.lost_share", {"users", "lost"}, text_percent},
    {"slo.broken", {"SLO", "broken for"}, text_seconds},
};

struct text compare_wait_text(double seconds)
{
    return isinf(seconds) ? text_format("lost") : text_seconds(seconds);
}

struct interval compare_difference(const struct report_run *run, size_t v, size_t metric)
{
    size_t index = 0;
    metrics_index(run->samples[v].config, compare_metrics[metric].name, &index);
    return samples_difference(&run->samples[v], &run->samples[0], index);
}

/* Sums of squares around the means (Welford 1962; Bennett et al. 2009 for products). */
struct spread {
    double n, mean[2], squares[2], product;
};

static void spread_add(struct spread *s, double a, double b)
{
    s->n++;
    double off[2] = {a - s->mean[0], b - s->mean[1]};
    s->mean[0] += off[0] / s->n;
    s->mean[1] += off[1] / s->n;
    s->squares[0] += off[0] * (a - s->mean[0]);
    s->squares[1] += off[1] * (b - s->mean[1]);
    s->product += off[0] * (b - s->mean[1]);
}

struct compare_saving compare_saving_of(const struct report_run *run, size_t v, size_t metric)
{
    const struct samples *samples[2] = {&run->samples[0], &run->samples[v]};
    const double *value[2];
    struct spread s = {.n = 0};
    for (size_t i = 0; i < 2; i++) {
        size_t index = 0;
        metrics_index(samples[i]->config, compare_metrics[metric].name, &index);
        value[i] = samples_values(samples[i], index);
    }
    for (size_t k = 0; k < samples[0]->n; k++) {
        if (isfinite(value[0][k]) && isfinite(value[1][k])) {
            spread_add(&s, value[0][k], value[1][k]);
        }
    }
    double independent = s.squares[0] + s.squares[1], paired = independent - 2 * s.product;
    return (struct compare_saving){s.product / sqrt(s.squares[0] * s.squares[1]), independent / paired};
}

bool compare_distinguishes(const struct interval *difference)
{
    return difference->n > 1 && !interval_contains(difference, 0);
}

bool compare_possible(const struct report_run *run)
{
    return run->samples != NULL && run->results_n > 1;
}
