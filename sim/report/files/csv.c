/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.c: one pass that cuts the text in place: cells are pointers into it (see csv.h). */
#include "report/files/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/files/json.h"

/* A spreadsheet takes a cell that begins so for a formula; an apostrophe in front makes it text. */
static bool needs_apostrophe(char first)
{
    return first != '\0' && strchr("=+-@\t\r'", first) != NULL;
}

void csv_print(FILE *out, const char *cell)
{
    const char *apostrophe = needs_apostrophe(cell[0]) ? "'" : "";
    if (strpbrk(cell, ",;\"\t\r\n") == NULL) { /* some spreadsheets cut at ';' or tabs */
        fprintf(out, "%s%s", apostrophe, cell);
        return;
    }
    fprintf(out, "\"%s", apostrophe);
    for (; *cell != '\0'; cell++) {
        if (*cell == '"') {
            fputc('"', out);
        }
        fputc(*cell, out);
    }
    fputc('"', out);
}

void csv_print_number(FILE *out, double value)
{
    if (!isnan(value)) {
        fputs(isinf(value) ? "inf" : json_number(value).s, out);
    }
}

/* Cuts the cell at *at off in place, unquoted; moves *at past its separator and returns which one that was:
 * ',', '\n', or '\0' at the end of the text. */
static char cut(char **at, char **cell)
{
    char *from = *at, *to = *at;
    bool quoted = *from == '"';
    from += quoted;
    *cell = to;
    while (*from != '\0' && (quoted || (*from != ',' && *from != '\n'))) {
        if (quoted && *from == '"') {
            from++;
            quoted = *from == '"';
            if (!quoted) {
                continue;
            }
        }
        *to++ = *from++;
    }
    char end = *from;
    *at = end == '\0' ? from : from + 1;
    *to = '\0';
    return end;
}

bool csv_parse(struct csv *csv, char *text)
{
    size_t separators = 1;
    for (const char *c = text; *c != '\0'; c++) {
        separators += *c == ',' || *c == '\n';
    }
    *csv = (struct csv){text, malloc(separators * sizeof *csv->cell), 0, 0};
    size_t n = 0, row_begin = 0;
    bool even = csv->cell != NULL;
    for (char *at = text; even && *at != '\0';) {
        if (cut(&at, &csv->cell[n++]) != ',') {
            csv->columns_n = csv->rows_n == 0 ? n : csv->columns_n;
            even = n - row_begin == csv->columns_n;
            csv->rows_n++;
            row_begin = n;
        }
    }
    if (!even || csv->rows_n == 0) {
        csv_free(csv);
        return false;
    }
    return true;
}

void csv_free(struct csv *csv)
{
    free(csv->text);
    free(csv->cell);
    *csv = (struct csv){NULL, NULL, 0, 0};
}

size_t csv_column(const struct csv *csv, const char *name)
{
    size_t i = 0;
    while (i < csv->columns_n && strcmp(csv->cell[i], name) != 0) {
        i++;
    }
    return i;
}

const char *csv_text(const struct csv *csv, size_t row, size_t column)
{
    const char *cell = row < csv->rows_n && column < csv->columns_n ? csv->cell[row * csv->columns_n + column] : "";
    return cell[0] == '\'' && needs_apostrophe(cell[1]) ? cell + 1 : cell;
}

double csv_number(const struct csv *csv, size_t row, size_t column)
{
    const char *s = csv_text(csv, row, column);
    char *end;
    double value = strtod(s, &end);
    return end == s || *end != '\0' ? NAN : value;
}
