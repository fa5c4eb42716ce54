/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zipf_law.c: sums over the ranks of a Zipf law.
 *
 * The head (the first 1,024 ranks) is summed term by term. The tail a..b is Euler and Maclaurin's
 *
 *   sum F(i) = integral_a^b F(x) dx + (F(a) + F(b)) / 2 + (F'(b) - F'(a)) / 12 - ...
 *
 * where the integral is taken over y = ln x, in panels of half a unit with 20 Gauss-Legendre points each:
 * as functions of y the summands of interest vary on a scale of 1/s, s <= 10. What the expansion leaves
 * out is of order (s/a)^3 F(a) / 720.
 */
#include "base/memory.h"
#include "base/zipf.h"

#include <gsl/gsl_integration.h>
#include <math.h>

#include "base/ensure.h"
#include "base/fmath.h"

#define HEAD_RANKS 1024
#define PANEL_WIDTH 0.5
#define PANEL_POINTS 20

struct summand {
    const struct zipf_law *law;
    double (*f)(double p, void *context);
    void *context;
};

/* F at a real-valued rank. */
static double at_rank(const struct summand *g, double rank)
{
    return g->f(fmath_pow(rank, -g->law->exponent) / g->law->total, g->context);
}

/* dx = x dy. */
static double at_log_rank(double y, void *params)
{
    double x = fmath_exp(y);
    return at_rank(params, x) * x;
}

static double tail_sum(struct summand *g, double a, double b)
{
    double from = fmath_log(a), to = fmath_log(b);
    size_t panels = (size_t)ceil((to - from) / PANEL_WIDTH);
    gsl_integration_glfixed_table *points = memory_must(gsl_integration_glfixed_table_alloc(PANEL_POINTS));
    const gsl_function function = {.function = at_log_rank, .params = g};
    double sum = 0.0;
    for (size_t i = 0; i < panels; i++) {
        double low = from + (to - from) * (double)i / (double)panels;
        double high = from + (to - from) * (double)(i + 1) / (double)panels;
        sum += gsl_integration_glfixed(&function, low, high, points);
    }
    gsl_integration_glfixed_table_free(points);
    double slope_a = (at_rank(g, a + 1.0) - at_rank(g, a - 1.0)) / 2.0;
    double slope_b = (at_rank(g, b + 1.0) - at_rank(g, b - 1.0)) / 2.0;
    return sum + (at_rank(g, a) + at_rank(g, b)) / 2.0 + (slope_b - slope_a) / 12.0;
}

double zipf_sum(const struct zipf_law *law, uint64_t first, uint64_t last, double (*f)(double p, void *context),
                void *context)
{
    ensure(first >= 1 && last <= law->n);
    struct summand g = {.law = law, .f = f, .context = context};
    uint64_t head_end = last <= 2 * HEAD_RANKS ? last : HEAD_RANKS;
    double sum = 0.0;
    uint64_t i = first;
    for (; i <= head_end; i++) {
        sum += at_rank(&g, (double)i);
    }
    if (i < last) {
        sum += tail_sum(&g, (double)i, (double)last);
    } else if (i == last) {
        sum += at_rank(&g, (double)i);
    }
    return sum;
}

static double mass_itself(double p, void *context)
{
    (void)context;
    return p;
}

struct zipf_law zipf_law_of(uint64_t n, double exponent)
{
    ensure(n >= 1 && n <= UINT32_MAX && exponent >= 0);
    struct zipf_law law = {.n = n, .exponent = exponent, .total = 1.0};
    law.total = zipf_sum(&law, 1, n, mass_itself, NULL);
    return law;
}

double zipf_mass(const struct zipf_law *law, uint64_t rank)
{
    ensure(rank >= 1 && rank <= law->n);
    return fmath_pow((double)rank, -law->exponent) / law->total;
}

double zipf_top_share(const struct zipf_law *law, uint64_t k)
{
    ensure(k <= law->n);
    return k == 0 ? 0.0 : zipf_sum(law, 1, k, mass_itself, NULL);
}
