/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.c: local caches in the long run (see filter.h). */
#include "theory/filter.h"

#include <math.h>

#include "theory/keyrates.h"

static double met_on_server(double rate_per_s, double time_s, const void *context)
{
    const struct filter *f = context;
    return keyrates_met(rate_per_s / f->servers_n, time_s);
}

static double present_on_server(double rate_per_s, double time_s, const void *context)
{
    const struct filter *f = context;
    return keyrates_present(rate_per_s / f->servers_n, time_s);
}

struct filter filter_of(const struct config *c)
{
    const struct config_local *l = &c->servers.local;
    struct filter f = {.present = l->present,
                       .servers_n = (double)c->servers.count,
                       .ttl_s = l->ttl_ns == TIME_NEVER ? INFINITY : seconds(l->ttl_ns),
                       .fill_s = INFINITY,
                       .renews = l->eviction == EVICTION_LRU || l->eviction == EVICTION_LFU,
                       .least_kept = NAN};
    if (!l->present || l->capacity >= c->keys.count) {
        return f;
    }
    if (l->eviction == EVICTION_LFU && c->keys.popularity.exponent > 0) {
        struct zipf_law law = keyrates_law(c);
        f.least_kept = keyrates_of_rank(c, 0) * zipf_mass(&law, l->capacity);
        return f;
    }
    f.fill_s = keyrates_time_s(c, f.renews ? met_on_server : present_on_server, &f, (double)l->capacity);
    return f;
}

double filter_through(const struct filter *f, double rate_per_s)
{
    if (!f->present || rate_per_s <= 0) {
        return rate_per_s;
    }
    double rate = rate_per_s / f->servers_n;
    double expired = isinf(f->ttl_s) ? 0 : 1 / (1 + rate * f->ttl_s), pushed_out = 0;
    if (!isnan(f->least_kept)) {
        pushed_out = rate_per_s >= f->least_kept ? 0 : 1;
    } else if (!isinf(f->fill_s)) {
        pushed_out = f->renews ? fmath_exp(-rate * f->fill_s) : 1 / (1 + rate * f->fill_s);
    }
    return rate_per_s * fmax(expired, pushed_out);
}
