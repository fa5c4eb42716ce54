/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stationary.c: closed forms over the popularity law (see stationary.h). */
#include "theory/stationary.h"

#include <math.h>

#include "theory/capacity.h"
#include "theory/filter.h"
#include "theory/keyrates.h"

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
    struct zipf_law law = keyrates_law(c);
    return keyrates_of_rank(c, 0) * zipf_mass(&law, rank) + keyrates_of_rank(c, rank);
}

bool stationary_asked_for(const struct config *c, uint64_t rank)
{
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

static double present(double rate_per_s, double time_s, const void *context)
{
    return keyrates_present(filter_through(context, rate_per_s), time_s);
}

static double reads_of_present(double rate_per_s, double time_s, const void *context)
{
    double rate = filter_through(context, rate_per_s);
    return rate * keyrates_present(rate, time_s);
}

/* What local caches leave of all reads/s. */
static double tier_reads_per_s(const struct config *c, const struct filter *f)
{
    return f->present ? keyrates_sum(c, c->keys.count, reads_through, 0, f) : stationary_reads_per_s(c, 0);
}

/* Reads/s of the C most popular keys: what a cache that keeps exactly these would answer. */
static double reads_of_top(const struct config *c, const struct filter *f)
{
    return keyrates_sum(c, c->cache.capacity, reads_through, 0, f);
}

static double capacity_hits_per_s(const struct config *c, const struct filter *f)
{
    if (c->cache.capacity >= c->keys.count) {
        return tier_reads_per_s(c, f);
    }
    if (c->cache.eviction == EVICTION_LFU) {
        return reads_of_top(c, f);
    }
    bool lru = c->cache.eviction == EVICTION_LRU;
    double time_s = keyrates_time_s(c, lru ? met : present, f, (double)c->cache.capacity);
    if (isinf(time_s)) {
        return tier_reads_per_s(c, f);
    }
    return keyrates_sum(c, c->keys.count, lru ? reads_of_met : reads_of_present, time_s, f);
}

static double tier_hits_per_s(const struct config *c, const struct filter *f)
{
    double hits_per_s = capacity_hits_per_s(c, f);
    if (c->cache.ttl_ns != TIME_NEVER) {
        double ttl_s = seconds(c->cache.ttl_ns);
        hits_per_s = fmin(hits_per_s, keyrates_sum(c, c->keys.count, reads_of_present, ttl_s, f));
    }
    return hits_per_s;
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
