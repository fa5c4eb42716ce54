/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_table.c: two columns a source, in as many blocks as the width of a terminal asks for (see source_table.h). */
#include "report/terminal/source_table.h"

#include <math.h>
#include <string.h>

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

/* The variant with most sources names the columns; others may lack some of them. */
static const struct config *widest(const struct report_run *run, bool *any_lost)
{
    const struct config *most = run->results[0]->config;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        most = r->config->sources_n > most->sources_n ? r->config : most;
        *any_lost = *any_lost || r->users.lost > 0;
    }
    return most;
}

static void fill_cells(struct text *cell, const struct results *r, const char *name, bool losses)
{
    size_t s;
    bool there = source_of(r, name, &s) != NULL;
    cell[0] = compare_wait_text(there ? r->source[s].users.p99 : (double)NAN);
    cell[1] = compare_wait_text(there ? worst_p99_s(r, s) : (double)NAN);
    if (losses) {
        cell[2] = text_percent(there ? lost_share(&r->source[s].users) : (double)NAN);
    }
}

static void print_block(const struct report_run *run, const struct config_source *source, size_t n, bool losses,
                        struct grid_row *rows, FILE *out, bool colour)
{
    static const char *const heads[] = {"p99", "worst", "lost"};
    struct grid_column columns[1 + 3 * PER_BLOCK] = {{{"users of", "variant"}, true}};
    struct text name[PER_BLOCK];
    size_t each = losses ? 3 : 2;
    for (size_t s = 0; s < n; s++) {
        name[s] = text_clip(source[s].name, SOURCE_WIDTH);
        for (size_t i = 0; i < each; i++) {
            columns[1 + s * each + i] = (struct grid_column){{i == 0 ? name[s].s : "", heads[i]}, false};
        }
    }
    for (size_t v = 0; v < run->results_n; v++) {
        memset(&rows[v], 0, sizeof rows[v]);
        rows[v].cell[0] = text_clip(run->results[v]->config->variant, NAME_WIDTH);
        snprintf(rows[v].colour[0], sizeof rows[v].colour[0], "\033[38;5;%dm", palette_terminal(v));
        for (size_t s = 0; s < n; s++) {
            fill_cells(&rows[v].cell[1 + s * each], run->results[v], source[s].name, losses);
        }
    }
    fputc('\n', out);
    grid_print(out, columns, 1 + n * each, rows, run->results_n, colour);
}

void source_table_print(const struct report_run *run, struct grid_row *rows, FILE *out, bool colour)
{
    bool losses = false;
    const struct config *c = widest(run, &losses);
    if (c->sources_n < 2) {
        return;
    }
    for (size_t first = 0; first < c->sources_n; first += PER_BLOCK) {
        size_t n = c->sources_n - first < PER_BLOCK ? c->sources_n - first : PER_BLOCK;
        print_block(run, &c->sources[first], n, losses, rows, out, colour);
    }
    fputs("\n  The same by traffic source. p99: over the whole run; worst: in the window where\n  it is largest.\n",
          out);
}
