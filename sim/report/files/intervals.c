/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intervals.c: the same names as in a single run, each with an object of statistics in place of a number (see
 * intervals.h).
 */
#include "report/files/intervals.h"

#include "outcome/metrics.h"
#include "report/compare.h"
#include "report/files/json.h"

void intervals_add(cJSON *object, const struct interval *i)
{
    json_add_number(object, "mean", i->mean);
    cJSON *bounds = cJSON_AddArrayToObject(object, "ci95");
    json_append_number(bounds, i->low);
    json_append_number(bounds, i->high);
    json_add_whole(object, "n", i->n);
}

void intervals_add_header(cJSON *root, const struct report_run *run)
{
    json_add_whole(root, "replications", run->samples->n);
    cJSON *seeds = cJSON_AddArrayToObject(root, "seeds");
    for (size_t i = 0; i < run->samples->n; i++) {
        cJSON_AddItemToArray(seeds,
                             cJSON_CreateRaw(text_format("%llu", (unsigned long long)samples_seed(run->seed, i)).s));
    }
}

void intervals_add_metric(cJSON *object, const char *dotted, const struct samples *s, size_t metric)
{
    struct interval i = samples_interval(s, metric);
    cJSON *item = cJSON_CreateObject();
    intervals_add(item, &i);
    json_add_whole(item, "nulls", s->n - i.n);
    cJSON *values = cJSON_AddArrayToObject(item, "values");
    for (size_t k = 0; k < s->n; k++) {
        json_append_number(values, samples_values(s, metric)[k]);
    }
    json_add_at(object, dotted, item);
}

void intervals_add_verdict(cJSON *variant, const struct samples *s)
{
    static const enum verdict_kind kinds[] = {VERDICT_CALM, VERDICT_DEGRADED, VERDICT_COLLAPSED, VERDICT_OVERLOADED,
                                              VERDICT_NONE};
    size_t most_n;
    const char *why = samples_undecided_text(s);
    cJSON_AddStringToObject(variant, "verdict", metrics_verdict_name(samples_verdict(s, &most_n)));
    cJSON_AddItemToObject(variant, "verdict_reason", why != NULL ? cJSON_CreateString(why) : cJSON_CreateNull());
    cJSON *verdicts = cJSON_AddObjectToObject(variant, "verdicts");
    for (size_t v = 0; v < sizeof kinds / sizeof kinds[0]; v++) {
        json_add_whole(verdicts, metrics_verdict_name(kinds[v]), samples_verdicts_n(s, kinds[v]));
    }
}

void intervals_add_comparisons(cJSON *root, const struct report_run *run)
{
    cJSON *list = cJSON_AddArrayToObject(root, "comparisons");
    for (size_t v = 1; v < run->results_n; v++) {
        for (size_t m = 0; m < COMPARE_METRICS_N; m++) {
            struct interval i = compare_difference(run, v, m);
            cJSON *item = cJSON_CreateObject();
            cJSON_AddStringToObject(item, "variant", run->results[v]->config->variant);
            cJSON_AddStringToObject(item, "against", run->results[0]->config->variant);
            cJSON_AddStringToObject(item, "metric", compare_metrics[m].name);
            intervals_add(cJSON_AddObjectToObject(item, "difference"), &i);
            cJSON_AddBoolToObject(item, "distinguishable", compare_distinguishes(&i));
            struct compare_saving saving = compare_saving_of(run, v, m);
            json_add_number(item, "correlation", saving.correlation);
            json_add_number(item, "variance_ratio", saving.variance_ratio);
            cJSON_AddItemToArray(list, item);
        }
    }
}
