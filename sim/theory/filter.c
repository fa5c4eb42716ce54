/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.c: local caches in the long run (see filter.h). */
#include "theory/filter.h"

#include <math.h>

#include "base/ensure.h"
#include "theory/keyrates.h"

static double place_on_server(double rate_per_s, double time_s, const void *context)
{
    const struct filter *f = context;
    return occupancy_place_at(f->kept.policy, rate_per_s / f->servers_n, time_s);
}

double filter_time_s(const struct config *c, const struct filter *f, double places_n)
{
    return places_n < (double)c->keys.count ? keyrates_time_s(c, place_on_server, f, places_n) : (double)INFINITY;
}

struct filter filter_of(const struct config *c)
{
    const struct config_local *l = &c->servers.local;
    struct filter f = {.present = l->present, .servers_n = (double)c->servers.count};
    f.kept = (struct occupancy){.policy = l->eviction,
                                .ttl_s = l->ttl_ns == TIME_NEVER ? INFINITY : seconds(l->ttl_ns),
                                .fill_s = INFINITY,
                                .least_kept = NAN};
    if (!l->present || l->capacity >= c->keys.count) {
        return f;
    }
    if (l->eviction == EVICTION_LFU && c->keys.popularity.exponent > 0) {
        struct zipf_law law = keyrates_law(c);
        f.kept.least_kept = keyrates_of_rank(c, 0) * zipf_mass(&law, l->capacity) / f.servers_n;
        return f;
    }
    f.kept.fill_s = filter_time_s(c, &f, (double)l->capacity);
    return f;
}

double filter_through(const struct filter *f, double rate_per_s)
{
    ensure(f->servers_n >= 1 || !f->present);
    if (!f->present || rate_per_s <= 0) {
        return rate_per_s;
    }
    return rate_per_s * (1 - occupancy_fresh(&f->kept, rate_per_s / f->servers_n));
}
