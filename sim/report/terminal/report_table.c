/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_table.c: what the run found, for a terminal of 80 columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "outcome/metrics.h"
#include "report/cold_start.h"
#include "report/palette.h"
#include "report/report.h"
#include "report/terminal/expectations_table.h"
#include "report/terminal/grid.h"
#include "report/terminal/main_table.h"
#include "report/terminal/overload_table.h"
#include "report/terminal/replicated.h"
#include "report/terminal/source_table.h"
#include "theory/empty_cache.h"
#include "theory/estimate.h"
#include "theory/stationary.h"

#define NAME_WIDTH 28
#define NAMED_MOST 4 /* variants in a sentence */

static struct text plain(const char *s)
{
    return text_clip(s, 40);
}

static void set_colours(struct grid_row *row, size_t variant, enum verdict_kind verdict)
{
    snprintf(row->colour[0], sizeof row->colour[0], "\033[38;5;%dm", palette_terminal(variant));
    snprintf(row->colour[1], sizeof row->colour[1], "%s", palette_verdict(verdict));
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
        {{"empty cache:", "db queries/s"}, true},
        {{"1st s", "20% rule"}, false},
        {{"1st s", "law"}, false},
        {{"1st s", "sim."}, false},
        {{"1 min", "law"}, false},
        {{"1 min", "sim."}, false},
        {{"10 min", "law"}, false},
        {{"10 min", "sim."}, false},
    };
    size_t n = 0, columns_n = 4;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        double begins_s = empty_cache_begins_s(r->config), left_s = (double)r->end_ns * 1e-9 - begins_s;
        if (isnan(begins_s) || !(stationary_reads_per_s(r->config, (int64_t)(begins_s * 1e9)) > 0)) {
            continue; /* nothing is emptied, or nobody reads then for arithmetic to speak of */
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
        fputs("\n  Arithmetic that counts each key once, beside what was simulated (sim.).\n"
              "  20% rule: a fifth of the reads are of distinct keys. law: reads of keys that\n"
              "  nobody has read since, by the law of popularity.\n",
              out);
    }
}

/* Variants that are undecided, together where the reason is the same. */
static void print_undecided(const struct report_run *run, enum undecided_why why, FILE *out)
{
    size_t n = 0;
    struct text names = {""};
    for (size_t i = 0; i < run->results_n; i++) {
        if (run->results[i]->undecided == why) {
            struct text name = text_clip(run->results[i]->config->variant, NAME_WIDTH);
            names = ++n <= NAMED_MOST ? text_format("%s%s%s", names.s, n > 1 ? ", " : "", name.s) : names;
        }
    }
    if (n == 0) {
        return;
    }
    struct text more = n > NAMED_MOST ? text_format(" and %zu more", n - NAMED_MOST) : (struct text){""};
    struct text who = n < run->results_n ? text_format(" (%s%s)", names.s, more.s) : (struct text){""};
    fputs("  ", out);
    text_wrap(out, text_format("undecided%s: %s.", who.s, metrics_undecided_text(why)).s, 2, 79);
    fputc('\n', out);
}

static void print_warnings(const struct report_run *run, FILE *out)
{
    for (enum undecided_why why = UNDECIDED_NO_SLO; why <= UNDECIDED_NEAR; why++) {
        if (why != UNDECIDED_PARTIAL) {
            print_undecided(run, why, out);
        }
    }
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        if (r->total[COUNTER_SESSIONS_OVERFLOWED] > 0) {
            fprintf(out,
                    "\n  Warning: in variant %s the simulator had no room for\n"
                    "  %s sessions, which count as failed. Raise run.max_sessions or\n"
                    "  run.max_reads, or bound the queues of the scenario.\n",
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
    fprintf(out, "\n  %s read%s simulated one by one in %s, all variants added up: %s/s. Seed %llu.\n",
            text_si(reads).s, reads > 1 || reads < 1 ? "s" : "", text_seconds(wall_s).s,
            wall_s > 0 ? text_si(reads / wall_s).s : "-", run->seed);
}

static void print_title(const struct report_run *run, FILE *out)
{
    struct text name = text_clip(run->name, 40);
    struct text title = text_format("%s%s%s%s", name.s, run->title[0] != '\0' ? ": " : "", text_clip(run->title, 90).s,
                                    run->partial ? " (interrupted)" : "");
    text_wrap(out, title.s, 2, 80);
    fputc('\n', out);
}

/* The beginning of what the scenario says of itself: what fits two lines. */
static void print_about(const char *about, FILE *out)
{
    enum { WIDTH = 78, LINES = 2 };
    const char *at = about;
    for (int line = 0; line < LINES && *at != '\0'; line++) {
        struct text rest = text_clip(at, WIDTH);
        size_t n = strlen(rest.s);
        bool more = strlen(at) > n || strcmp(rest.s, at) != 0;
        if (more) {
            n = strlen(text_clip(at, WIDTH - 1).s) - strlen("\xe2\x80\xa6");
            while (n > 0 && at[n] != ' ') {
                n--;
            }
        }
        bool cut = more && line + 1 == LINES;
        fprintf(out, "  %.*s%s\n", (int)n, at, cut ? "\xe2\x80\xa6" : "");
        at += n + (at[n] == ' ');
    }
}

static void print_details(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    if (run->samples != NULL) {
        fprintf(out, "\n  What follows, and every file but summary.json, is of the first replication (seed %llu).\n",
                run->seed);
    }
    overload_table_print(run, rows, out, colour);
    source_table_print(run, rows, out, colour);
    print_cold(run, rows, out, colour);
}

void report_table(const struct report_run *run, FILE *out, enum report_detail detail, bool colour)
{
    print_title(run, out);
    if (detail == REPORT_BRIEF) {
        print_about(run->about, out);
    }
    if (run->results_n == 0) {
        fputs("  no variant was finished\n", out);
    } else {
        struct grid_row *rows = memory_must(calloc(run->results_n, sizeof *rows));
        fputc('\n', out);
        if (run->samples != NULL) {
            replicated_print(run, rows, out, colour);
        } else {
            main_table_print(run, rows, out, colour);
        }
        main_table_slo(run, out);
        if (detail == REPORT_FULL) {
            print_details(run, rows, out, colour);
        }
        print_warnings(run, out);
        if (detail == REPORT_FULL) {
            print_speed(run, out);
        }
        free(rows);
    }
    if (detail != REPORT_TABLE) {
        expectations_table_print(run, out, detail == REPORT_BRIEF, colour);
    }
}
