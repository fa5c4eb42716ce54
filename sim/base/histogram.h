/* SPDX-License-Identifier: GPL-3.0-or-later */
/* histogram.h: log-linear (HDR style) histogram of durations in ns.
 *
 * Values below 256 ns have a bucket each; above, every octave is cut into 128 equal buckets, so a value
 * read back (the bucket's middle) is within 1/256 = 0.4% of the one recorded. Values over 2^46 ns
 * (19.5 hours) are counted in the last bucket. Mean and maximum are exact. G. Tene, HdrHistogram.
 */
#ifndef HERDSIM_HISTOGRAM_H
#define HERDSIM_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_SUB_BITS 7
#define HISTOGRAM_TOP_BITS 46
#define HISTOGRAM_BUCKETS ((HISTOGRAM_TOP_BITS - HISTOGRAM_SUB_BITS + 1) << HISTOGRAM_SUB_BITS)

__extension__ typedef unsigned __int128 histogram_sum;

struct histogram {
    uint64_t n;      /* values recorded */
    uint64_t max_ns; /* largest, exact; 0 if none */
    histogram_sum sum_ns;
    uint64_t count[HISTOGRAM_BUCKETS];
};

/* The bucket of a value. */
static inline uint32_t histogram_bucket(uint64_t ns)
{
    uint64_t top = (UINT64_C(1) << HISTOGRAM_TOP_BITS) - 1;
    uint64_t v = ns > top ? top : ns;
    uint32_t log2 = 63U - (uint32_t)__builtin_clzll(v | ((1U << HISTOGRAM_SUB_BITS)));
    uint32_t shift = log2 - HISTOGRAM_SUB_BITS;
    return (shift << HISTOGRAM_SUB_BITS) + (uint32_t)(v >> shift);
}

/* Smallest value of a bucket, and the first value past it, in ns. */
uint64_t histogram_bucket_low(uint32_t bucket);
uint64_t histogram_bucket_end(uint32_t bucket);

static inline void histogram_record(struct histogram *h, uint64_t ns)
{
    h->n++;
    h->count[histogram_bucket(ns)]++;
    h->sum_ns += ns;
    if (ns > h->max_ns) {
        h->max_ns = ns;
    }
}

void histogram_clear(struct histogram *h);
void histogram_add(struct histogram *into, const struct histogram *from);

/* Mean in ns, exact; NAN if empty. */
double histogram_mean_ns(const struct histogram *h);

/* The q-quantile in ns, 0 <= q <= 1, as the middle of its bucket, never above the exact maximum, which the
 * last rank gives; NAN if empty. The rank is ceil(q n), as HdrHistogram counts. */
double histogram_quantile_ns(const struct histogram *h, double q);

/* How many values lie at or below `ns` (whole buckets; for ns >= max_ns, all). */
uint64_t histogram_at_most(const struct histogram *h, uint64_t ns);

#endif
