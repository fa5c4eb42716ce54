/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.h: text for terminals and plots: numbers as people say them, columns that line up, user text made
 * harmless.
 *
 * At most three significant digits, with k, M, G or a unit of time, so that a column can be read at a
 * glance; exact values are in summary.json. NAN (nothing to tell) is a dash.
 */
#ifndef HERDSIM_TEXT_H
#define HERDSIM_TEXT_H

#include <stdint.h>
#include <stdio.h>

struct text {
    char s[420];
};

#ifdef __GNUC__ /* lets the compiler check the arguments */
#define TEXT_PRINTF(pattern, first) __attribute__((format(printf, pattern, first)))
#else
#define TEXT_PRINTF(pattern, first)
#endif

/* As printf would print it, cut off where a text ends. */
struct text text_format(const char *pattern, ...) TEXT_PRINTF(1, 2);

/* 0, 0.25, 4.33, 998, 8k, 84.9k, 396M; INFINITY is "no limit". */
struct text text_si(double value);

/* Rounded to a whole number with separators: 110,000; from 10 million on as text_si. */
struct text text_grouped(double value);

/* Things by their number: "1 user", "110,000 users". */
struct text text_count(uint64_t n, const char *thing);

/* Seconds: 0 s, 310 us, 4.5 ms, 1.32 s, 8.4 min, 3.2 h; INFINITY is "never". */
struct text text_seconds(double s);

/* The same for tables: of minutes and hours two digits, 6.8 min. */
struct text text_seconds_short(double s);

/* A share as a percentage: 0%, <0.01%, 0.12%, 3.4%, 84.9%, 99.71%, >99.99%, 100%, 625%. */
struct text text_percent(double share);

/* At most `width` (1 to 100) characters of UTF-8 text, the rest cut off with an ellipsis; what must not
 * be shown (base/printable.h) becomes spaces. */
struct text text_clip(const char *s, int width);

/* Characters of UTF-8 text, as a terminal counts columns (wide scripts are not told apart). */
int text_width(const char *s);

/* Prints words on lines of at most `width` columns, beginning at column `indent`, where further lines begin too. Without a
 * line feed at the end. */
void text_wrap(FILE *out, const char *words, int indent, int width);

/* Prints `s` padded with spaces to `width` columns, on its left (text_left pads on the right). */
void text_right(FILE *out, const char *s, int width);
void text_left(FILE *out, const char *s, int width);

#endif
