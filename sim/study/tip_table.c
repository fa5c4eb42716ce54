/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_table.c: cells (see tip_table.h). */
#include "study/tip_table.h"

#include <stdlib.h>

#include "base/memory.h"
#include "study/tip_words.h"

static struct text points_text(const struct search *s, size_t point)
{
    const struct share *seen = &s->point[point].seen;
    return text_format("%zu of %zu", seen->held, seen->n);
}

/* The cells that all rows of a search begin with; returns how many. */
static size_t fill_which(const struct tip *t, const struct tip_lane *lane, struct grid_row *row)
{
    size_t c = 0;
    row->cell[c++] = text_clip(t->design->base->variants[lane->variant].variant, 30);
    if (t->design->axes_n > 0) {
        row->cell[c++] = text_clip(t->design->axis[0].value[lane->value], 20);
    }
    return c;
}

static void fill_edge(const struct tip *t, const struct search *s, size_t i, struct grid_row *row, size_t c)
{
    const struct search_edge *e = &s->edge[i];
    size_t yes = e->begins ? e->high : e->low, no = e->begins ? e->low : e->high;
    row->cell[c++] = text_format("%s%s", tip_words_edge(s, i), e->certain ? "" : " ?");
    row->cell[c++] = text_format("%s", range_text(&t->range, s->point[yes].x).text);
    row->cell[c++] = points_text(s, yes);
    row->cell[c++] = text_format("%s", range_text(&t->range, s->point[no].x).text);
    row->cell[c++] = points_text(s, no);
    row->cell[c] = i == 0 ? text_grouped((double)s->runs_n) : text_format("%s", "");
}

static void fill_none(const struct search *s, struct grid_row *row, size_t c)
{
    enum share_answer all = search_likely(s, s->order[0]);
    bool open = s->out_of_budget || all == SHARE_OPEN;
    row->cell[c++] = text_format("%s", open ? "open" : all == SHARE_ABOVE ? "always holds" : "never holds");
    for (size_t i = 0; i < 4; i++) {
        row->cell[c++] = text_format("-");
    }
    row->cell[c] = text_grouped((double)s->runs_n);
}

struct study_table tip_table_of(const struct tip *t)
{
    struct study_table table = {.row = NULL};
    size_t rows_n = 0, c = 0;
    for (size_t i = 0; i < t->lanes_n; i++) {
        size_t edges_n = t->lane[i].search.edges_n;
        rows_n += edges_n > 0 ? edges_n : 1;
    }
    table.row = memory_must(calloc(rows_n, sizeof *table.row));
    table.column[c++] = (struct grid_column){{"", "variant"}, true};
    if (t->design->axes_n > 0) {
        table.column[c++] = (struct grid_column){{"", tip_words_leaf(t->design->axis[0].path)}, false};
    }
    table.column[c++] = (struct grid_column){{"", "it"}, true};
    table.column[c++] = (struct grid_column){{"holds", "at"}, false};
    table.column[c++] = (struct grid_column){{"in", "runs"}, false};
    table.column[c++] = (struct grid_column){{"not", "at"}, false};
    table.column[c++] = (struct grid_column){{"in", "runs"}, false};
    table.column[c++] = (struct grid_column){{"all", "runs"}, false};
    table.columns_n = c;
    for (size_t i = 0; i < t->lanes_n; i++) {
        const struct search *s = &t->lane[i].search;
        for (size_t e = 0; e < s->edges_n || e == 0; e++) {
            struct grid_row *row = &table.row[table.rows_n++];
            size_t at = fill_which(t, &t->lane[i], row);
            if (s->edges_n == 0) {
                fill_none(s, row, at);
            } else {
                fill_edge(t, s, e, row, at);
            }
        }
    }
    return table;
}
