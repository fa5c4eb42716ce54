/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stationary.c: closed forms over the popularity law (see stationary.h). */
#include "theory/stationary.h"

#include <math.h>

#include "base/ensure.h"
#include "theory/capacity.h"
#include "theory/filter.h"
#include "theory/keyrates.h"
#include "theory/occupancy.h"

double stationary_reads_per_s(const struct config *c, int64_t at_ns)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        sum += keyrates_source(c, i, at_ns);
    }
    return sum;
}

double stationary_sessions_per_s(const struct config *c, int64_t at_ns)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->sources_n; i++) {
        sum += keyrates_source(c, i, at_ns) / (double)c->sources[i].reads_per_session;
    }
    return sum;
}

double stationary_popular_reads_per_s(const struct config *c)
{
    return keyrates_of_rank(c, 0);
}

double stationary_key_rate_per_s(const struct config *c, uint64_t rank)
{
    ensure(rank >= 1 && rank <= c->keys.count);
    struct zipf_law law = keyrates_law(c);
    return keyrates_of_rank(c, 0) * zipf_mass(&law, rank) + keyrates_of_rank(c, rank);
}

bool stationary_asked_for(const struct config *c, uint64_t rank)
{
    ensure(rank >= 1); /* 0 asks for all */
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank == rank) {
            return true;
        }
    }
    return false;
}

/* Terms of sums over the keys, with the local caches (a struct filter) before the tier. */

static double reads_through(double rate_per_s, double time_s, const void *context)
{
    (void)time_s;
    return filter_through(context, rate_per_s);
}

static double met(double rate_per_s, double time_s, const void *context)
{
    return keyrates_met(filter_through(context, rate_per_s), time_s);
}

static double reads_of_met(double rate_per_s, double time_s, const void *context)
{
    double rate = filter_through(context, rate_per_s);
    return rate * keyrates_met(rate, time_s);
}

struct tier { /* what is in the tier, behind local caches */
    const struct filter *filter;
    struct occupancy kept;
};

static double place(double rate_per_s, double time_s, const void *context)
{
    const struct tier *t = context;
    return occupancy_place_at(t->kept.policy, filter_through(t->filter, rate_per_s), time_s);
}

static double reads_of_fresh(double rate_per_s, double time_s, const void *context)
{
    const struct tier *t = context;
    double rate = filter_through(t->filter, rate_per_s);
    (void)time_s;
    return rate * occupancy_fresh(&t->kept, rate);
}

static double tier_reads_per_s(const struct config *c, const struct filter *f)
{
    return f->present ? keyrates_sum(c, c->keys.count, reads_through, 0, f) : stationary_reads_per_s(c, 0);
}

static double tier_hits_per_s(const struct config *c, const struct filter *f)
{
    bool bounded = c->cache.capacity < c->keys.count, lfu = c->cache.eviction == EVICTION_LFU;
    struct tier t = {.filter = f, .kept = {.policy = c->cache.eviction, .fill_s = INFINITY, .least_kept = NAN}};
    t.kept.ttl_s = c->cache.ttl_ns == TIME_NEVER ? INFINITY : seconds(c->cache.ttl_ns);
    if (!bounded && isinf(t.kept.ttl_s)) {
        return tier_reads_per_s(c, f);
    }
    if (bounded && !lfu) {
        t.kept.fill_s = keyrates_time_s(c, place, &t, (double)c->cache.capacity);
    }
    return keyrates_sum(c, bounded && lfu ? c->cache.capacity : c->keys.count, reads_of_fresh, 0, &t);
}

double stationary_hit_ratio(const struct config *c)
{
    struct filter f = filter_of(c);
    double reads_per_s = stationary_reads_per_s(c, 0);
    double hits_per_s = reads_per_s - tier_reads_per_s(c, &f);
    if (c->cache.present) {
        hits_per_s += tier_hits_per_s(c, &f);
    }
    return c->cache.present || f.present ? hits_per_s / reads_per_s : 0.0;
}

double stationary_warmup_hit_ratio(const struct config *c, double t_s)
{
    ensure(t_s >= 0);
    const struct filter none = {.present = false};
    if (!c->cache.present && !c->servers.local.present) {
        return 0.0;
    }
    /* Whatever some server has read is in the tier; without one, each server has to read for itself. */
    double on_each_s = c->cache.present ? t_s : t_s / (double)c->servers.count;
    return keyrates_sum(c, c->keys.count, reads_of_met, on_each_s, &none) / stationary_reads_per_s(c, 0);
}

double stationary_distinct(const struct config *c, double t_s)
{
    ensure(t_s >= 0);
    const struct filter none = {.present = false};
    return keyrates_sum(c, c->keys.count, met, t_s, &none);
}

double stationary_capacity_per_s(const struct config *c)
{
    return capacity_per_s(&c->database);
}

double stationary_fetch_s(const struct config *c)
{
    double lookup_ns = c->cache.present ? dist_mean_ns(&c->cache.latency) : 0.0;
    return (lookup_ns + dist_mean_ns(&c->database.service)) / (double)NS_PER_S;
}

bool stationary_starts_cold(const struct config *c)
{
    const struct config_local *local = &c->servers.local;
    return c->cache.present ? c->cache.start == CACHE_START_COLD : local->present && local->start == CACHE_START_COLD;
}
