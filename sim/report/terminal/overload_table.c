/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overload_table.c: a table of columns, each with what it measures; those in which all variants are zero are left
 * out (see overload_table.h).
 */
#include "report/terminal/overload_table.h"

#include <math.h>
#include <string.h>

#include "outcome/alerts.h"
#include "report/palette.h"

#define NAME_WIDTH 28

enum column { RETRIES, WASTED, REFUSED, SHED, STALE, SIGNAL, FIRED, LEAD, COLUMNS_N };

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : (double)NAN;
}

static double count_of(const struct results *r, enum counter c)
{
    return (double)r->total[c];
}

/* What a column of numbers shows; 0: nothing. */
static double figure(const struct results *r, enum column column)
{
    switch (column) {
    case RETRIES:
        return count_of(r, COUNTER_SESSIONS_RETRIED);
    case WASTED:
        return share(count_of(r, COUNTER_DB_ABANDONED), count_of(r, COUNTER_DB_DONE));
    case REFUSED:
        return share(count_of(r, COUNTER_DB_REJECTED) + count_of(r, COUNTER_DB_THROTTLED) +
                         count_of(r, COUNTER_DB_REFUSED),
                     count_of(r, COUNTER_DB_QUERIES));
    case SHED:
        return share(count_of(r, COUNTER_SESSIONS_REJECTED) + count_of(r, COUNTER_SESSIONS_SHED),
                     count_of(r, COUNTER_SESSIONS_STARTED));
    default:
        return share(count_of(r, COUNTER_READS_STALE), count_of(r, COUNTER_READS_ISSUED));
    }
}

/* The signal that fired first; ALERTS_N: none did. */
static enum alert first_signal(const struct results *r)
{
    int first = ALERTS_N;
    for (int s = 0; s < ALERTS_N; s++) {
        if (r->alert[s].fired_s < (first < ALERTS_N ? r->alert[first].fired_s : (double)INFINITY)) {
            first = s;
        }
    }
    return (enum alert)first;
}

static bool is_shown(const struct report_run *run, enum column column)
{
    bool shown = false;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        enum alert s = first_signal(r);
        shown = shown || (column < SIGNAL ? figure(r, column) > 0
                                          : s < ALERTS_N && (column != LEAD || !isnan(r->alert[s].lead_s)));
    }
    return shown;
}

static struct text lead_text(double lead_s)
{
    return isnan(lead_s) ? text_format("-") : text_format("%s%s", lead_s < 0 ? "-" : "+", text_seconds(fabs(lead_s)).s);
}

static struct text cell_of(const struct results *r, enum column column)
{
    if (column < SIGNAL) {
        double value = figure(r, column);
        return column == RETRIES ? text_si(value) : text_percent(value);
    }
    enum alert s = first_signal(r);
    if (s == ALERTS_N) {
        return text_format("-");
    }
    return column == SIGNAL  ? text_format("%s", alerts_name[s])
           : column == FIRED ? text_seconds(r->alert[s].fired_s)
                             : lead_text(r->alert[s].lead_s);
}

static void explain(const bool shown[COLUMNS_N], FILE *out)
{
    static const char *const help[COLUMNS_N] = {
        [RETRIES] = "retries: sessions of users who try again.",
        [WASTED] = "wasted: queries that were done when nobody waited any more, of those done.",
        [REFUSED] = "refused: queries that the database turned away at once, of all.",
        [SHED] = "turned away: sessions that the app servers did not begin, of all.",
        [STALE] = "stale: reads that got a value past its freshness.",
        [FIRED] = "signal: which fired first, from the trigger on, and when.",
        [LEAD] = "lead: how long before (+) the next outage, or into one (-), that was."};
    fputc('\n', out);
    size_t at = 0;
    for (int c = 0; c < COLUMNS_N; c++) {
        if (!shown[c] || help[c] == NULL) {
            continue;
        }
        size_t wide = strlen(help[c]) + 1;
        bool breaks = at == 0 || at + wide > 79;
        fprintf(out, "%s%s%s", at > 0 && breaks ? "\n" : "", breaks ? "  " : " ", help[c]);
        at = breaks ? 2 + wide : at + wide;
    }
    fputc('\n', out);
}

void overload_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    static const struct grid_column all[COLUMNS_N] = {
        [RETRIES] = {{"", "retries"}, false}, [WASTED] = {{"", "wasted"}, false},
        [REFUSED] = {{"", "refused"}, false}, [SHED] = {{"turned", "away"}, false},
        [STALE] = {{"", "stale"}, false},     [SIGNAL] = {{"", "first signal"}, true},
        [FIRED] = {{"", "at"}, false},        [LEAD] = {{"", "lead"}, false},
    };
    struct grid_column columns[1 + COLUMNS_N] = {{{"", "variant"}, true}};
    bool shown[COLUMNS_N];
    size_t n = 1;
    for (int c = 0; c < COLUMNS_N; c++) {
        shown[c] = is_shown(run, (enum column)c);
        if (shown[c]) {
            columns[n++] = all[c];
        }
    }
    if (n == 1) {
        return;
    }
    for (size_t i = 0; i < run->results_n; i++) {
        memset(&rows[i], 0, sizeof rows[i]);
        rows[i].cell[0] = text_clip(run->results[i]->config->variant, NAME_WIDTH);
        snprintf(rows[i].colour[0], sizeof rows[i].colour[0], "\033[38;5;%dm", palette_terminal(i));
        size_t at = 1;
        for (int c = 0; c < COLUMNS_N; c++) {
            if (shown[c]) {
                rows[i].cell[at++] = cell_of(run->results[i], (enum column)c);
            }
        }
    }
    if (shown[SHED]) {
        fputc('\n', out); /* otherwise the upper line of the heads is empty */
    }
    grid_print(out, columns, n, rows, run->results_n, colour);
    explain(shown, out);
}
