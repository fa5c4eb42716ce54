/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_table.c: which sets are shown, and their cells (see advise_table.h). */
#include "study/advise_table.h"

#include <stdlib.h>

#include "base/memory.h"
#include "study/advise_words.h"

static bool is_tie(const struct selection *s, size_t i)
{
    return s->answer < s->sets_n && !(s->set[i].cost < s->set[s->answer].cost) &&
           !(s->set[i].cost > s->set[s->answer].cost);
}

/* The first to be shown have the highest rank; below zero: never. */
static double rank_of(const struct selection *s, size_t i)
{
    const struct selection_set *x = &s->set[i];
    if (i == 0 || i == s->answer) {
        return 5;
    }
    if (s->answer < s->sets_n && x->size + 1 == s->set[s->answer].size &&
        (x->options & ~s->set[s->answer].options) == 0) {
        return 4;
    }
    if (x->state == SELECTION_OPEN || (is_tie(s, i) && x->state == SELECTION_HOLDS)) {
        return 3;
    }
    return x->seen.n == 0 || x->state == SELECTION_WAITING ? -1 : (double)x->seen.held / (double)x->seen.n;
}

size_t advise_table_pick(const struct advise *a, size_t most, size_t set[ADVISE_TABLE_MOST])
{
    const struct selection *s = &a->selection;
    size_t n = 0;
    most = most < ADVISE_TABLE_MOST ? most : ADVISE_TABLE_MOST;
    for (size_t i = 0; i < s->sets_n; i++) {
        double rank = rank_of(s, i);
        size_t lowest = 0;
        for (size_t k = 1; k < n; k++) {
            lowest = rank_of(s, set[k]) < rank_of(s, set[lowest]) ? k : lowest;
        }
        if (rank < 0 || (n == most && rank <= rank_of(s, set[lowest]))) {
            continue;
        }
        for (size_t k = lowest; n == most && k + 1 < n; k++) { /* by number, which is by cost */
            set[k] = set[k + 1];
        }
        n -= n == most;
        set[n++] = i;
    }
    return n;
}

struct study_table advise_table_of(const struct advise *a, size_t most)
{
    size_t set[ADVISE_TABLE_MOST], n = advise_table_pick(a, most, set);
    struct study_table t = {.column = {{{"", "set of options"}, true},
                                       {{"", "cost"}, false},
                                       {{"held", "in runs"}, false},
                                       {{"of all", "runs"}, false},
                                       {{"", "so it"}, true}},
                            .columns_n = 5,
                            .row = memory_must(calloc(n, sizeof *t.row))};
    for (size_t i = 0; i < n; i++) {
        struct text *cell = t.row[t.rows_n++].cell;
        cell[0] = advise_words_set(a, set[i]);
        cell[1] = text_grouped(a->selection.set[set[i]].cost);
        cell[2] = advise_words_runs(a, set[i]);
        cell[3] = advise_words_share(a, set[i]);
        cell[4] = text_format("%s", advise_words_state(a, set[i]));
    }
    return t;
}

struct study_table advise_table_effects(const struct advise *a)
{
    struct study_table t = {.column = {{{"", "what it changes"}, true},
                                       {{"", "now"}, false},
                                       {{"", "then"}, false},
                                       {{"", "difference"}, false}},
                            .columns_n = 4,
                            .row = memory_must(calloc(advise_effects_n, sizeof *t.row))};
    for (size_t i = 0; i < advise_effects_n; i++) {
        struct interval now = advise_effect(a, 0, i), then = advise_effect(a, a->selection.answer, i),
                        difference = advise_effect_difference(a, a->selection.answer, 0, i);
        struct text *cell = t.row[t.rows_n++].cell;
        cell[0] = text_format("%s", advise_effects[i].words);
        cell[1] = advise_words_value(&now, i, false);
        cell[2] = advise_words_value(&then, i, false);
        cell[3] = advise_words_value(&difference, i, true);
    }
    return t;
}
