/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interval.c: Student's t by GSL (see interval.h). */
#include "base/interval.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "base/ensure.h"

/* Of the mean and the standard deviation of n values. */
static struct interval from_log(double mean, double sd, size_t n, double confidence)
{
    ensure(confidence > 0 && confidence < 1);
    struct interval i = {.mean = mean, .low = NAN, .high = NAN, .n = n};
    if (n > 1) {
        double half = gsl_cdf_tdist_Qinv((1 - confidence) / 2, (double)(n - 1)) * sd / sqrt((double)n);
        i.low = mean - half;
        i.high = mean + half;
    }
    return i;
}

struct interval interval_of(const double *values, size_t n, double confidence)
{
    double mean = n > 0 ? gsl_stats_mean(values, 1, n) : NAN;
    return from_log(mean, n > 1 ? gsl_stats_sd_m(values, 1, n, mean) : NAN, n, confidence);
}

struct interval interval_of_finite(const double *values, const double *base, size_t n, double confidence)
{
    size_t finite_n = 0;
    double mean = 0, squares = 0; /* around the mean so far (Welford 1962) */
    for (size_t k = 0; k < n; k++) {
        double x = base == NULL ? values[k] : values[k] - base[k];
        if (isfinite(x)) {
            double off = x - mean;
            finite_n++;
            mean += off / (double)finite_n;
            squares += off * (x - mean);
        }
    }
    double sd = finite_n > 1 ? sqrt(squares / (double)(finite_n - 1)) : NAN;
    return from_log(finite_n > 0 ? mean : NAN, sd, finite_n, confidence);
}

double interval_half(const struct interval *i)
{
    return (i->high - i->low) / 2;
}

bool interval_contains(const struct interval *i, double x)
{
    return i->low <= x && x <= i->high;
}

double interval_sidak(double overall, size_t n)
{
    ensure(overall > 0 && overall < 1);
    ensure(n > 0);
    return pow(overall, 1 / (double)n);
}
