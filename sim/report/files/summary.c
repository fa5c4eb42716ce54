/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary.c: the tree follows from the table of metrics: a dotted path is a nesting of objects (see summary.h). */
#include "report/files/summary.h"

#include <math.h>

#include "base/memory.h"
#include "base/version.h"
#include "outcome/metrics.h"
#include "outcome/steady.h"
#include "report/cause_text.h"
#include "report/compare.h"
#include "report/expectation_result.h"
#include "report/files/intervals.h"
#include "report/files/json.h"
#include "report/incident.h"
#include "report/report.h"

/* Raised whenever a name changes or goes; names that are added do not count. */
#define SUMMARY_VERSION 1 /* of the format */

/* A metric by its number: its value, or what the replications made of it. */
static void add_metric(cJSON *object, const char *dotted, const struct results *r, const struct samples *s,
                       size_t index)
{
    if (s == NULL) {
        json_add_number_at(object, dotted, metrics_at(r, index));
    } else {
        intervals_add_metric(object, dotted, s, index);
    }
}

static void add_sources(cJSON *variant, const struct results *r, const struct samples *samples)
{
    cJSON *traffic = cJSON_AddObjectToObject(variant, "traffic");
    for (size_t s = 0; s < r->config->sources_n; s++) {
        cJSON *source = cJSON_AddObjectToObject(traffic, r->config->sources[s].name);
        for (size_t m = 0; m < metrics_source_n; m++) {
            size_t index = metrics_n + s * metrics_source_n + m;
            add_metric(source, metrics_source_table[m].name, r, samples, index);
        }
    }
}

static void add_incident(cJSON *variant, const struct results *r)
{
    struct incident incident;
    incident_tell(&incident, r);
    cJSON *list = cJSON_AddArrayToObject(variant, "incident");
    for (size_t i = 0; i < incident.n; i++) {
        cJSON *line = cJSON_CreateObject();
        json_add_number(line, "at", incident.line[i].at_s);
        cJSON_AddStringToObject(line, "text", incident.line[i].text.s);
        cJSON_AddItemToArray(list, line);
    }
}

/* Beside the metrics of the same branch ("outages.count"). */
static void add_outages(cJSON *variant, const struct results *r)
{
    cJSON *branch = cJSON_GetObjectItemCaseSensitive(variant, "outages");
    cJSON *list = cJSON_AddArrayToObject(branch, "list");
    for (size_t i = 0; i < r->outages_n; i++) {
        const struct outage *o = &r->outage[i];
        cJSON *item = cJSON_CreateObject();
        json_add_number(item, "begin", o->begin_s);
        json_add_number(item, "end", o->end_s);
        cJSON_AddBoolToObject(item, "over", o->over);
        json_add_number(item, "violated", o->violated_s);
        json_add_whole(item, "came", o->came);
        json_add_whole(item, "hurt", o->hurt);
        json_add_whole(item, "lost", o->lost);
        json_add_whole(item, "waiting", o->waiting);
        json_add_number(item, "worst_window", seconds(r->windows[o->worst].start_ns));
        json_add_number(item, "p99", o->p99_s);
        cJSON_AddStringToObject(item, "before", cause_text(r->config, &o->cause).s);
        cJSON_AddItemToArray(list, item);
    }
}

static void add_verdict(cJSON *variant, const struct results *r)
{
    cJSON_AddStringToObject(variant, "verdict", metrics_verdict_name(r->verdict));
    const char *why = metrics_undecided_text(r->undecided);
    cJSON_AddItemToObject(variant, "verdict_reason", why != NULL ? cJSON_CreateString(why) : cJSON_CreateNull());
}

/* How sure the means of one long run are, where it has a steady state. */
static void add_batch_means(cJSON *variant, const struct results *r)
{
    if (!steady_applies(r)) {
        return;
    }
    cJSON *list = cJSON_AddObjectToObject(variant, "batch_means");
    for (int m = 0; m < STEADY_METRICS_N; m++) {
        struct steady_mean mean = steady_mean_of(r, (enum steady_metric)m);
        cJSON *item = cJSON_AddObjectToObject(list, steady_names[m]);
        intervals_add(item, &mean.interval);
        json_add_number(item, "correlation", mean.correlation);
    }
}

