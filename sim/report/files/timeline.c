/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline.c: header and rows walk the same tables of counters and gauges, so that a column cannot lose its name
 * (see timeline.h).
 */
#include "report/files/timeline.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/results.h"
#include "report/files/csv.h"
#include "report/text.h"
#include "theory/stationary.h"

static void print_header(FILE *out, const struct results *r)
{
    static const char *const percentiles[] = {"mean", "p50", "p90", "p99", "p999", "max"};
    static const char *const of_source[] = {"sessions.started", "sessions.ok", "sessions.failed", "latency.session.p50",
                                            "latency.session.p99"};
    fputs("time", out);
    for (size_t i = 0; i < COUNTERS_N; i++) {
        fprintf(out, ",%s", results_counter_info[i].name);
    }
    for (size_t i = 0; i < GAUGES_N; i++) {
        fprintf(out, ",%s", results_gauge_info[i].name);
    }
    for (size_t i = 0; i < 12; i++) {
        fprintf(out, ",latency.%s.%s", i < 6 ? "read" : "session", percentiles[i % 6]);
    }
    for (size_t s = 0; s < r->config->sources_n; s++) {
        for (size_t i = 0; i < sizeof of_source / sizeof of_source[0]; i++) {
            fputc(',', out);
            csv_print(out, text_format("traffic.%s.%s", r->config->sources[s].name, of_source[i]).s);
        }
    }
    fputs(",db.capacity,slo.p99,slo.success\n", out);
}

static void print_cell(FILE *out, double value)
{
    fputc(',', out);
    csv_print_number(out, value);
}

static void print_percentiles(FILE *out, const struct percentiles *p)
{
    print_cell(out, p->mean);
    print_cell(out, p->p50);
    print_cell(out, p->p90);
    print_cell(out, p->p99);
    print_cell(out, p->p999);
    print_cell(out, p->max);
}

static void print_source(FILE *out, const struct source_window *w, double seconds)
{
    print_cell(out, (double)w->sessions_started / seconds);
    print_cell(out, (double)w->sessions_ok / seconds);
    print_cell(out, (double)w->sessions_failed / seconds);
    print_cell(out, w->session.p50);
    print_cell(out, w->session.p99);
}

static void print_window(FILE *out, const struct results *r, const struct window *w, double capacity)
{
    double seconds = (double)(w->end_ns - w->start_ns) * 1e-9;
    csv_print_number(out, (double)w->start_ns / 1e9);
    for (size_t i = 0; i < COUNTERS_N; i++) {
        print_cell(out, (double)w->counter[i] / seconds);
    }
    for (size_t i = 0; i < GAUGES_N; i++) {
        print_cell(out, w->gauge[i]);
    }
    print_percentiles(out, &w->read);
    print_percentiles(out, &w->session);
    for (size_t s = 0; s < r->config->sources_n; s++) {
        print_source(out, &w->source[s], seconds);
    }
    bool has_slo = isfinite(r->config->slo.p99_s) || r->config->slo.success > 0;
    print_cell(out, capacity);
    print_cell(out, r->config->slo.p99_s);
    print_cell(out, has_slo ? r->config->slo.success : NAN);
    fputc('\n', out);
}

bool timeline_print(FILE *out, const void *results)
{
    const struct results *r = results;
    double capacity = stationary_capacity_per_s(r->config);
    print_header(out, r);
    for (size_t i = 0; i < r->windows_n; i++) {
        print_window(out, r, &r->windows[i], capacity);
    }
    return true;
}
