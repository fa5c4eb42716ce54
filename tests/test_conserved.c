/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conservation under pressure: every tier too small for what comes, and every protection in turn, so that all the ways in
 * which a session, a read or a query can end are taken.
 */
#include "conserved.h"
#include "events/registry.h"
#include "fixture.h"
#include "overload_fixture.h"

enum { CACHES = 5, TIERS = 4, PROTECTIONS = 9 };

static void some_cache(struct config_cache *c, size_t which)
{
    c->latency = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 1e6};
    c->nodes = 3;
    c->node_rate_per_s = which == 1 ? 3000 : INFINITY;
    c->ttl_ns = which == 0 ? TIME_NEVER : NS_PER_S;
    c->start = which == 2 ? CACHE_START_WARM : CACHE_START_COLD;
    c->capacity = which == 3 ? 100 : COUNT_UNLIMITED;
    c->eviction = EVICTION_LFU;
    c->write = which == 3 ? CACHE_WRITE_SET : CACHE_WRITE_ADD;
    c->present = which != 4;
}

static void some_tiers(struct config *c, size_t which)
{
    c->servers.count = 4;
    c->servers.workers = which == 0 ? COUNT_UNLIMITED : 20;
    c->servers.accept_queue = which == 2 ? 5 : which == 0 ? COUNT_UNLIMITED : 1000;
    c->servers.pool_size = which == 3 ? 4 : COUNT_UNLIMITED;
    c->servers.pool_wait_timeout_ns = which == 3 ? 30 * NS_PER_MS : TIME_NEVER;
    c->database.connections = 12;
    c->database.queue_limit = which == 1 ? 20 : COUNT_UNLIMITED;
    c->database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 20e6};
    if (which == 2) {
        c->run.max_reads = 200; /* the simulator's own room */
    }
}

static void some_protection(struct fixture *f, size_t which)
{
    if (which == 1) {
        if (f->c.cache.ttl_ns != TIME_NEVER) {
            void *p = fixture_protect(f, &stale_protection);
            fixture_set_param(p, &stale_protection, "while_revalidate", 0.2e9);
            fixture_set_param(p, &stale_protection, "if_error", 0.5e9);
        }
        fixture_protect(f, &coalesce_server_protection);
    } else if (which == 2) {
        fixture_lock(f, 10e6, 2e6, 25e6);
    } else if (which == 3) {
        fixture_set_param(fixture_protect(f, &jitter_protection), &jitter_protection, "spread", 0.5);
    } else if (which == 4 || which == 6) {
        void *p = fixture_protect(f, &refresh_protection);
        fixture_set_param(p, &refresh_protection, "ahead", 0.3);
        fixture_set_param(p, &refresh_protection, "observe", 0.4);
        fixture_set_param(p, &refresh_protection, "hot_rate", 5);
        fixture_set_param(p, &refresh_protection, "hot_reads", INFINITY);
    }
    if (which == 5 || which == 6) {
        void *p = fixture_protect(f, &prewarm_protection);
        fixture_set_param(p, &prewarm_protection, "top", 80);
        fixture_set_param(p, &prewarm_protection, "rate", 200);
        fixture_set_param(p, &prewarm_protection, "parallel", 10);
        fixture_set_param(p, &prewarm_protection, "by", which == 6 ? 1 : 0);
        fixture_set_param(p, &prewarm_protection, "history", INFINITY);
    }
}

/* Of the overloaded: those that turn sessions away, and those that turn fetches away. */
static void some_shedding(struct fixture *f, size_t which)
{
    void *p = fixture_protect(f, &ramp_protection);
    fixture_set_param(p, &ramp_protection, "from", 0.1);
    fixture_set_param(p, &ramp_protection, "over", 0.3e9);
    fixture_set_param(p, &ramp_protection, "steps", 3);
    fixture_set_param(p, &ramp_protection, "after", 0);
    p = fixture_protect(f, &breaker_protection);
    fixture_set_param(p, &breaker_protection, "window", 10);
    fixture_set_param(p, &breaker_protection, "threshold", 0.3);
    fixture_set_param(p, &breaker_protection, "open", 20e6);
    fixture_set_param(p, &breaker_protection, "trials", 2);
    if (which == 7) {
        p = fixture_protect(f, &shedding_concurrency_protection);
        fixture_set_param(p, &shedding_concurrency_protection, "limit", 10);
    } else {
        fixture_set_param(fixture_protect(f, &bulkhead_protection), &bulkhead_protection, "limit", 6);
        p = fixture_protect(f, &shedding_codel_protection);
        fixture_set_param(p, &shedding_codel_protection, "target", 2e6);
        fixture_set_param(p, &shedding_codel_protection, "interval", 20e6);
        fixture_set_param(p, &shedding_codel_protection, "lifo", true);
    }
}

