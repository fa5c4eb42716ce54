/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_table.c: what the run found, for a terminal of 100 columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "outcome/metrics.h"
#include "report/cold_start.h"
#include "report/expectation_result.h"
#include "report/palette.h"
#include "report/report.h"
#include "report/slo_text.h"
#include "report/terminal/grid.h"
#include "report/terminal/overload_table.h"
#include "report/terminal/replicated.h"
#include "report/terminal/source_table.h"
#include "theory/empty_cache.h"
#include "theory/estimate.h"
#include "theory/stationary.h"

#define NAME_WIDTH 28

static struct text plain(const char *s)
{
    return text_clip(s, 40);
}

static double metric_of(const struct results *r, const char *metric)
{
    double value = (double)NAN;
    metrics_value(r, metric, &value);
    return value;
}

static void set_colours(struct grid_row *row, size_t variant, enum verdict_kind verdict)
{
    snprintf(row->colour[0], sizeof row->colour[0], "\033[38;5;%dm", palette_terminal(variant));
    snprintf(row->colour[1], sizeof row->colour[1], "%s", palette_verdict(verdict));
}

/* "held": never left the good state; "never": did not come back to it. */
static struct text recovered(const struct results *r, bool to_reach, double after_s)
{
    if (isnan(r->recovery.trigger_s)) {
        return plain("-");
    }
    if (!to_reach) {
        return plain("held");
    }
    return isnan(after_s) ? plain("never") : text_seconds(after_s);
}

static bool cache_or_local(const struct results *r)
{
    return r->config->cache.present || r->config->servers.local.present;
}

static struct grid_row row_of(const struct results *r, size_t variant)
{
    double capacity = stationary_capacity_per_s(r->config);
    double ended = (double)(r->total[COUNTER_SESSIONS_OK] + r->total[COUNTER_SESSIONS_FAILED]);
    double failed = ended > 0 ? (double)r->total[COUNTER_SESSIONS_FAILED] / ended : (double)NAN;
    bool slo = r->verdict != VERDICT_NONE, cache = r->config->cache.present;
    struct grid_row row = {
        .cell = {text_clip(r->config->variant, NAME_WIDTH), plain(metrics_verdict_name(r->verdict)),
                 text_si(r->db_peak_per_s), isinf(capacity) ? plain("-") : text_percent(r->db_peak_per_s / capacity),
                 text_si((double)r->total[COUNTER_DB_QUERIES]), text_si(metric_of(r, "amplification")),
                 cache_or_local(r) ? text_percent(metric_of(r, "cache.hit_ratio")) : plain("-"),
                 text_seconds(metric_of(r, "latency.session.p99")), text_percent(failed),
                 slo ? recovered(r, r->recovery.slo_to_reach, r->recovery.slo_s) : plain("-"),
                 cache ? recovered(r, r->recovery.warm_to_reach, r->recovery.warm_s) : plain("-")}};
    set_colours(&row, variant, r->verdict);
    return row;
}

static void print_main(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    static const struct grid_column columns[] = {
        {{"", "variant"}, true},  {{"", "verdict"}, true},       {{"db", "peak/s"}, false},  {{"of", "limit"}, false},
        {{"db", "total"}, false}, {{"per", "miss"}, false},      {{"cache", "hits"}, false}, {{"", "p99"}, false},
        {{"", "failed"}, false},  {{"SLO met", "after"}, false}, {{"warm", "after"}, false},
    };
    for (size_t i = 0; i < run->results_n; i++) {
        rows[i] = row_of(run->results[i], i);
    }
    grid_print(out, columns, sizeof columns / sizeof columns[0], rows, run->results_n, colour);
    fputs("\n  db: queries; peak: in the fullest window; limit: what it can serve. per miss: queries on demand\n"
          "  for each time that a key went missing. p99, failed: of sessions; the p99 is of those that succeed.\n"
          "  after: time from the trigger until the SLO holds, or the hit ratio is back at 99% of its\n"
          "  reference, and stays so; \"held\": never left; \"never\": not by the end; \"-\": nothing triggers.\n",
          out);
}

