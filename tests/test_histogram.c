/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_histogram.c: buckets tile the range, quantiles are within the stated error, ranks are those of HdrHistogram. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "base/histogram.h"
#include "base/rng.h"

Test(histogram, buckets_tile_the_range)
{
    cr_assert_eq(histogram_bucket_low(0), 0);
    for (uint32_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        uint64_t low = histogram_bucket_low(b), end = histogram_bucket_end(b);
        cr_assert_lt(low, end);
        cr_assert_eq(histogram_bucket(low), b);
        cr_assert_eq(histogram_bucket(end - 1), b);
        cr_assert_eq(histogram_bucket(end), b + 1 < HISTOGRAM_BUCKETS ? b + 1 : b, "past the top is the last one");
        double middle = (double)low + (double)(end - 1 - low) / 2.0;
        cr_assert_leq((double)end - 1.0 - middle, (double)low / 256.0, "within 1/256 of every value of the bucket");
    }
    cr_assert_eq(histogram_bucket(UINT64_MAX), HISTOGRAM_BUCKETS - 1);
    cr_assert_eq(histogram_bucket_end(HISTOGRAM_BUCKETS - 1), UINT64_C(1) << HISTOGRAM_TOP_BITS);
}

Test(histogram, an_empty_one_has_no_values)
{
    struct histogram *h = calloc(1, sizeof *h);
    cr_assert(isnan(histogram_mean_ns(h)));
    cr_assert(isnan(histogram_quantile_ns(h, 0.5)));
    cr_assert_eq(histogram_at_most(h, UINT64_MAX), 0);
    free(h);
}

Test(histogram, one_value_is_every_quantile)
{
    struct histogram *h = calloc(1, sizeof *h);
    histogram_record(h, 123456789);
    for (double q = 0.0; q <= 1.0; q += 0.25) {
        cr_assert_eq(histogram_quantile_ns(h, q), 123456789.0);
    }
    cr_assert_eq(histogram_mean_ns(h), 123456789.0);
    free(h);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Values over 12 decades; quantiles against the sorted values themselves. */
Test(histogram, quantiles_are_within_the_stated_error)
{
    enum { N = 100000 };
    struct histogram *h = calloc(1, sizeof *h);
    uint64_t *value = malloc(N * sizeof *value);
    struct rng r = rng_seed(5, 0, 0);
    double sum = 0.0;
    for (size_t i = 0; i < N; i++) {
        value[i] = (uint64_t)exp(27.0 * rng_uniform(&r));
        sum += (double)value[i];
        histogram_record(h, value[i]);
    }
    qsort(value, N, sizeof *value, by_value);
    static const double q[] = {0.0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 1.0};
    for (size_t i = 0; i < sizeof q / sizeof q[0]; i++) {
        size_t rank = q[i] > 0.0 ? (size_t)ceil(q[i] * N - 1e-6) : 1;
        double exact = (double)value[rank - 1];
        cr_assert_float_eq(histogram_quantile_ns(h, q[i]), exact, exact / 256.0, "q %g", q[i]);
    }
    cr_assert_eq(histogram_quantile_ns(h, 1.0), (double)value[N - 1], "the maximum is exact");
    cr_assert_float_eq(histogram_mean_ns(h), sum / N, sum / N * 1e-12);
    for (size_t i = 0; i < N; i += 997) {
        uint64_t end = histogram_bucket_end(histogram_bucket(value[i])) - 1;
        size_t at_most = 0;
        while (at_most < N && value[at_most] <= end) {
            at_most++;
        }
        cr_assert_eq(histogram_at_most(h, end), at_most, "whole buckets are counted exactly");
    }
    free(value);
    free(h);
}

Test(histogram, ranks_follow_hdrhistogram)
{
    struct histogram *h = calloc(1, sizeof *h);
    for (uint64_t v = 1; v <= 100; v++) {
        histogram_record(h, v);
    }
    for (uint64_t p = 1; p <= 100; p++) {
        double q = (double)p / 100.0; /* 0.07 x 100 is a hair above 7 in doubles */
        cr_assert_eq(histogram_quantile_ns(h, q), (double)p, "q %g", q);
    }
    cr_assert_eq(histogram_quantile_ns(h, 0.501), 51.0);
    cr_assert_eq(histogram_at_most(h, 37), 37);
    cr_assert_eq(histogram_at_most(h, 0), 0);
    free(h);
}

Test(histogram, adding_is_recording_both)
{
    struct histogram *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b), *both = calloc(1, sizeof *both);
    struct rng r = rng_seed(6, 0, 0);
    for (int i = 0; i < 10000; i++) {
        uint64_t v = rng_next(&r) >> (i % 64);
        histogram_record(i % 3 == 0 ? a : b, v);
        histogram_record(both, v);
    }
    histogram_add(a, b);
    cr_assert_arr_eq(a, both, sizeof *a);
    histogram_clear(a);
    cr_assert_eq(a->n, 0);
    cr_assert_eq(a->max_ns, 0);
    cr_assert_eq(histogram_at_most(a, UINT64_MAX), 0);
    free(a);
    free(b);
    free(both);
}

Test(histogram, values_past_the_top_are_kept)
{
    struct histogram *h = calloc(1, sizeof *h);
    histogram_record(h, UINT64_C(1) << 60);
    histogram_record(h, 1);
    cr_assert_eq(histogram_quantile_ns(h, 1.0), 0x1p60);
    cr_assert_eq(histogram_mean_ns(h), (0x1p60 + 1.0) / 2.0);
    cr_assert_eq(histogram_at_most(h, 1), 1);
    free(h);
}