static void some_config(struct fixture *f, size_t cache, size_t tier, size_t protection)
{
    fixture_init(f);
    f->c.run.duration_ns = 2100 * NS_PER_MS;
    f->c.run.window_ns = 500 * NS_PER_MS;
    f->c.run.seed = 1 + cache + 10 * tier + 100 * protection;
    f->c.keys.count = 300;
    f->c.keys.popularity.exponent = 0.8;
    f->c.keys.update_rate_per_s = cache == 2 ? 1 : 0;
    f->c.sources_n = 2;
    f->source[0].sessions_per_s = 300;
    f->source[0].reads_per_session = 5;
    f->source[1] = fixture_burst("burst", 250, 1, 300);
    f->source[1].burst_over_ns = NS_PER_S / 10;
    f->source[1].reads_per_session = 2;
    some_cache(&f->c.cache, cache);
    some_tiers(&f->c, tier);
    if (f->c.cache.present) {
        if (protection < 7) {
            some_protection(f, protection);
        } else {
            some_shedding(f, protection);
        }
        fixture_event(f, &expire_all_event, 0.4, 0);
        fixture_event(f, &cutover_event, 0.8, 0);
        fixture_event(f, &cache_restart_event, 1.6, 0);
    }
}

/* And then users without patience, databases of other kinds, outages, crashes, caches in the servers. */
static void make_worse(struct fixture *f, size_t i, size_t protection)
{
    overload_config(f, 1000 + i);
    if (protection == 2 && f->c.cache.present) {
        fixture_event(f, &lock_holder_crash_event, 0.2, 1);
    }
    f->c.cache.on_db_error = i % 5 == 0 ? CACHE_ERROR_DELETE : CACHE_ERROR_KEEP;
    if (i % 3 == 0) {
        f->c.servers.local.present = true;
        f->c.servers.local.capacity = 40;
        f->c.servers.local.ttl_ns = NS_PER_S / 2;
    }
    qsort(f->event, f->c.events_n, sizeof f->event[0], fixture_event_order);
}

static void run_and_check(const struct config *c, const char *what, uint64_t *met)
{
    struct results *r = fixture_run(c, false, false);
    conserved_check(r, what);
    for (size_t k = 0; k < COUNTERS_N; k++) {
        met[k] += r->total[k];
    }
    results_free(r);
}

Test(conserved, whatever_goes_wrong)
{
    uint64_t met[COUNTERS_N] = {0};
    for (size_t i = 0; i < CACHES * TIERS * PROTECTIONS; i++) {
        size_t cache = i % CACHES, tier = i / CACHES % TIERS, protection = i / CACHES / TIERS;
        if ((cache == 4 && protection > 0) || (cache == 0 && (protection == 3 || protection == 4 || protection == 6))) {
            continue; /* makes no sense without a cache, or without a TTL */
        }
        struct fixture f;
        char what[64];
        some_config(&f, cache, tier, protection);
        snprintf(what, sizeof what, "cache %zu tier %zu protection %zu", cache, tier, protection);
        run_and_check(&f.c, what, met);
        make_worse(&f, i, protection);
        snprintf(what, sizeof what, "cache %zu tier %zu protection %zu, worse", cache, tier, protection);
        run_and_check(&f.c, what, met);
    }
    for (size_t k = 0; k < COUNTERS_N; k++) {
        cr_assert_gt(met[k], 0, "%s never counted", results_counter_info[k].name);
    }
}
