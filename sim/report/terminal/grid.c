/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid.c: two passes: how wide each column is, then the rows (see grid.h). */
#include "report/terminal/grid.h"

#define SCREEN_WIDTH 80
#define FIRST_MIN 14 /* characters that the first column keeps */

static int widest(const struct grid_column *column, size_t c, const struct grid_row *rows, size_t rows_n)
{
    int first = text_width(column->head[0]), second = text_width(column->head[1]);
    int width = first > second ? first : second;
    for (size_t r = 0; r < rows_n; r++) {
        int w = text_width(rows[r].cell[c].s);
        width = w > width ? w : width;
    }
    return width;
}

static void print_cell(FILE *out, const char *s, int width, bool left, const char *colour, bool last)
{
    int pad = width - text_width(s);
    fprintf(out, "%*s", left ? 0 : pad, "");
    fprintf(out, colour[0] != '\0' ? "%s%s\033[0m" : "%s%s", colour, s);
    fprintf(out, "%*s", left && !last ? pad : 0, "");
}

/* Names differ in their ends as often as in their beginnings: what is cut out of a long one is its middle. */
static struct text shortened(const char *s, int width)
{
    if (text_width(s) <= width || width < 8) {
        return text_clip(s, width);
    }
    int tail = width / 2 - 1;
    const char *end = s;
    for (int skip = text_width(s) - tail; skip > 0; skip--) {
        end++;
        while ((*end & 0xC0) == 0x80) {
            end++;
        }
    }
    return text_format("%s%.200s", text_clip(s, width - tail).s, end);
}

void grid_print(FILE *out, const struct grid_column *columns, size_t columns_n, const struct grid_row *rows,
                size_t rows_n, bool colour)
{
    int width[GRID_COLUMNS_MAX], gap[GRID_COLUMNS_MAX] = {0}, total = 1;
    for (size_t c = 0; c < columns_n; c++) {
        width[c] = widest(&columns[c], c, rows, rows_n);
        total += width[c] + 1;
    }
    int spare = SCREEN_WIDTH - total;
    if (spare < 0) {
        width[0] = width[0] + spare > FIRST_MIN ? width[0] + spare : FIRST_MIN;
    }
    for (size_t c = 0; c < columns_n; c++) {
        gap[c] = c == 0 || (int)(columns_n - c) <= spare ? 2 : 1;
    }
    for (size_t line = 0; line < 2; line++) {
        size_t end = columns_n; /* no blanks at the end of a line */
        while (end > 0 && columns[end - 1].head[line][0] == '\0') {
            end--;
        }
        for (size_t c = 0; c < end; c++) {
            fprintf(out, "%*s", gap[c], "");
            print_cell(out, columns[c].head[line], width[c], columns[c].left, "", c + 1 == end);
        }
        fputc('\n', out);
    }
    for (size_t r = 0; r < rows_n; r++) {
        for (size_t c = 0; c < columns_n; c++) {
            fprintf(out, "%*s", gap[c], "");
            const char *hue = colour && c < 2 ? rows[r].colour[c] : "";
            print_cell(out, shortened(rows[r].cell[c].s, width[c]).s, width[c], columns[c].left, hue,
                       c + 1 == columns_n);
        }
        fputc('\n', out);
    }
}