/* One line a promise, if all variants make the same. */
static void print_slo(const struct report_run *run, FILE *out)
{
    const struct config *c = run->results[0]->config;
    struct text promise = slo_text(&c->slo);
    for (size_t i = 1; i < run->results_n; i++) {
        if (strcmp(slo_text(&run->results[i]->config->slo).s, promise.s) != 0) {
            return; /* each variant its own: see scenario.json */
        }
    }
    if (promise.s[0] != '\0') {
        fprintf(out, "  SLO: of the users who come in a window of %s, %s.\n",
                text_seconds((double)c->run.window_ns * 1e-9).s, promise.s);
    }
}

/* Arithmetic and simulation of the empty cache at one time after it: two cells. */
static void put_entry(struct grid_row *row, size_t at, const struct results *r, double t_s)
{
    const struct config *c = r->config;
    bool valid = c->cache.ttl_ns == TIME_NEVER || t_s < (double)c->cache.ttl_ns * 1e-9;
    double reads_per_s = stationary_reads_per_s(c, (int64_t)(empty_cache_begins_s(c) * 1e9));
    double law =
        t_s > 0 ? reads_per_s * empty_cache_missed(stationary_warmup_hit_ratio(c, t_s)) : stationary_distinct(c, 1);
    row->cell[at] = valid ? text_si(law) : plain("-");
    row->cell[at + 1] = text_si(cold_start_simulated_per_s(r, t_s));
}

/* The envelope's database load beside the simulated one, for the variants whose cache stands empty. */
static void print_cold(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    static const struct grid_column columns[] = {
        {{"empty cache:", "db queries/s"}, true}, {{"1st s", "20% rule"}, false},   {{"1st s", "popularity"}, false},
        {{"1st s", "simulated"}, false},          {{"1 min", "popularity"}, false}, {{"1 min", "simulated"}, false},
        {{"10 min", "popularity"}, false},        {{"10 min", "simulated"}, false},
    };
    size_t n = 0, columns_n = 4;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        double begins_s = empty_cache_begins_s(r->config), left_s = (double)r->end_ns * 1e-9 - begins_s;
        if (isnan(begins_s)) {
            continue;
        }
        struct grid_row *row = &rows[n++];
        memset(row, 0, sizeof *row);
        row->cell[0] = text_clip(r->config->variant, NAME_WIDTH);
        row->cell[1] = text_si(estimate_rule_per_s(stationary_reads_per_s(r->config, (int64_t)(begins_s * 1e9))));
        put_entry(row, 2, r, 0);
        put_entry(row, 4, r, 60);
        put_entry(row, 6, r, 600);
        columns_n = left_s > 600 ? 8 : left_s > 60 && columns_n < 6 ? 6 : columns_n;
        set_colours(row, i, VERDICT_NONE);
    }
    if (n > 0) {
        fputc('\n', out);
        grid_print(out, columns, columns_n, rows, n, colour);
        fputs("\n  Arithmetic that counts each key once, beside the simulation. 20% rule: a fifth of the reads are of\n"
              "  distinct keys. popularity: reads of keys that nobody has read since, by the law of popularity.\n",
              out);
    }
}

static void print_warnings(const struct report_run *run, FILE *out)
{
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        if (r->undecided == UNDECIDED_TRIGGER || r->undecided == UNDECIDED_RECOVERING) {
            fprintf(out, "\n  Variant %s is undecided:\n  %s.\n", text_clip(r->config->variant, NAME_WIDTH).s,
                    metrics_undecided_text(r->undecided));
        }
        if (r->total[COUNTER_SESSIONS_OVERFLOWED] > 0) {
            fprintf(out,
                    "\n  Warning: in variant %s the simulator had no room for %s sessions, which count as failed.\n"
                    "  Raise run.max_sessions or run.max_reads, or bound the queues of the scenario.\n",
                    text_clip(r->config->variant, NAME_WIDTH).s,
                    text_grouped((double)r->total[COUNTER_SESSIONS_OVERFLOWED]).s);
        }
        if (r->partial) {
            fprintf(out, "\n  Interrupted: variant %s ends at %s of %s.\n", text_clip(r->config->variant, NAME_WIDTH).s,
                    text_seconds((double)r->end_ns * 1e-9).s,
                    text_seconds((double)r->config->run.duration_ns * 1e-9).s);
        }
    }
}

