/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choice.c: farthest-point selection (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985; see
 * choice.h). */
#include "report/figures/choice.h"

#include <math.h>

static double apart(double a, double b)
{
    return !isfinite(a) && !isfinite(b) ? 0 : !isfinite(a) || !isfinite(b) ? 1 : fabs(a - b);
}

static double logarithm(double x, double floor)
{
    return isfinite(x) ? log10(fmax(x, floor)) : x;
}

static double distance(const struct curves *a, const struct curves *b)
{
    size_t rows_n = a->rows_n < b->rows_n ? a->rows_n : b->rows_n;
    double sum = 0;
    for (size_t row = 0; row < rows_n; row++) {
        sum += apart(logarithm(curves_at(a, row, CURVE_QUERIES), 1), logarithm(curves_at(b, row, CURVE_QUERIES), 1));
        sum += apart(logarithm(curves_at(a, row, CURVE_P99), 1e-6), logarithm(curves_at(b, row, CURVE_P99), 1e-6));
        sum += apart(curves_at(a, row, CURVE_LOST_SHARE), curves_at(b, row, CURVE_LOST_SHARE));
    }
    return rows_n > 0 ? sum / (double)rows_n : 0;
}

void choice_make(const struct curves *curves, size_t n, bool *chosen)
{
    size_t chosen_n = 0;
    for (size_t i = 0; i < n; i++) {
        chosen[i] = i == 0 || n <= CHOICE_MAX;
        chosen_n += chosen[i];
    }
    for (; chosen_n < CHOICE_MAX && chosen_n < n; chosen_n++) {
        size_t next = 0;
        double furthest = -1;
        for (size_t i = 0; i < n; i++) {
            double nearest = chosen[i] ? -1 : (double)INFINITY;
            for (size_t k = 0; k < n && !chosen[i]; k++) {
                nearest = chosen[k] ? fmin(nearest, distance(&curves[i], &curves[k])) : nearest;
            }
            if (nearest > furthest) {
                furthest = nearest;
                next = i;
            }
        }
        chosen[next] = true;
    }
}
