/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ziggurat.c: a draw picks one of 256 layers of equal area and a point in it; left of the next layer's edge
 * the point is under the curve for sure, which settles 99 of 100 draws with one multiplication. Bits 0-7
 * pick the layer, bit 8 the sign, bits 11-63 the position.
 */
#include "base/ziggurat.h"

#include <stdbool.h>

#include "base/fmath.h"
#include "base/ziggurat_table.h"

double ziggurat_exponential(struct rng *r)
{
    double shift = 0.0; /* beyond the base the curve repeats itself: an exponential has no memory */
    for (;;) {
        uint64_t bits = rng_next(r);
        size_t layer = bits & (ZIGGURAT_LAYERS - 1);
        double x = (double)(bits >> 11) * 0x1p-53 * ziggurat_exponential_x[layer];
        if (__builtin_expect(x < ziggurat_exponential_x[layer + 1], 1)) {
            return shift + x;
        }
        if (layer == 0) {
            shift += ziggurat_exponential_x[1];
            continue;
        }
        double low = ziggurat_exponential_y[layer], high = ziggurat_exponential_y[layer + 1];
        if (low + rng_uniform(r) * (high - low) < fmath_exp(-x)) {
            return shift + x;
        }
    }
}

/* Beyond the base: an exponential hat. Marsaglia, "Generating a variable from the tail of the normal
 * distribution", Technometrics 6, 1964. */
static double normal_tail(struct rng *r)
{
    double base = ziggurat_normal_x[1];
    for (;;) {
        double over = -fmath_log(rng_uniform_pos(r)) / base;
        if (-2.0 * fmath_log(rng_uniform_pos(r)) >= over * over) {
            return base + over;
        }
    }
}

double ziggurat_normal(struct rng *r)
{
    for (;;) {
        uint64_t bits = rng_next(r);
        size_t layer = bits & (ZIGGURAT_LAYERS - 1);
        double x = (double)(bits >> 11) * 0x1p-53 * ziggurat_normal_x[layer];
        bool accept = x < ziggurat_normal_x[layer + 1];
        if (__builtin_expect(!accept, 0)) {
            if (layer == 0) {
                x = normal_tail(r);
                accept = true;
            } else {
                double low = ziggurat_normal_y[layer], high = ziggurat_normal_y[layer + 1];
                accept = low + rng_uniform(r) * (high - low) < fmath_exp(-0.5 * x * x);
            }
        }
        if (accept) {
            return (bits & 0x100) != 0 ? -x : x;
        }
    }
}
