/* SPDX-License-Identifier: GPL-3.0-or-later */
/* differ.c: farthest-point selection (see differ.h). */
#include "report/differ.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static double distance(const struct results *a, const struct results *b)
{
    size_t n = a->windows_n < b->windows_n ? a->windows_n : b->windows_n;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double x = (double)a->windows[i].counter[COUNTER_DB_QUERIES],
               y = (double)b->windows[i].counter[COUNTER_DB_QUERIES];
        sum += fabs(log((x + 1) / (y + 1)));
    }
    return n > 0 ? sum / (double)n : 0;
}

/* How far a variant is from the nearest of those picked; -1: it is one of them. */
static double from_nearest(const struct report_run *run, size_t variant, const size_t *picked, size_t n)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (picked[i] == variant) {
            return -1;
        }
        least = fmin(least, distance(run->results[variant], run->results[picked[i]]));
    }
    return least;
}

static int rising(const void *a, const void *b)
{
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

size_t differ_pick(const struct report_run *run, size_t most, size_t picked[DIFFER_MOST])
{
    most = most < DIFFER_MOST ? most : DIFFER_MOST;
    size_t n = 0;
    while (n < most && n < run->results_n) {
        size_t best = 0;
        double furthest = -1;
        for (size_t v = 0; v < run->results_n; v++) {
            double d = from_nearest(run, v, picked, n);
            if (d > furthest) {
                furthest = d;
                best = v;
            }
        }
        picked[n++] = best;
    }
    qsort(picked, n, sizeof *picked, rising);
    return n;
}
