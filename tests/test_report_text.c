/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people, JSON numbers and CSV cells: what is printed reads as meant, and reads back as it was. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "report/files/csv.h"
#include "report/files/json.h"
#include "report/palette.h"
#include "report/text.h"

Test(report_text, si)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},     {0.25, "0.25"},   {4.333, "4.33"}, {998.4, "998"},        {999.6, "1k"},
                 {8000, "8k"}, {84949, "84.9k"}, {999900, "1M"},  {396e6, "396M"},       {-1500, "-1.5k"},
                 {1, "1"},     {12.0, "12"},     {NAN, "-"},      {INFINITY, "no limit"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(text_si(cases[i].value).s, cases[i].text);
    }
}

Test(report_text, grouped)
{
    cr_assert_str_eq(text_grouped(110000).s, "110,000");
    cr_assert_str_eq(text_grouped(5555.56).s, "5,556");
    cr_assert_str_eq(text_grouped(999).s, "999");
    cr_assert_str_eq(text_grouped(1234567).s, "1,234,567");
    cr_assert_str_eq(text_grouped(-1234).s, "-1,234");
    cr_assert_str_eq(text_grouped(-123).s, "-123");
    cr_assert_str_eq(text_grouped(20e6).s, "20M");
    cr_assert_str_eq(text_grouped(4.333).s, "4.33");
}

Test(report_text, seconds)
{
    static const struct {
        double s;
        const char *text;
    } cases[] = {{0, "0 s"},      {300e-6, "300 us"}, {0.0045, "4.5 ms"},  {0.9996, "1 s"}, {1.3239, "1.32 s"},
                 {73, "73 s"},    {300, "5 min"},     {3600, "1 h"},       {3599.9, "1 h"}, {3540, "59 min"},
                 {86400, "24 h"}, {2e-9, "0.002 us"}, {INFINITY, "never"}, {NAN, "-"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(text_seconds(cases[i].s).s, cases[i].text);
    }
}

Test(report_text, percent)
{
    static const struct {
        double share;
        const char *text;
    } cases[] = {{0, "0%"},        {1e-6, "<0.01%"}, {0.0012, "0.12%"},  {0.034, "3.4%"},
                 {0.849, "84.9%"}, {0.2, "20%"},     {0.9971, "99.71%"}, {0.99999, ">99.99%"},
                 {1, "100%"},      {6.25, "625%"},   {25, "2,500%"},     {NAN, "-"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(text_percent(cases[i].share).s, cases[i].text);
    }
}

Test(report_text, clip_counts_characters_and_removes_controls)
{
    cr_assert_str_eq(text_clip("short", 5).s, "short");
    cr_assert_str_eq(text_clip("longer", 5).s, "long\xe2\x80\xa6");
    cr_assert_str_eq(text_clip("\xc3\xbc\xc3\xa4\xc3\xb6", 3).s, "\xc3\xbc\xc3\xa4\xc3\xb6");
    cr_assert_str_eq(text_clip("\xc3\xbc\xc3\xa4\xc3\xb6", 2).s, "\xc3\xbc\xe2\x80\xa6");
    cr_assert_str_eq(text_clip("a\nb\tc\x7f\xc2\x97"
                               "d\x1b",
                               20)
                         .s,
                     "a b c  d ");
    char wide[401]; /* 100 characters of four bytes */
    for (size_t i = 0; i < 100; i++) {
        memcpy(wide + 4 * i, "\xf0\x9f\x90\x91", 5);
    }
    cr_assert_str_eq(text_clip(wide, 100).s, wide);
    cr_assert_eq(text_width(text_clip(wide, 99).s), 99);
}

/* Every finite double comes back from its text: 100,000 bit patterns of a fixed seed, and the edges. */
Test(report_text, json_numbers_read_back_exactly)
{
    static const double edges[] = {0, 0.1, 1e22, 5e-324, 1.7976931348623157e308, -3, 240};
    struct rng r = rng_seed(7, 0, 0);
    for (size_t i = 0; i < 100000; i++) {
        uint64_t bits = rng_next(&r);
        double value;
        memcpy(&value, &bits, sizeof value);
        value = i < sizeof edges / sizeof edges[0] ? edges[i] : value;
        if (isfinite(value)) {
            double back = strtod(json_number(value).s, NULL);
            cr_assert(memcmp(&back, &value, sizeof value) == 0, "%a became %s", value, json_number(value).s);
        }
    }
    cr_assert_str_eq(json_number(0.1).s, "0.1");
    cr_assert_str_eq(json_number(NAN).s, "null");
    cr_assert_str_eq(json_number(-INFINITY).s, "null");
}

Test(report_text, csv_reads_back_what_it_prints)
{
    static const char *const cells[] = {"plain", "a,b",  "say \"x\"", "two\nlines", "",  " spaces ",
                                        "=1+1",  "-2,3", "'=x",       "'quoted'",   "@", "\t=2;3"};
    enum { CELLS_N = sizeof cells / sizeof cells[0] };
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert_not_null(out);
    for (size_t row = 0; row < 3; row++) {
        for (size_t i = 0; i < CELLS_N; i++) {
            fputs(i > 0 ? "," : "", out);
            csv_print(out, cells[(i + row) % CELLS_N]);
        }
        fputc('\n', out);
    }
    fclose(out);
    struct csv csv;
    cr_assert(csv_parse(&csv, text));
    cr_assert_eq(csv.rows_n, 3);
    cr_assert_eq(csv.columns_n, CELLS_N);
    for (size_t row = 0; row < 3; row++) {
        for (size_t i = 0; i < CELLS_N; i++) {
            cr_assert_str_eq(csv_text(&csv, row, i), cells[(i + row) % CELLS_N]);
        }
    }
    cr_assert_eq(csv_column(&csv, "a,b"), 1);
    cr_assert_eq(csv_column(&csv, "none"), CELLS_N);
    cr_assert_str_eq(csv_text(&csv, 9, 0), "");
    csv_free(&csv);
}

/* No cell of text begins as a formula does, for any separator that a spreadsheet may cut at. */
Test(report_text, csv_has_no_formula)
{
    static const char *const cells[] = {"=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a;=1", "a\t=1"};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        csv_print(out, cells[i]);
        fclose(out);
        const char *inside = text + (text[0] == '"');
        cr_assert(inside[0] != '\0' && strchr("=+-@\t\r", inside[0]) == NULL, "%s", text);
        cr_assert(text[0] == '"' || strpbrk(text, ";\t\r") == NULL, "%s", text);
        free(text);
    }
}

Test(report_text, csv_refuses_ragged_rows)
{
    static const char *const bad[] = {"a,b\n1\n", "a\n1,2\n", "", "a,b\n1,2\n3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct csv csv;
        cr_assert_not(csv_parse(&csv, strdup(bad[i])), "%s", bad[i]);
    }
    struct csv csv;
    cr_assert(csv_parse(&csv, strdup("x,y\n1.5,\n2,z")));
    cr_assert_float_eq(csv_number(&csv, 1, 0), 1.5, 0);
    cr_assert(isnan(csv_number(&csv, 1, 1)));
    cr_assert(isnan(csv_number(&csv, 2, 1)));
    csv_free(&csv);
}

Test(report_text, palette_tells_variants_apart)
{
    for (size_t i = 0; i < 30; i++) {
        for (size_t k = 0; k < i; k++) {
            cr_assert(strcmp(palette_hex(i), palette_hex(k)) != 0 || palette_dash(i) != palette_dash(k));
        }
    }
}
