/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.h: comma-separated text (RFC 4180), as the timeline and event files are written and read back.
 *
 * A text that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe in front, as OWASP
 * advises against CSV injection; so does one that begins with an apostrophe, so that reading takes away what was put there.
 */
#ifndef HERDSIM_CSV_H
#define HERDSIM_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Prints a cell of text, quoted where it has to be. */
void csv_print(FILE *out, const char *cell);

/* Prints a number as the shortest text that reads back as the same; "inf" if it is infinite, nothing (an empty cell)
 * if it is not a number. */
void csv_print_number(FILE *out, double value);

struct csv {
    char *text;  /* owns the cells */
    char **cell; /* row by row, the header being row 0 */
    size_t rows_n, columns_n;
};

/* Splits `text`, which it takes over (freed on failure too). False without memory or if a row does not have
 * as many cells as the header. */
bool csv_parse(struct csv *csv, char *text);
void csv_free(struct csv *csv);

/* Index of a column by its name; columns_n if there is none. */
size_t csv_column(const struct csv *csv, const char *name);

/* Text and number (NAN: empty cell, or no such row or column) of a cell; row 1 is the first after the header. */
const char *csv_text(const struct csv *csv, size_t row, size_t column);
double csv_number(const struct csv *csv, size_t row, size_t column);

#endif
