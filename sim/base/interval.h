/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interval.h: confidence intervals of a mean from independent replications.
 *
 * The n values are taken for independent and equally distributed with a mean; then (mean - mu) / (s / sqrt(n)) follows
 * Student's t with n - 1 degrees of freedom, exactly for normal values and nearly so for means over long runs (A. Law,
 * Simulation Modeling and Analysis, 5th ed., section 4.5).
 */
#ifndef HERDSIM_INTERVAL_H
#define HERDSIM_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

struct interval {
    double mean;
    double low, high; /* NAN where fewer than two values say nothing about the spread */
    size_t n;         /* values */
};

/* The two-sided interval that holds the true mean with probability `confidence` (0 to 1, both excluded). The mean of no
 * values is NAN, and so is everything if one of the values is. */
struct interval interval_of(const double *values, size_t n, double confidence);

/* The same of values[i] - base[i], as replications under common random numbers give them: what both have in common cancels.
 * Without a base (NULL) of the values alone. Values and differences that are not finite are left out. */
struct interval interval_of_finite(const double *values, const double *base, size_t n, double confidence);

/* Half of its width. */
double interval_half(const struct interval *i);

/* False also for NAN, and where there is no interval. */
bool interval_contains(const struct interval *i, double x);

/* The confidence that each of n independent comparisons needs for all of them together to hold with `overall` (Sidak
 * 1967): overall^(1/n). n >= 1. */
double interval_sidak(double overall, size_t n);

#endif
