/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quantity.h: numbers with units, as scenario files write them in quotes.
 *
 *   duration  ns us ms s min h d     "300s", "5ms", "1.5h"
 *   rate      /s /min /h /d          "5500/s", "100k/s", "60/min"
 *   count     k M G                  "100M", "1.5k"
 *   ratio     %                      "20%"
 *
 * Digits are decimal, without sign, exponent or leading zeros. Powers of ten are applied to the text before
 * it becomes a double, so "0.333ms" is the same double as 333000 ns.
 */
#ifndef HERDSIM_QUANTITY_H
#define HERDSIM_QUANTITY_H

#include <stdbool.h>

enum quantity_kind { QUANTITY_PLAIN, QUANTITY_COUNT, QUANTITY_RATIO, QUANTITY_DURATION, QUANTITY_RATE };

struct quantity {
    enum quantity_kind kind; /* PLAIN: no unit at all; COUNT: with k, M or G */
    double value;            /* duration: ns; rate: per second; otherwise the number */
};

/* False if the text is not such a number, or not a finite one. */
bool quantity_parse(const char *text, struct quantity *out);

/* A duration in the largest unit that writes it as a whole number: "90s", "5ms". */
struct quantity_text {
    char text[40];
};
struct quantity_text quantity_duration(double value_ns);

/* A number, from ten thousand on with the letter that writes it shortest: "200", "10k", "4G". */
struct quantity_text quantity_number(double x);

#endif
