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
    cr_assert_eq(width_of(8, 6, &cut), 2 + 8 + 7 * (2 + 6));
    cr_assert_not(cut);
    cr_assert_eq(width_of(22, 6, &cut), 2 + 22 + 7 * (2 + 6));
    cr_assert_not(cut);
    cr_assert_eq(width_of(25, 6, &cut), 80, "three gaps are narrower");
    cr_assert_not(cut);
    cr_assert_eq(width_of(29, 6, &cut), 2 + 29 + 7 * (1 + 6));
    cr_assert_not(cut);
    cr_assert_eq(width_of(50, 6, &cut), 80);
    cr_assert(cut);
}

/* Of a name that is too long the end is kept, too: variants of one kind begin alike. */
Test(grid, names_lose_their_middle)
{
    struct grid_column columns[COLUMNS];
    struct grid_row row = row_of(60, 6);
    for (size_t c = 0; c < COLUMNS; c++) {
        columns[c] = (struct grid_column){{"", "x"}, c == 0};
    }
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    grid_print(out, columns, COLUMNS, &row, 1, false);
    fclose(out);
    cr_assert_not_null(strstr(text, "  abcdefghijklmno\xe2\x80\xa6vwxyzabcdefgh "), "%s", text);
    free(text);
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
