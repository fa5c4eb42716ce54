/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_table.c: a few columns a source, in as many blocks as the width of a terminal asks for (see source_table.h). */
#include "report/terminal/source_table.h"

#include <math.h>
#include <string.h>

#include "outcome/slo.h"
#include "outcome/warmup.h"
#include "report/compare.h"
#include "report/palette.h"

#define NAME_WIDTH 28
#define SOURCE_WIDTH 14
#define PER_BLOCK 3 /* sources side by side, so that a block keeps to the width of a terminal */

static const struct config_source *source_of(const struct results *r, const char *name, size_t *index)
{
    for (size_t i = 0; i < r->config->sources_n; i++) {
        if (strcmp(r->config->sources[i].name, name) == 0) {
            *index = i;
            return &r->config->sources[i];
        }
    }
    return NULL;
}

/* Of users by when they came; of windows of which it is known what became of theirs. */
static double worst_p99_s(const struct results *r, size_t source)
{
    double worst = (double)NAN;
    for (size_t i = warmup_windows_n(r); i < r->windows_n; i++) {
        const struct source_window *w = &r->windows[i].source[source];
        bool known = w->users.waiting == 0 || r->windows[i].slo == SLO_VIOLATED;
        worst = known ? fmax(worst, w->users.p99) : worst; /* skips NAN */
    }
    return worst;
}

static double lost_share(const struct user_window *u)
{
    return u->came > 0 ? (double)u->lost / (double)u->came : (double)NAN;
}

enum column { P99, WORST, LOST, BROKEN, COLUMNS_N };

struct shown { /* the columns of every source */
    enum column column[COLUMNS_N];
    size_t n;
};

/* Those that have something to tell: of losses where there are any, of SLOs where some source has its own. */
static struct shown shown_of(const struct report_run *run)
{
    bool lost = false, broken = false;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        lost = lost || r->users.lost > 0;
        for (size_t s = 0; s < r->config->sources_n; s++) {
            broken = broken || slo_asks(&r->config->sources[s].slo);
        }
    }
    struct shown shown = {{P99, WORST}, 2};
    if (lost) {
        shown.column[shown.n++] = LOST;
    }
    if (broken) {
        shown.column[shown.n++] = BROKEN;
    }
    return shown;
}

/* The variant with most sources names the columns; others may lack some of them. */
static const struct config *widest(const struct report_run *run)
{
    const struct config *most = run->results[0]->config;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        most = r->config->sources_n > most->sources_n ? r->config : most;
    }
    return most;
}

static struct text cell_of(const struct results *r, const char *name, enum column column)
{
    size_t s;
    if (source_of(r, name, &s) == NULL) {
        return text_seconds((double)NAN);
    }
    switch (column) {
    case P99:
        return compare_wait_text(r->source[s].users.p99);
    case WORST:
        return compare_wait_text(worst_p99_s(r, s));
    case LOST:
        return text_percent(lost_share(&r->source[s].users));
    default:
        return text_seconds_short(slo_source_broken_s(r, s));
    }
}

static void print_block(const struct report_run *run, const struct config_source *source, size_t n,
                        const struct shown *shown, struct grid_row *rows, FILE *out, bool colour)
{
    static const char *const heads[COLUMNS_N] = {
        [P99] = "p99", [WORST] = "worst", [LOST] = "lost", [BROKEN] = "SLO broken"};
    struct grid_column columns[1 + COLUMNS_N * PER_BLOCK] = {{{"users of", "variant"}, true}};
    struct text name[PER_BLOCK];
    size_t each = shown->n;
    for (size_t s = 0; s < n; s++) {
        name[s] = text_clip(source[s].name, SOURCE_WIDTH);
        for (size_t i = 0; i < each; i++) {
            columns[1 + s * each + i] = (struct grid_column){{i == 0 ? name[s].s : "", heads[shown->column[i]]}, false};
        }
    }
    for (size_t v = 0; v < run->results_n; v++) {
        memset(&rows[v], 0, sizeof rows[v]);
        rows[v].cell[0] = text_clip(run->results[v]->config->variant, NAME_WIDTH);
        snprintf(rows[v].colour[0], sizeof rows[v].colour[0], "\033[38;5;%dm", palette_terminal(v));
        for (size_t i = 0; i < n * each; i++) {
            rows[v].cell[1 + i] = cell_of(run->results[v], source[i / each].name, shown->column[i % each]);
        }
    }
    fputc('\n', out);
    grid_print(out, columns, 1 + n * each, rows, run->results_n, colour);
}

void source_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    struct shown shown = shown_of(run);
    const struct config *c = widest(run);
    if (c->sources_n < 2) {
        return;
    }
    size_t most = shown.n < COLUMNS_N ? PER_BLOCK : PER_BLOCK - 1;
    for (size_t first = 0; first < c->sources_n; first += most) {
        size_t n = c->sources_n - first < most ? c->sources_n - first : most;
        print_block(run, &c->sources[first], n, &shown, rows, out, colour);
    }
    fputs("\n  The same by traffic source. p99: over the whole run; worst: in the window where\n  it is largest.", out);
    fputs(shown.column[shown.n - 1] == BROKEN ? " SLO broken: that of the source alone.\n" : "\n", out);
}
