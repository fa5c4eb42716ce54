#include "report/compare.h"

#include <math.h>

#include "model/metrics.h"

const struct compare_metric compare_metrics[COMPARE_METRICS_N] = {
    {"db.peak_per_second", {"db", "peak/s"}, text_si},
    {"latency.session.p99", {"", "p99"}, text_seconds},
    {"sessions.failed_share", {"", "failed"}, text_percent},
    {"recovery.slo_violated", {"SLO", "broken for"}, text_seconds},
};

struct interval compare_difference(const struct report_run *run, size_t v, size_t metric)
{
    size_t index = 0;
    metrics_index(run->samples[v].config, compare_metrics[metric].name, &index);
    return samples_difference(&run->samples[v], &run->samples[0], index);
}

bool compare_distinguishes(const struct interval *difference)
{
    return difference->n > 1 && !interval_contains(difference, 0);
}

bool compare_possible(const struct report_run *run)
{
    return run->samples != NULL && run->results_n > 1;
}
