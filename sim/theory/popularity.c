/* SPDX-License-Identifier: GPL-3.0-or-later */
/* popularity.c: Brent's method over the closed forms of the hit ratio (see popularity.h). */
#include "theory/popularity.h"

#include "base/root.h"
#include "theory/stationary.h"

struct wanted {
    const struct config *config;
    double hit_ratio;
};

double popularity_hit_ratio(const struct config *c, double exponent)
{
    struct config with = *c;
    with.keys.popularity.exponent = exponent;
    return stationary_hit_ratio(&with);
}

static double excess(double exponent, void *params)
{
    const struct wanted *w = params;
    return popularity_hit_ratio(w->config, exponent) - w->hit_ratio;
}

bool popularity_exponent_of(const struct config *c, double hit_ratio, double *exponent)
{
    struct wanted w = {.config = c, .hit_ratio = hit_ratio};
    return root_find(excess, &w, 0, POPULARITY_EXPONENT_MAX, exponent);
}