static void print_speed(const struct report_run *run, FILE *out)
{
    double reads = 0, wall_s = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        for (size_t k = 0; run->samples != NULL && k < run->samples[i].n; k++) {
            reads += (double)run->samples[i].sample[k].reads;
            wall_s += run->samples[i].sample[k].wall_s;
        }
        reads += run->samples != NULL ? 0 : (double)run->results[i]->engine.reads;
        wall_s += run->samples != NULL ? 0 : run->results[i]->engine.wall_s;
    }
    fprintf(out, "\n  %s reads simulated one by one in %s, all variants added up: %s reads/s. Seed %llu.\n",
            text_si(reads).s, text_seconds(wall_s).s, wall_s > 0 ? text_si(reads / wall_s).s : "-", run->seed);
}

struct expectation_widths {
    int variant, metric;
};

/* What was found, to the end of the line. */
static void print_actual(const struct expectation_result *o, FILE *out)
{
    if (o->kind == EXPECTATION_UNDECIDED) {
        fputs("not run\n", out);
    } else if (o->text != NULL && o->n > 0) {
        fprintf(out, "is %s in %zu of %zu\n", o->text, o->interval.n, o->n);
    } else if (o->text != NULL) {
        fprintf(out, "is %s\n", o->text);
    } else if (isnan(o->value) && o->n > 0) {
        fprintf(out, "has no value in %zu of %zu\n", o->n - o->interval.n, o->n);
    } else if (isnan(o->value)) {
        fputs("has no value\n", out);
    } else if (o->n > 1) {
        fprintf(out, "is %.6g +- %.3g%s\n", o->value, interval_half(&o->interval), o->in_doubt ? ", in doubt" : "");
    } else {
        fprintf(out, "is %.6g\n", o->value);
    }
}

static void print_expectation(const struct report_run *run, const struct report_expectation *e,
                              const struct expectation_widths *width, FILE *out, bool colour)
{
    static const char *const marks[] = {"pass", "FAIL", "----"};
    static const char *const colours[] = {"\033[32m", "\033[1;31m", ""};
    struct expectation_result o = expectation_result_of(run, e);
    bool painted = colour && colours[o.kind][0] != '\0';
    fprintf(out, "  %s%s%s  ", painted ? colours[o.kind] : "", marks[o.kind], painted ? "\033[0m" : "");
    text_left(out, text_clip(e->variant, NAME_WIDTH).s, width->variant);
    fputs("  ", out);
    text_left(out, e->metric, width->metric);
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%.6g", e->value);
    fprintf(out, "  %2s ", expectation_result_op_name(e->op));
    text_left(out, e->text != NULL ? e->text : wanted, 9);
    fputs("  ", out);
    print_actual(&o, out);
}

static void print_expectations(const struct report_run *run, FILE *out, bool colour)
{
    if (run->expectations_n == 0) {
        return;
    }
    size_t failed = expectation_result_failed_n(run);
    fprintf(out, "\nExpectations: %zu of %zu fail%s\n", failed, run->expectations_n,
            failed == 0 ? "; all is as it should be" : "");
    struct expectation_widths width = {0, 0};
    for (size_t i = 0; i < run->expectations_n; i++) {
        int variant = text_width(text_clip(run->expectations[i].variant, NAME_WIDTH).s);
        int metric = text_width(run->expectations[i].metric);
        width.variant = variant > width.variant ? variant : width.variant;
        width.metric = metric > width.metric ? metric : width.metric;
    }
    for (size_t i = 0; i < run->expectations_n; i++) {
        print_expectation(run, &run->expectations[i], &width, out, colour);
    }
}

void report_table(const struct report_run *run, FILE *out, bool colour)
{
    fprintf(out, "%s%s%s%s\n", text_clip(run->name, 40).s, run->title[0] != '\0' ? ": " : "",
            text_clip(run->title, 90).s, run->partial ? " (interrupted)" : "");
    struct grid_row *rows = memory_must(calloc(run->results_n > 0 ? run->results_n : 1, sizeof *rows));
    if (run->results_n == 0) {
        fputs("  no variant was finished\n", out);
    } else {
        fputc('\n', out);
        if (run->samples != NULL) {
            replicated_print(run, rows, out, colour);
        } else {
            print_main(run, rows, out, colour);
        }
        print_slo(run, out);
        if (run->samples != NULL) {
            fprintf(out,
                    "\n  What follows, and every file but summary.json, is of the first replication (seed %llu).\n",
                    run->seed);
        }
        overload_table_print(run, rows, out, colour);
        source_table_print(run, rows, out, colour);
        print_cold(run, rows, out, colour);
        print_warnings(run, out);
        print_speed(run, out);
    }
    free(rows);
    print_expectations(run, out, colour);
}