static void add_variant(cJSON *variants, const struct results *r, const struct samples *samples)
{
    cJSON *variant = cJSON_AddObjectToObject(variants, r->config->variant);
    cJSON_AddBoolToObject(variant, "partial", r->partial);
    json_add_number(variant, "simulated_seconds", (double)r->end_ns / 1e9);
    if (samples == NULL) {
        add_verdict(variant, r);
    } else {
        intervals_add_verdict(variant, samples);
    }
    for (size_t m = 0; m < metrics_n; m++) {
        add_metric(variant, metrics_table[m].name, r, samples, m);
    }
    add_outages(variant, r);
    add_sources(variant, r, samples);
    if (samples == NULL) {
        add_batch_means(variant, r);
    }
    add_incident(variant, r);
}

static void add_expectation(cJSON *list, const struct report_run *run, const struct report_expectation *e)
{
    static const char *const names[] = {"pass", "fail", "undecided"};
    struct expectation_result o = expectation_result_of(run, e);
    cJSON *item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "metric", e->metric);
    cJSON_AddStringToObject(item, "variant", e->variant);
    cJSON_AddStringToObject(item, "op", expectation_result_op_name(e->op));
    if (e->text != NULL) {
        cJSON_AddStringToObject(item, "value", e->text);
    } else {
        json_add_number(item, "value", e->value);
    }
    if (o.text != NULL) {
        cJSON_AddStringToObject(item, "actual", o.text);
    } else {
        json_add_number(item, "actual", o.value);
    }
    if (run->samples != NULL) {
        intervals_add(cJSON_AddObjectToObject(item, "interval"), &o.interval);
    }
    cJSON_AddStringToObject(item, "outcome", names[o.kind]);
    cJSON_AddItemToArray(list, item);
}

static bool print_and_free(FILE *out, cJSON *root)
{
    bool printed = json_print(out, root);
    cJSON_Delete(root);
    return printed;
}

bool summary_print(FILE *out, const void *context)
{
    const struct report_run *run = context;
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "scenario", run->name);
    cJSON_AddStringToObject(root, "title", run->title);
    cJSON_AddStringToObject(root, "about", run->about);
    cJSON_AddNumberToObject(root, "version", SUMMARY_VERSION);
    cJSON_AddStringToObject(root, "herdsim", VERSION);
    json_add_whole(root, "seed", run->seed);
    cJSON_AddBoolToObject(root, "partial", run->partial);
    if (run->samples != NULL) {
        intervals_add_header(root, run);
    }
    cJSON *variants = cJSON_AddObjectToObject(root, "variants");
    for (size_t i = 0; i < run->results_n; i++) {
        add_variant(variants, run->results[i], run->samples != NULL ? &run->samples[i] : NULL);
    }
    if (compare_possible(run)) {
        intervals_add_comparisons(root, run);
    }
    cJSON_AddBoolToObject(root, "expectations_judged", !run->changed);
    cJSON *expectations = cJSON_AddArrayToObject(root, "expectations");
    for (size_t i = 0; i < run->expectations_n; i++) {
        add_expectation(expectations, run, &run->expectations[i]);
    }
    return print_and_free(out, root);
}

static void add_engine(cJSON *variants, const struct results *r)
{
    const struct engine_results *e = &r->engine;
    cJSON *variant = cJSON_AddObjectToObject(variants, r->config->variant);
    cJSON *engine = cJSON_AddObjectToObject(variant, "engine");
    json_add_whole(engine, "events", e->events);
    json_add_whole(engine, "reads", e->reads);
    json_add_number(engine, "wall_seconds", e->wall_s);
    json_add_number(engine, "setup_seconds", e->setup_s);
    json_add_number(engine, "reads_per_second", e->wall_s > 0 ? (double)e->reads / e->wall_s : NAN);
    json_add_whole(engine, "state_bytes", e->state_bytes);
    json_add_whole(engine, "key_bytes", e->key_bytes);
    json_add_number(engine, "bytes_per_key", (double)e->key_bytes / (double)r->config->keys.count);
}

bool summary_print_engine(FILE *out, const void *context)
{
    const struct report_run *run = context;
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "scenario", run->name);
    json_add_whole(root, "peak_rss_bytes", memory_peak_bytes());
    cJSON *variants = cJSON_AddObjectToObject(root, "variants");
    for (size_t i = 0; i < run->results_n; i++) {
        add_engine(variants, run->results[i]);
    }
    return print_and_free(out, root);
}
