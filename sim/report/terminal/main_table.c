/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main_table.c: every column stands for something that happened, and none depends on how long the run goes on after it
 * (see main_table.h).
 */
#include "report/terminal/main_table.h"

#include <math.h>
#include <string.h>

#include "outcome/metrics.h"
#include "report/palette.h"
#include "report/slo_text.h"

enum column { NAME, VERDICT, BROKEN, LOST, WORST, BUSY, QUEUE, MISS, HITS, WARM, COLUMNS_N };

static struct text nothing(void)
{
    return text_format("-");
}

static struct text share_or_nothing(double share)
{
    return isnan(share) ? nothing() : text_percent(share);
}

/* Where the slowest 1% of the worst window were not served: "lost", or how long they have waited at least. */
static struct text worst_text(const struct results *r)
{
    double p99_s = r->slo.worst_p99_s;
    if (!isinf(p99_s)) {
        return text_seconds_short(p99_s);
    }
    const struct window *w = &r->windows[r->slo.worst_window];
    return 100 * w->users.lost > w->users.came
               ? text_format("lost")
               : text_format(">%s", text_seconds_short(seconds(r->end_ns - w->end_ns)).s);
}

/* From the trigger on; "held": it never left; ">41 s": not by the end. */
static struct text warm_text(const struct results *r)
{
    const struct recovery *out = &r->recovery;
    bool cache = r->config->cache.present || r->config->servers.local.present;
    if (isnan(out->trigger_s) || !cache || isnan(out->hit_reference)) {
        return nothing();
    }
    return !out->warm_to_reach  ? text_format("held")
           : isnan(out->warm_s) ? text_format(">%s", text_seconds_short(seconds(r->end_ns) - out->trigger_s).s)
                                : text_seconds_short(out->warm_s);
}

static struct text cell_of(const struct results *r, enum column column)
{
    double value = (double)NAN;
    switch (column) {
    case NAME:
        return text_format("%.200s", r->config->variant);
    case VERDICT:
        return text_format("%s", metrics_verdict_name(r->verdict));
    case BROKEN:
        return text_seconds_short(r->slo.violated_s);
    case LOST:
        metrics_value(r, "users.lost_share", &value);
        return share_or_nothing(value);
    case WORST:
        return worst_text(r);
    case BUSY:
        return share_or_nothing(r->db_utilisation_peak);
    case QUEUE:
        return r->db_queue_peak > 0 ? text_si((double)r->db_queue_peak) : nothing();
    case MISS:
        metrics_value(r, "amplification", &value);
        return text_si(value);
    case HITS:
        metrics_value(r, "cache.hit_ratio", &value);
        return r->config->cache.present || r->config->servers.local.present ? share_or_nothing(value) : nothing();
    default:
        return warm_text(r);
    }
}

/* A column in which no variant has anything to show is left out, but for those that are the point. */
static bool is_shown(const struct report_run *run, enum column column)
{
    bool shown = column <= WORST;
    for (size_t i = 0; i < run->results_n; i++) {
        shown = shown || strcmp(cell_of(run->results[i], column).s, "-") != 0;
    }
    return shown;
}

static void explain(const bool shown[COLUMNS_N], FILE *out)
{
    static const char *const help[COLUMNS_N] = {[BROKEN] = "SLO broken: windows that violate it, added up.",
                                                [LOST] = "lost: users who gave up or were turned away.",
                                                [WORST] = "worst p99: of users by when they came, in the worst window.",
                                                [BUSY] = "busy: of what the database could do, in the fullest window;",
                                                [QUEUE] = "queue: most that waited.",
                                                [MISS] = "per miss: queries for each key found missing.",
                                                [WARM] = "warm after: from the trigger until the hit ratio is back."};
    struct text words = {""};
    for (int c = 0; c < COLUMNS_N; c++) {
        if (shown[c] && help[c] != NULL) {
            words = text_format("%s%s%s", words.s, words.s[0] != '\0' ? " " : "", help[c]);
        }
    }
    fputs("\n  ", out);
    text_wrap(out, words.s, 2, 79);
    fputc('\n', out);
}

void main_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    static const struct grid_column all[COLUMNS_N] = {
        [NAME] = {{"", "variant"}, true},    [VERDICT] = {{"", "verdict"}, true}, [BROKEN] = {{"SLO", "broken"}, false},
        [LOST] = {{"users", "lost"}, false}, [WORST] = {{"worst", "p99"}, false}, [BUSY] = {{"db", "busy"}, false},
        [QUEUE] = {{"db", "queue"}, false},  [MISS] = {{"per", "miss"}, false},   [HITS] = {{"cache", "hits"}, false},
        [WARM] = {{"warm", "after"}, false},
    };
    struct grid_column columns[COLUMNS_N];
    bool shown[COLUMNS_N];
    size_t n = 0;
    for (int c = 0; c < COLUMNS_N; c++) {
        shown[c] = is_shown(run, (enum column)c);
        if (shown[c]) {
            columns[n++] = all[c];
        }
    }
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        memset(&rows[i], 0, sizeof rows[i]);
        for (int c = 0, at = 0; c < COLUMNS_N; c++) {
            if (shown[c]) {
                rows[i].cell[at++] = cell_of(r, (enum column)c);
            }
        }
        snprintf(rows[i].colour[0], sizeof rows[i].colour[0], "\033[38;5;%dm", palette_terminal(i));
        snprintf(rows[i].colour[1], sizeof rows[i].colour[1], "%s", palette_verdict(r->verdict));
    }
    grid_print(out, columns, n, rows, run->results_n, colour);
    explain(shown, out);
}

void main_table_slo(const struct report_run *run, FILE *out)
{
    const struct config *c = run->results[0]->config;
    struct text promise = slo_text(&c->slo);
    for (size_t i = 1; i < run->results_n; i++) {
        if (strcmp(slo_text(&run->results[i]->config->slo).s, promise.s) != 0) {
            return; /* each variant its own: see scenario.json */
        }
    }
    if (promise.s[0] != '\0') {
        fputs("  ", out);
        text_wrap(
            out,
            text_format("SLO: of the users of every %s %s.", text_seconds((double)c->run.window_ns * 1e-9).s, promise.s)
                .s,
            2, 79);
        fputc('\n', out);
    }
}
