/* SPDX-License-Identifier: GPL-3.0-or-later */
/* marks.h: the events of all variants, laid out along the top of a figure so that no label covers another.
 *
 * An event at the same time in several variants is one mark. A mark of a single variant among several
 * takes that variant's colour. Labels that would overlap go to lower rows; what finds no row is a line
 * without a label.
 */
#ifndef HERDSIM_MARKS_H
#define HERDSIM_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/text.h"

#define MARKS_MAX 32 /* further events are not shown */
#define MARKS_ROWS 3

struct mark {
    double at_s;
    struct text text;  /* cut to fit; empty: no room */
    uint64_t variants; /* in which it happens, a bit for each (of 60 at most) */
    size_t variants_n;
    size_t variant; /* the first of them */
    int row;        /* 0 is the uppermost */
    bool leftwards; /* the label ends at the line instead of beginning there */
};

struct marks {
    struct mark mark[MARKS_MAX]; /* by time */
    size_t marks_n;
    int rows_n;
};

/* Adds an event of a variant. */
void marks_add(struct marks *m, double at_s, const char *text, size_t variant);

/* Gives labels their rows on an axis from 0 to end_s. */
void marks_lay_out(struct marks *m, double end_s);

#endif
