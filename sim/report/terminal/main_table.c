/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main_table.c: every column stands for something that happened, and none depends on how long the run goes on after it
 * (see main_table.h).
 */
#include "report/terminal/main_table.h"

#include <math.h>
#include <string.h>

#include "outcome/metrics.h"
#include "outcome/slo.h"
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

static bool has_cache(const struct results *r)
{
    return r->config->cache.present || r->config->servers.local.present;
}

/* From the trigger on; "held": it never left; ">41 s": not by the end. */
static struct text warm_text(const struct results *r)
{
    const struct recovery *out = &r->recovery;
    if (isnan(out->trigger_s) || !has_cache(r) || isnan(out->hit_reference)) {
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
        return has_cache(r) ? text_si(value) : nothing();
    case HITS:
        metrics_value(r, "cache.hit_ratio", &value);
        return has_cache(r) ? share_or_nothing(value) : nothing();
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

static void print_words(FILE *out, struct text words)
{
    fputs("  ", out);
    text_wrap(out, words.s, 2, 79);
    fputc('\n', out);
}

/* What is promised in a variant, and in how many more of them the same; 0: it was told with an earlier one. */
static size_t same_promise(const struct report_run *run, size_t variant, struct text promise)
{
    size_t n = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        bool same = strcmp(slo_text_all(run->results[i]->config).s, promise.s) == 0;
        if (same && i < variant) {
            return 0;
        }
        n += same;
    }
    return n;
}

static void print_promises(const struct report_run *run, FILE *out)
{
    enum { TOLD_MOST = 3 };
    size_t told_n = 0;
    for (size_t i = 0; i < run->results_n && told_n < TOLD_MOST; i++) {
        const struct config *c = run->results[i]->config;
        struct text promise = slo_text_all(c);
        size_t n = same_promise(run, i, promise);
        if (n == 0 || promise.s[0] == '\0') {
            continue;
        }
        struct text more = n > 1 ? text_format(" and %zu more", n - 1) : (struct text){""};
        struct text where =
            n == run->results_n ? (struct text){""} : text_format(" of %s%s", text_clip(c->variant, 40).s, more.s);
        print_words(out, text_format("SLO%.60s: %.340s.", where.s, promise.s));
        told_n++;
    }
}

/* Windows that say nothing. */
static void print_unjudged(const struct report_run *run, FILE *out)
{
    size_t open_n = 0, nobody_n = 0, all_n = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct slo_results *s = &run->results[i]->slo;
        open_n = s->open_n > open_n ? s->open_n : open_n;
        if (s->nobody_n > nobody_n) {
            nobody_n = s->nobody_n;
            all_n = s->met_n + s->violated_n + s->open_n + s->nobody_n;
        }
    }
    double window_s = seconds(run->results[0]->config->run.window_ns);
    struct text open = {""}, nobody = {""};
    if (open_n > 0) {
        open = text_format(" Not judged: who came in the last %s.", text_seconds((double)open_n * window_s).s);
    }
    if (nobody_n > 0) {
        nobody = text_format(" Nobody came in %s of %s windows.", text_grouped((double)nobody_n).s,
                             text_grouped((double)all_n).s);
    }
    if (open_n + nobody_n > 0) {
        print_words(
            out, text_format("%s%s", open.s[0] != '\0' ? open.s + 1 : nobody.s + 1, open.s[0] != '\0' ? nobody.s : ""));
    }
}

void main_table_slo(const struct report_run *run, FILE *out)
{
    print_promises(run, out);
    for (size_t i = 0; i < run->results_n; i++) {
        if (slo_any(run->results[i]->config)) {
            print_unjudged(run, out);
            return;
        }
    }
}
