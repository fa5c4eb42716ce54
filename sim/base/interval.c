/* interval.c: Student's t by GSL (see interval.h). */
#include "base/interval.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "base/ensure.h"

struct interval interval_of(const double *values, size_t n, double confidence)
{
    ensure(confidence > 0 && confidence < 1);
    struct interval i = {.mean = n > 0 ? gsl_stats_mean(values, 1, n) : NAN, .low = NAN, .high = NAN, .n = n};
    if (n > 1) {
        double t = gsl_cdf_tdist_Qinv((1 - confidence) / 2, (double)(n - 1));
        double half = t * gsl_stats_sd_m(values, 1, n, i.mean) / sqrt((double)n);
        i.low = i.mean - half;
        i.high = i.mean + half;
    }
    return i;
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
    ensure(n > 0);
    return pow(overall, 1 / (double)n);
}
