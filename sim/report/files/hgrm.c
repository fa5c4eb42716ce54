/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hgrm.c: a walk over the histogram's buckets, with HdrHistogram's steps towards 100% (see hgrm.h). */
#include "report/files/hgrm.h"

#include <inttypes.h>
#include <math.h>

#include "base/histogram.h"
#include "model/results.h"

#define STEPS_PER_HALVING 5

/* The exact maximum closes the file, so the deviation is that of the buckets' middles. */
static double deviation_ns(const struct histogram *h, double mean_ns)
{
    double sum = 0;
    for (uint32_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        if (h->count[b] > 0) {
            double middle = 0.5 * ((double)histogram_bucket_low(b) + (double)histogram_bucket_end(b) - 1);
            sum += (double)h->count[b] * (middle - mean_ns) * (middle - mean_ns);
        }
    }
    return sqrt(sum / (double)h->n);
}

static double next_level(double level)
{
    double halvings = floor(log2(1 / (1 - level))) + 1;
    return level + 1 / (STEPS_PER_HALVING * exp2(halvings));
}

static void print(FILE *out, const struct histogram *h, const char *what)
{
    fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    double level = 0;
    uint64_t counted = 0;
    while (h->n > 0 && counted < h->n) {
        double value_ns = histogram_quantile_ns(h, level);
        uint32_t bucket = histogram_bucket((uint64_t)value_ns);
        counted = histogram_at_most(h, histogram_bucket_end(bucket) - 1);
        if (counted < h->n) {
            fprintf(out, "%12.3f %2.12f %10" PRIu64 " %14.2f\n", value_ns * 1e-6, level, counted, 1 / (1 - level));
            level = next_level(level);
        }
    }
    if (h->n > 0) {
        fprintf(out, "%12.3f %2.12f %10" PRIu64 "\n", (double)h->max_ns * 1e-6, 1.0, h->n);
    }
    double mean_ns = h->n > 0 ? histogram_mean_ns(h) : 0;
    fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", mean_ns * 1e-6,
            h->n > 0 ? deviation_ns(h, mean_ns) * 1e-6 : 0);
    fprintf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n", (double)h->max_ns * 1e-6, h->n);
    fprintf(out, "#[Buckets = %12d, SubBuckets     = %12d]\n", HISTOGRAM_BUCKETS >> HISTOGRAM_SUB_BITS,
            1 << HISTOGRAM_SUB_BITS);
    fprintf(out, "#[Values in milliseconds: latency from the intended start, successful %s]\n", what);
}

bool hgrm_print_sessions(FILE *out, const void *results)
{
    const struct results *r = results;
    print(out, &r->session.ok, "sessions");
    return true;
}

bool hgrm_print_reads(FILE *out, const void *results)
{
    const struct results *r = results;
    print(out, &r->read.ok, "reads");
    return true;
}
