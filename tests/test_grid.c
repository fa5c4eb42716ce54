/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables keep to the width of a terminal. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "report/terminal/grid.h"

#define COLUMNS 8

static struct grid_row row_of(int first_width, int other_width)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    struct grid_row row = {0};
    for (size_t c = 0; c < COLUMNS; c++) {
        row.cell[c] = text_format("%.*s", c == 0 ? first_width : other_width, letters);
    }
    return row;
}

/* Widest line of a table with one row; *cut tells whether a text was shortened. */
static int width_of(int first_width, int other_width, bool *cut)
{
    struct grid_column columns[COLUMNS];
    struct grid_row row = row_of(first_width, other_width);
    for (size_t c = 0; c < COLUMNS; c++) {
        columns[c] = (struct grid_column){{"", "x"}, c == 0};
    }
    char *text, *rest = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    grid_print(out, columns, COLUMNS, &row, 1, false);
    fclose(out);
    *cut = strstr(text, "\xe2\x80\xa6") != NULL;
    int widest = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        widest = text_width(line) > widest ? text_width(line) : widest;
    }
    free(text);
    return widest;
}

Test(grid, gaps_shrink_before_names_are_cut)
{
    bool cut;
    cr_assert_eq(width_of(20, 8, &cut), 2 + 20 + 7 * (2 + 8));
    cr_assert_not(cut);
    cr_assert_eq(width_of(28, 8, &cut), 2 + 28 + 7 * (2 + 8));
    cr_assert_not(cut);
    cr_assert_eq(width_of(31, 8, &cut), 100, "three gaps are narrower");
    cr_assert_not(cut);
    cr_assert_eq(width_of(35, 8, &cut), 2 + 35 + 7 * (1 + 8));
    cr_assert_not(cut);
    cr_assert_eq(width_of(50, 8, &cut), 100);
    cr_assert(cut);
}

Test(grid, no_blanks_at_the_end_of_a_line)
{
    static const struct grid_column columns[] = {{{"a", "b"}, true}, {{"", "c"}, false}};
    struct grid_row row = {.cell = {{"name"}, {"12345"}}};
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    grid_print(out, columns, 2, &row, 1, false);
    fclose(out);
    cr_assert_str_eq(text, "  a\n  b         c\n  name  12345\n");
    free(text);
}
