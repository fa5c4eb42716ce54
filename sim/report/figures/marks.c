/* SPDX-License-Identifier: GPL-3.0-or-later */
/* marks.c: labels are laid out in rows from left to right, each in the first row where it fits (see marks.h). */
#include "report/figures/marks.h"

#include <string.h>

#define TEXT_WIDTH 34
#define CHARACTERS_ACROSS 112 /* of a label's font, over the width of a figure's axis */

void marks_add(struct marks *m, double at_s, const char *text, size_t variant)
{
    struct text label = text_clip(text, TEXT_WIDTH);
    uint64_t bit = UINT64_C(1) << variant % 64;
    size_t i = 0;
    while (i < m->marks_n && m->mark[i].at_s <= at_s) {
        struct mark *same = &m->mark[i];
        if (!(same->at_s < at_s) && strcmp(same->text.s, label.s) == 0) {
            same->variants_n += (same->variants & bit) == 0;
            same->variants |= bit;
            return;
        }
        i++;
    }
    if (m->marks_n < MARKS_MAX) {
        memmove(&m->mark[i + 1], &m->mark[i], (m->marks_n - i) * sizeof m->mark[0]);
        m->mark[i] = (struct mark){.at_s = at_s, .text = label, .variants = bit, .variants_n = 1, .variant = variant};
        m->marks_n++;
    }
}

void marks_lay_out(struct marks *m, double end_s)
{
    double used[MARKS_ROWS] = {0}; /* in characters from the left edge */
    for (size_t i = 0; i < m->marks_n; i++) {
        struct mark *mark = &m->mark[i];
        double at = mark->at_s / end_s * CHARACTERS_ACROSS, width = text_width(mark->text.s) + 2;
        mark->leftwards = at + width > CHARACTERS_ACROSS;
        double from = mark->leftwards ? at - width : at, to = mark->leftwards ? at : at + width;
        while (mark->row < MARKS_ROWS && used[mark->row] > from) {
            mark->row++;
        }
        if (mark->row == MARKS_ROWS) {
            mark->row = 0;
            mark->text.s[0] = '\0';
            continue;
        }
        used[mark->row] = to;
        m->rows_n = mark->row + 1 > m->rows_n ? mark->row + 1 : m->rows_n;
    }
}
