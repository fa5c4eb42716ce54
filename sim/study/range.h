/* SPDX-License-Identifier: GPL-3.0-or-later */
/* range.h: a range of values of one field, in which something is looked for: PATH=LO:HI.
 *
 * Values lie where the field can have them (whole numbers for a count, whole nanoseconds for a duration) and are rounded to
 * a few digits, so that they can be read and typed again. Half-way is the geometric mean where LO is above zero and HI at least
 * RANGE_LOG times as large, otherwise the arithmetic one.
 */
#ifndef HERDSIM_RANGE_H
#define HERDSIM_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "scenario/quantity.h"

#define RANGE_LOG 20

struct range {
    char *path;
    enum quantity_kind kind;
    double low, high; /* in the kind's own unit (durations in ns) */
    bool whole;       /* the field is a count */
    bool log;
    int digits;
};

/* From the text of --vary; `precision`: how close values are to be told apart, as a share. False after one line on `errors`.
 * Whatever it returns, to be freed with range_free(). */
bool range_parse(const char *text, double precision, struct range *out, FILE *errors);
void range_free(struct range *r);

/* The value `share` (0 to 1) of the way from a to b. */
double range_between(const struct range *r, double a, double b, double share);

/* Whether there is a value between a and b, and they are further apart than `precision` of their middle (or, near zero, of a
 * hundredth of the range). */
bool range_divides(const struct range *r, double a, double b, double precision);

/* The number of steps of halving until a part of 1 / n of the range is not divided any more. */
size_t range_halvings(const struct range *r, size_t n, double precision);

/* As --set takes it, and as a number in SI units. */
struct quantity_text range_text(const struct range *r, double value);
double range_si(const struct range *r, double value);

#endif
