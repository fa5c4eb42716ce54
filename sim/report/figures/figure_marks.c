/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_marks.c: one array per property, an entry per mark (see figure_marks.h). */
#include "report/figures/figure_marks.h"

#include "report/figures/figure_string.h"
#include "report/files/json.h"
#include "report/palette.h"

/* gnuplot knows no empty array: one entry more, that nobody asks for. */
static void begin_array(FILE *out, const char *name, size_t n)
{
    fprintf(out, "array %s[%zu] = [", name, n + 1);
}

void figure_marks_print(FILE *out, const struct figure_variables *p, double unit_s, double row_height)
{
    const struct marks *m = p->marks;
    fprintf(out, "marks = %zu\nmark_height = %s\n", m->marks_n, json_number(row_height).s);
    begin_array(out, "mark_at", m->marks_n);
    for (size_t i = 0; i < m->marks_n; i++) {
        fprintf(out, "%s, ", json_number(m->mark[i].at_s / unit_s).s);
    }
    fputs("0]\n", out);
    begin_array(out, "mark_text", m->marks_n);
    for (size_t i = 0; i < m->marks_n; i++) {
        figure_string_print(out, m->mark[i].text.s);
        fputs(", ", out);
    }
    fputs("'']\n", out);
    begin_array(out, "mark_colour", m->marks_n);
    for (size_t i = 0; i < m->marks_n; i++) {
        const struct mark *mark = &m->mark[i];
        bool own = mark->variants_n == 1 && p->variants_n > 1;
        fprintf(out, "'%s', ", own ? palette_hex(mark->variant) : "#444444");
    }
    fputs("'']\n", out);
    begin_array(out, "mark_in", m->marks_n); /* numbers of the variants, as |1|3| */
    for (size_t i = 0; i < m->marks_n; i++) {
        fputs("'|", out);
        for (size_t k = 0; k < p->variants_n; k++) {
            if ((m->mark[i].variants >> k % 64 & 1) != 0) {
                fprintf(out, "%zu|", k + 1);
            }
        }
        fputs("', ", out);
    }
    fputs("'']\n", out);
    begin_array(out, "mark_row", m->marks_n);
    for (size_t i = 0; i < m->marks_n; i++) {
        fprintf(out, "%d, ", m->mark[i].row);
    }
    fputs("0]\n", out);
    begin_array(out, "mark_leftwards", m->marks_n);
    for (size_t i = 0; i < m->marks_n; i++) {
        fprintf(out, "%d, ", m->mark[i].leftwards);
    }
    fputs("0]\n", out);
}
