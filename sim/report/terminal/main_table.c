/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main_table.c: every column stands for something that happened, and none depends on how long the run goes on after it
 * (see main_table.h).
 */
#include "report/terminal/main_table.h"

#include <math.h>
#include <string.h>

#include "outcome/metrics.h"
#include "report/outcome_text.h"
#include "report/palette.h"

enum column { NAME, VERDICT, BROKEN, LOST, WORST, BUSY, QUEUE, MISS, HITS, WARM, COLUMNS_N };

static struct text nothing(void)
{
    return text_format("-");
}

static struct text share_or_nothing(double share)
{
    return isnan(share) ? nothing() : text_percent(share);
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
        return outcome_text_worst(r);
    case BUSY:
        return share_or_nothing(r->db_utilisation_peak);
    case QUEUE:
        return r->db_queue_peak > 0 ? text_si((double)r->db_queue_peak) : nothing();
    case MISS:
        metrics_value(r, "amplification", &value);
        return outcome_text_has_cache(r) ? text_si(value) : nothing();
    case HITS:
        metrics_value(r, "cache.hit_ratio", &value);
        return outcome_text_has_cache(r) ? share_or_nothing(value) : nothing();
    default:
        return outcome_text_warm(r);
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
                                                [WORST] = "worst p99: of users by when they came, worst window.",
                                                [BUSY] = "busy: of what the database can do, fullest window;",
                                                [QUEUE] = "queue: most that waited.",
                                                [MISS] = "per miss: queries per missing key.",
                                                [WARM] = "warm after: until hits are back."};
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

void main_table_slo(const struct report_run *run, FILE *out)
{
    struct text line[OUTCOME_TEXT_PROMISES_MOST];
    size_t n = outcome_text_promises(run, line);
    for (size_t i = 0; i < n; i++) {
        print_words(out, line[i]);
    }
}
