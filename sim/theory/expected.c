/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expected.c: where a closed form applies to a run, and what it says (see expected.h). */
#include "theory/expected.h"

#include <math.h>

#include "model/protection.h"
#include "theory/empty_cache.h"
#include "theory/formulas.h"
#include "theory/stationary.h"

#define BUSY_AT_MOST 0.8 /* share of the database's capacity at which a query nearly always finds a connection free */

static bool hit_ratio_is_kept(const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        if (!c->protections[i].kind->keeps_hit_ratio) {
            return false;
        }
    }
    return true;
}

static bool traffic_is_steady(const struct config *c)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].rate_kind == SOURCE_BURST || c->sources[i].shape_n > 0) {
            return false;
        }
    }
    return true;
}

/* Nothing happens, or the cache is emptied once, at empty_cache_begins_s(). */
static bool empties_once_at_most(const struct config *c)
{
    bool cold = c->cache.start == CACHE_START_COLD;
    return c->events_n == 0 || (c->events_n == 1 && !cold && !isnan(empty_cache_begins_s(c)));
}

static bool hit_ratio_applies(const struct config *c)
{
    return c->cache.present && !c->servers.local.present && c->cache.capacity >= c->keys.count &&
           c->cache.start != CACHE_START_PREWARMED && hit_ratio_is_kept(c) && traffic_is_steady(c) &&
           empties_once_at_most(c);
}

double expected_hit_ratio(const struct config *c, double at_s)
{
    if (!hit_ratio_applies(c)) {
        return (double)NAN;
    }
    double since_s = at_s - empty_cache_begins_s(c);
    bool nothing_expires = c->cache.ttl_ns == TIME_NEVER || since_s <= seconds(c->cache.ttl_ns);
    return since_s >= 0 && nothing_expires ? stationary_warmup_hit_ratio(c, since_s) : stationary_hit_ratio(c);
}

/* The hottest of the sources that ask for one key, steadily; NULL if there is none. */
static const struct config_source *hottest(const struct config *c)
{
    const struct config_source *most = NULL;
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        bool steady = s->rate_kind != SOURCE_BURST && s->shape_n == 0 && s->key_rank != 0 && s->reads_per_session == 1;
        if (steady && (most == NULL || s->sessions_per_s > most->sessions_per_s)) {
            most = s;
        }
    }
    return most;
}

/* What all protections together make of a herd. */
static enum protection_herd herd_under(const struct config *c)
{
    enum protection_herd under = HERD_UNCHANGED;
    for (size_t i = 0; i < c->protections_n && under != HERD_OTHERWISE; i++) {
        enum protection_herd one = c->protections[i].kind->herd;
        under = one == HERD_UNCHANGED ? under : one;
    }
    return under;
}

/* Queries/s of the long run, herds left out. */
static double usual_per_s(const struct config *c)
{
    return stationary_reads_per_s(c, 0) * empty_cache_missed(stationary_hit_ratio(c));
}

/* Keys expire, one by one, and a query is served at once and takes a constant time. */
static bool herd_applies(const struct config *c)
{
    const struct config_database *d = &c->database;
    return c->cache.present && !c->servers.local.present && c->cache.capacity >= c->keys.count &&
           c->cache.ttl_ns != TIME_NEVER && d->kind == DATABASE_CONNECTIONS && d->service.kind == DIST_CONSTANT &&
           d->cores == COUNT_UNLIMITED && d->contention <= 0 && d->coherency <= 0 &&
           usual_per_s(c) < BUSY_AT_MOST * stationary_capacity_per_s(c);
}

double expected_herd(const struct config *c)
{
    const struct config_source *s = hottest(c);
    if (s == NULL || !herd_applies(c)) {
        return (double)NAN;
    }
    double reads = stationary_key_rate_per_s(c, s->key_rank) * stationary_fetch_s(c);
    switch (herd_under(c)) {
    case HERD_UNCHANGED:
        return formulas_herd_constant(reads);
    case HERD_PER_SERVER: /* on a single server the first read fetches for all */
        return formulas_herd_per_server(reads, (double)c->servers.count);
    case HERD_OTHERWISE:
        break;
    }
    return (double)NAN;
}

double expected_herd_per_s(const struct config *c)
{
    return usual_per_s(c) + expected_herd(c) / seconds(c->run.window_ns);
}
