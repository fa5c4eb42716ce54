/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_figure.c: a row a set: the interval of its share, and what it costs (see advise_report.h). */
#include "report/figures/figure_string.h"
#include "study/advise_report.h"
#include "study/advise_table.h"
#include "study/advise_words.h"
#include "study/study_figure.h"

/* row share low high state (0 does not hold, 1 holds, 2 the answer, 3 open) */
static bool print_data(FILE *out, const void *context)
{
    const struct advise *a = context;
    size_t set[ADVISE_TABLE_MOST], n = advise_table_pick(a, ADVISE_TABLE_MOST, set);
    for (size_t i = 0; i < n; i++) {
        const struct selection_set *x = &a->selection.set[set[i]];
        struct share_interval in = share_interval(x->seen.held, x->seen.n, a->selection.confidence);
        int state = set[i] == a->selection.answer                                 ? 2
                    : x->state == SELECTION_HOLDS                                 ? 1
                    : x->state == SELECTION_OPEN || x->state == SELECTION_WAITING ? 3
                                                                                  : 0;
        fprintf(out, "%zu", i);
        study_figure_number(out, (double)x->seen.held / (double)x->seen.n);
        study_figure_number(out, in.low);
        study_figure_number(out, in.high);
        fprintf(out, " %d\n", state);
    }
    return true;
}

static bool print_variables(FILE *out, const void *context)
{
    const struct advise *a = context;
    size_t set[ADVISE_TABLE_MOST], n = advise_table_pick(a, ADVISE_TABLE_MOST, set);
    fputs("title_text = ", out);
    figure_string_print(out, text_format("%s: %s", a->design->base->name, advise_words_answer(a).s).s);
    fputs("\nhold_text = ", out);
    figure_string_print(out, text_format("share of all runs with \"%s\" (%%)", a->condition.text).s);
    fprintf(out, "\nshare = %.10g\nrows = %zu\narray row_text[%zu] = [", a->selection.share, n, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct text name = text_clip(advise_words_set(a, set[i]).s, 44);
        figure_string_print(out,
                            text_format("%s, %s", name.s, advise_words_cost(a, a->selection.set[set[i]].cost).s).s);
        fputs(", ", out);
    }
    fputs("'']\n", out);
    return true;
}

enum study_figure advise_report_draw(const struct advise *a, const char *dir, const char *scripts, FILE *errors)
{
    return study_figure_draw(dir, scripts, "advise", print_variables, print_data, a, errors);
}
