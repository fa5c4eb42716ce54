/* SPDX-License-Identifier: GPL-3.0-or-later */
/* histogram.c: what is read back from a log-linear histogram; recording is inline in the header. */
#include "base/histogram.h"

#include <math.h>
#include <string.h>

#include "base/ensure.h"

#define SUB_BUCKETS (1U << HISTOGRAM_SUB_BITS)

/* Below 2 x SUB_BUCKETS a bucket is its value; above, (shift << SUB_BITS) + (value >> shift). */
uint64_t histogram_bucket_low(uint32_t bucket)
{
    ensure(bucket <= HISTOGRAM_BUCKETS);
    if (bucket < 2 * SUB_BUCKETS) {
        return bucket;
    }
    uint32_t shift = (bucket >> HISTOGRAM_SUB_BITS) - 1;
    return (uint64_t)(bucket - (shift << HISTOGRAM_SUB_BITS)) << shift;
}

uint64_t histogram_bucket_end(uint32_t bucket)
{
    return histogram_bucket_low(bucket + 1);
}

void histogram_clear(struct histogram *h)
{
    memset(h, 0, sizeof *h);
}

void histogram_add(struct histogram *into, const struct histogram *from)
{
    if (from->n == 0) {
        return;
    }
    into->n += from->n;
    into->sum_ns += from->sum_ns;
    if (from->max_ns > into->max_ns) {
        into->max_ns = from->max_ns;
    }
    for (uint32_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        into->count[b] += from->count[b];
    }
}

double histogram_mean_ns(const struct histogram *h)
{
    return h->n == 0 ? (double)NAN : (double)h->sum_ns / (double)h->n;
}

/* ceil(q n), at least 1 and at most n. The factor keeps a product that rounding lifted a hair above a whole
 * number (0.07 x 100) from counting as the next one. */
static uint64_t rank_of(double q, uint64_t n)
{
    double rank = ceil(q * (double)n * (1.0 - 0x1p-51));
    if (!(rank > 1.0)) {
        return 1;
    }
    return rank >= (double)n ? n : (uint64_t)rank;
}

double histogram_quantile_ns(const struct histogram *h, double q)
{
    ensure(q >= 0 && q <= 1);
    if (h->n == 0) {
        return (double)NAN;
    }
    uint64_t rank = rank_of(q, h->n);
    if (rank == h->n) {
        return (double)h->max_ns;
    }
    uint64_t seen = 0;
    uint32_t b = 0;
    while (seen + h->count[b] < rank) {
        seen += h->count[b];
        b++;
    }
    uint64_t low = histogram_bucket_low(b);
    double middle = (double)low + (double)(histogram_bucket_end(b) - 1 - low) / 2.0;
    return fmin(middle, (double)h->max_ns);
}

uint64_t histogram_at_most(const struct histogram *h, uint64_t ns)
{
    if (ns >= h->max_ns) {
        return h->n;
    }
    uint64_t seen = 0;
    for (uint32_t b = 0; b < HISTOGRAM_BUCKETS && histogram_bucket_end(b) - 1 <= ns; b++) {
        seen += h->count[b];
    }
    return seen;
}
