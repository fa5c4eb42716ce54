/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases.h: what is verified: a table of closed forms, each at several points.
 *
 * A case says which quantity of a run must equal which formula; a point gives the numbers that go into both. To add one:
 * a line in the table of its subject (cases_*.c), with a function that builds the config, one that computes the
 * theory, and a metric or a function that measures.
 */
#ifndef HERDSIM_CASES_H
#define HERDSIM_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/results.h"
#include "verify/setup.h"

enum { CASES_NUMBERS_MAX = 5 };

enum cases_kind {
    CASES_SAMPLED, /* the mean over independent replications, with its confidence interval */
    CASES_SETTLED  /* nothing random is left in the quantity: every replication must give it, within the resolution */
};

struct cases_point {
    double x[CASES_NUMBERS_MAX];
    /* SAMPLED: the interval's half width that is too wide to tell, as a share of the theory, in a full run; SETTLED: what
     * the measurement cannot resolve, in the quantity's unit (a window, a query at the run's edge; 0: nothing). */
    double margin;
    bool quick; /* part of the quick run too */
};

struct cases_row {
    const char *id;       /* "T2" */
    const char *name;     /* of the formula */
    const char *formula;  /* the quantity, and what it equals */
    const char *source;   /* where the formula is from */
    const char *unit;     /* of the quantity: "s", "1/s", "share", "" */
    const char *numbers;  /* how the point's numbers print, with a %g for each in order */
    enum cases_kind kind; /* SAMPLED unless it says otherwise */
    double approximation; /* relative error of the formula itself where it is not exact, else 0 */
    void (*build)(struct setup *s, const double *x);
    double (*theory)(const struct setup *s, const double *x);
    const char *metric; /* or NULL, and: */
    double (*measure)(const struct results *r, const double *x);
    const struct cases_point *points;
    size_t points_n;
};

struct cases_subject {
    const char *title;
    const struct cases_row *rows;
    size_t rows_n;
};

#define CASES_POINTS(list) .points = (list), .points_n = sizeof(list) / sizeof((list)[0])
#define CASES_ROWS(list) .rows = (list), .rows_n = sizeof(list) / sizeof((list)[0])

extern const struct cases_subject *const cases_all[];
extern const size_t cases_all_n;

#endif
