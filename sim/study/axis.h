/* SPDX-License-Identifier: GPL-3.0-or-later */
/* axis.h: what a study varies: a path of the scenario and the values that it takes there, from the text of --vary.
 *
 *   PATH=A,B,C            these values, each as --set would take it
 *   PATH=LO:HI:N[:log]    N values from LO to HI, evenly spaced, or each the same factor over the last
 *
 * Values of a range are rounded to four digits, so that they can be read and typed again; where LO and HI are whole
 * numbers with room for N of them between, to whole numbers, of which equal ones are one.
 */
#ifndef HERDSIM_AXIS_H
#define HERDSIM_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "scenario/quantity.h"

enum { AXIS_VALUES_MAX = 10000 };

struct axis {
    char *path;
    char **set;   /* "PATH=VALUE" by value */
    char **value; /* the part after the '=', into `set` */
    double *x;    /* as a number in SI units (seconds, per second, ratio 0 to 1); NAN: a word */
    size_t n;
    bool log;                /* a range with equal factors */
    enum quantity_kind kind; /* of the first value, if all are numbers */
    bool words;              /* not all values are numbers */
};

/* Splits the text; false after one line on `errors`. Whatever it returns, to be freed with axis_free(). */
bool axis_parse(const char *text, struct axis *out, FILE *errors);
void axis_free(struct axis *a);

/* "LO:HI" with LO < HI, both numbers of one kind; false after one line on `errors`. The ends are in the kind's own unit
 * (durations in ns). */
bool axis_range(const char *text, char **path, struct quantity *low, struct quantity *high, FILE *errors);

/* A number of that kind as text that reads back, rounded to `digits` digits (to a whole number where `whole`). */
struct quantity_text axis_text(enum quantity_kind kind, double value, int digits, bool whole);

/* In SI units. */
double axis_si(const struct quantity *q);

#endif
