/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast path against the reference, and against itself with a second thread: identical results on random
 * configs that draw from everything the model has; and what must be conserved, is.
 */
#include <dirent.h>

#include "conserved.h"
#include "events/registry.h"
#include "fixture.h"
#include "overload_fixture.h"
#include "random_scenarios/compare.h"
#include "random_scenarios/try.h"

static uint64_t pick(struct rng *r, uint64_t n)
{
    return rng_next(r) % n;
}

static bool chance(struct rng *r, double p)
{
    return rng_uniform(r) < p;
}

static struct dist_spec some_dist(struct rng *r, double mean_ns)
{
    struct dist_spec d = {.a = mean_ns, .b = 2};
    switch (pick(r, 7)) {
    case 0:
        return dist_constant(0);
    case 1:
        return dist_constant((int64_t)mean_ns);
    case 2:
        d.kind = DIST_EXPONENTIAL;
        return d;
    case 3:
        d.kind = DIST_ERLANG;
        return d;
    case 4:
        d.kind = DIST_UNIFORM;
        d.a = 0;
        d.b = 2 * mean_ns;
        return d;
    case 5:
        d.kind = DIST_PARETO;
        d.a = mean_ns / 3;
        d.b = 1.5;
        return d;
    default:
        return dist_lognormal_mean_cv(mean_ns, 1);
    }
}

static void some_sources(struct fixture *f, struct rng *r)
{
    static struct config_shape_point shape[3];
    static const char *const name[] = {"a", "b", "c"};
    shape[0] = (struct config_shape_point){0, 1};
    shape[1] = (struct config_shape_point){NS_PER_S, 3};
    shape[2] = (struct config_shape_point){2 * NS_PER_S, 0.5};
    f->c.sources_n = 1 + pick(r, 3);
    for (size_t i = 0; i < f->c.sources_n; i++) {
        struct config_source *s = &f->source[i];
        *s = fixture_source(name[i]);
        s->reads_per_session = 1 + pick(r, 3) * pick(r, 300);
        s->arrivals = chance(r, 0.3) ? ARRIVALS_EVEN : ARRIVALS_POISSON;
        s->rate_kind = i > 0 && chance(r, 0.5) ? SOURCE_BURST : SOURCE_SESSIONS_PER_S;
        s->sessions_per_s = s->rate_kind == SOURCE_BURST ? 0 : 20000.0 / (double)(s->reads_per_session + 20);
        s->burst_at_ns = NS_PER_S / 2;
        s->burst_sessions = 500;
        s->burst_over_ns = (int64_t)pick(r, 2) * NS_PER_S;
        s->shape = shape;
        s->shape_n = s->rate_kind != SOURCE_BURST && chance(r, 0.4) ? 3 : 0;
        s->key_rank = chance(r, 0.3) ? 1 + pick(r, 5) : 0;
    }
}

static void some_tiers(struct fixture *f, struct rng *r)
{
    struct config *c = &f->c;
    c->servers.count = 1 + pick(r, 20);
    c->servers.balancing = chance(r, 0.5) ? BALANCING_RANDOM : BALANCING_ROUND_ROBIN;
    if (chance(r, 0.6)) {
        c->servers.workers = 1 + pick(r, 8);
        c->servers.accept_queue = chance(r, 0.2) ? COUNT_UNLIMITED : pick(r, 50);
    }
    if (chance(r, 0.6)) {
        c->servers.pool_size = 1 + pick(r, 6);
        c->servers.pool_wait_timeout_ns = chance(r, 0.5) ? TIME_NEVER : (int64_t)(1 + pick(r, 100)) * NS_PER_MS;
    }
    c->cache.present = chance(r, 0.95);
    c->cache.nodes = 1 + pick(r, 5);
    c->cache.latency = some_dist(r, 3e5);
    c->cache.ttl_ns = chance(r, 0.7) ? (int64_t)(1 + pick(r, 2000)) * NS_PER_MS : TIME_NEVER;
    c->cache.node_rate_per_s = chance(r, 0.5) ? 3e4 : INFINITY;
    c->cache.write = chance(r, 0.5) ? CACHE_WRITE_ADD : CACHE_WRITE_SET;
    c->cache.on_db_error = chance(r, 0.3) ? CACHE_ERROR_DELETE : CACHE_ERROR_KEEP;
    c->cache.start = (enum cache_start)pick(r, 3);
    c->cache.prewarmed = pick(r, c->keys.count);
    if (chance(r, 0.4)) {
        c->cache.capacity = c->cache.nodes + pick(r, 500);
        c->cache.eviction = (enum eviction)pick(r, 4);
    }
    c->database.service = some_dist(r, 5e6);
    c->database.connections = chance(r, 0.8) ? 1 + pick(r, 60) : COUNT_UNLIMITED;
    c->database.queue_limit = chance(r, 0.5) ? pick(r, 200) : COUNT_UNLIMITED;
}

static void some_local_caches(struct fixture *f, struct rng *r)
{
    struct config_local *l = &f->c.servers.local;
    if (chance(r, 0.6)) {
        return;
    }
    l->present = true;
    l->capacity = chance(r, 0.3) ? COUNT_UNLIMITED : 1 + pick(r, 300);
    l->eviction = (enum eviction)pick(r, 4);
    l->ttl_ns = chance(r, 0.8) ? (int64_t)(1 + pick(r, 1000)) * NS_PER_MS : TIME_NEVER;
    l->jitter = chance(r, 0.5) ? 0.4 : 0;
    l->start = chance(r, 0.5) ? CACHE_START_WARM : CACHE_START_COLD;
    f->c.cache.present = chance(r, 0.6);
}

static void some_protections(struct fixture *f, struct rng *r)
{
    bool ttl = f->c.cache.ttl_ns != TIME_NEVER;
    if (!f->c.cache.present) {
        if (f->c.servers.local.present && chance(r, 0.5)) {
            fixture_protect(f, &coalesce_server_protection);
        }
        return;
    }
    if (ttl && chance(r, 0.4)) {
        void *p = fixture_protect(f, &stale_protection);
        double revalidate_ns = chance(r, 0.6) ? 1e6 * (double)(1 + pick(r, 1000)) : INFINITY;
        fixture_set_param(p, &stale_protection, "while_revalidate", revalidate_ns);
        fixture_set_param(p, &stale_protection, "if_error",
                          isinf(revalidate_ns) || chance(r, 0.6) ? 1e6 * (double)(1 + pick(r, 3000)) : INFINITY);
    }
    uint64_t coalescing = pick(r, 3);
    if (coalescing == 1) {
        fixture_protect(f, &coalesce_server_protection);
    } else if (coalescing == 2) {
        fixture_lock(f, 1e6 * (double)(1 + pick(r, 20)), 1e6 * (double)(1 + pick(r, 5)),
                     chance(r, 0.3) ? INFINITY : 1e6 * (double)(1 + pick(r, 40)));
    }
    if (ttl && chance(r, 0.4)) {
        fixture_set_param(fixture_protect(f, &jitter_protection), &jitter_protection, "spread", 0.3);
    }
    if (ttl && chance(r, 0.4)) {
        void *p = fixture_protect(f, &refresh_protection);
        fixture_set_param(p, &refresh_protection, "ahead", 0.2);
        fixture_set_param(p, &refresh_protection, "observe", 0.3);
        fixture_set_param(p, &refresh_protection, "hot_rate", 50);
        fixture_set_param(p, &refresh_protection, "hot_reads", chance(r, 0.5) ? 3 : INFINITY);
    }
    if (chance(r, 0.3)) {
        void *p = fixture_protect(f, &prewarm_protection);
        fixture_set_param(p, &prewarm_protection, "top", 1 + (double)pick(r, f->c.keys.count));
        fixture_set_param(p, &prewarm_protection, "rate", chance(r, 0.5) ? INFINITY : 2000);
        fixture_set_param(p, &prewarm_protection, "parallel", 1 + (double)pick(r, 20));
        fixture_set_param(p, &prewarm_protection, "by", (double)pick(r, 2));
        fixture_set_param(p, &prewarm_protection, "history", 1e12);
    }
}

/* Protections of the overloaded; from draws of their own. */
static void some_shedding(struct fixture *f, uint64_t seed)
{
    struct rng r = rng_seed(seed, 98, 0);
    if (chance(&r, 0.3)) {
        void *p = fixture_protect(f, &ramp_protection);
        fixture_set_param(p, &ramp_protection, "from", rng_uniform(&r));
        fixture_set_param(p, &ramp_protection, "over", 1e8 * (double)(1 + pick(&r, 10)));
        fixture_set_param(p, &ramp_protection, "steps", 1 + (double)pick(&r, 9));
        fixture_set_param(p, &ramp_protection, "after", (double)pick(&r, 3));
    }
    if (chance(&r, 0.3)) {
        void *p = fixture_protect(f, &breaker_protection);
        fixture_set_param(p, &breaker_protection, "window", 1 + (double)pick(&r, 100));
        fixture_set_param(p, &breaker_protection, "threshold", 0.01 + 0.9 * rng_uniform(&r));
        fixture_set_param(p, &breaker_protection, "open", 1e7 * (double)(1 + pick(&r, 50)));
        fixture_set_param(p, &breaker_protection, "trials", 1 + (double)pick(&r, 10));
    }
    if (chance(&r, 0.3)) {
        void *p = fixture_protect(f, &bulkhead_protection);
        fixture_set_param(p, &bulkhead_protection, "limit", 1 + (double)pick(&r, 30));
    }
    uint64_t shedding = pick(&r, 4);
    if (shedding == 1) {
        void *p = fixture_protect(f, &shedding_concurrency_protection);
        fixture_set_param(p, &shedding_concurrency_protection, "limit", 1 + (double)pick(&r, 20));
    } else if (shedding == 2) {
        void *p = fixture_protect(f, &shedding_codel_protection);
        fixture_set_param(p, &shedding_codel_protection, "target", 1e6 * (double)(1 + pick(&r, 10)));
        fixture_set_param(p, &shedding_codel_protection, "interval", 1e6 * (double)(11 + pick(&r, 100)));
        fixture_set_param(p, &shedding_codel_protection, "lifo", (double)pick(&r, 2));
    }
}

static struct config_event node_event(const struct event_type *type, double at_s, uint64_t node)
{
    return (struct config_event){.at_ns = (int64_t)(at_s * (double)NS_PER_S), .type = type, .node = node};
}

/* Nodes die, up to three at a time and of either kind, and come back in another order. */
static void some_node_losses(struct fixture *f, struct rng *r)
{
    if (chance(r, 0.4)) {
        return;
    }
    uint64_t first = pick(r, f->c.cache.nodes), lost_n = 1 + pick(r, f->c.cache.nodes < 3 ? f->c.cache.nodes : 3);
    uint64_t rehash_n = f->c.cache.nodes; /* somebody must be left to take the keys over */
    for (uint64_t i = 0; i < lost_n; i++) {
        struct config_event loss =
            node_event(&node_loss_event, 0.45 * (double)(i + pick(r, 2)), (first + i) % f->c.cache.nodes);
        loss.node_mode = rehash_n == 1 || chance(r, 0.5) ? NODE_LOSS_FAIL : NODE_LOSS_REHASH;
        rehash_n -= loss.node_mode == NODE_LOSS_REHASH;
        loss.lookup_timeout_ns = (int64_t)pick(r, 2) * 7 * NS_PER_MS;
        f->event[f->c.events_n++] = loss;
        if (chance(r, 0.8)) {
            f->event[f->c.events_n++] =
                node_event(&node_return_event, 1.4 + 0.3 * (double)pick(r, 5), (first + i) % f->c.cache.nodes);
        }
    }
}

static void some_invalidations(struct fixture *f, struct rng *r)
{
    struct config_event e = {.at_ns = 700 * NS_PER_MS, .type = &invalidate_event, .share = NAN};
    e.top = 1 + pick(r, 2 * f->c.keys.count);
    f->event[f->c.events_n++] = e;
    e = (struct config_event){.at_ns = 2200 * NS_PER_MS, .type = &invalidate_event, .top = COUNT_UNLIMITED};
    e.share = chance(r, 0.2) ? 1 : rng_uniform(r);
    f->event[f->c.events_n++] = e;
}

/* All at once or in batches, with and without downtime, two that may overlap, some that the run's end cuts off. */
static void some_deploys(struct fixture *f, struct rng *r)
{
    for (uint64_t n = pick(r, 3); n > 0; n--) {
        struct config_event e = {.at_ns = (int64_t)pick(r, 25) * 100 * NS_PER_MS, .type = &deploy_event};
        e.batch = chance(r, 0.4) ? COUNT_UNLIMITED : 1 + pick(r, f->c.servers.count);
        e.every_ns = (int64_t)pick(r, 4) * 100 * NS_PER_MS;
        e.downtime_ns = (int64_t)pick(r, 4) * 100 * NS_PER_MS;
        f->event[f->c.events_n++] = e;
    }
}

static void some_config(struct fixture *f, uint64_t seed)
{
    struct rng r = rng_seed(seed, 99, 0);
    fixture_init(f);
    f->c.run.duration_ns = 3 * NS_PER_S;
    f->c.run.window_ns = (int64_t)(1 + pick(&r, 12)) * 100 * NS_PER_MS;
    f->c.run.warmup_ns = seed % 4 == 0 ? f->c.run.window_ns : 0;
    f->c.run.seed = seed;
    if (chance(&r, 0.1)) {
        f->c.run.max_sessions = 20;
        f->c.run.max_reads = 30;
    }
    f->c.keys.count = 10 + pick(&r, 5000);
    f->c.keys.popularity.exponent = chance(&r, 0.8) ? 0.99 : 0;
    f->c.keys.update_rate_per_s = chance(&r, 0.3) ? 0.5 : 0;
    some_sources(f, &r);
    some_tiers(f, &r);
    some_local_caches(f, &r);
    some_protections(f, &r);
    some_shedding(f, seed);
    if (f->c.cache.present) {
        fixture_event(f, &expire_key_event, 0.5, 1);
        if (chance(&r, 0.3)) {
            fixture_event(f, &lock_holder_crash_event, 0.3 * (double)(1 + pick(&r, 6)), 1 + pick(&r, 3));
            fixture_event(f, &lock_holder_crash_event, 0.3 * (double)(1 + pick(&r, 6)), 1);
        }
        fixture_event(f, chance(&r, 0.5) ? &cache_restart_event : &expire_all_event, 1, 0);
        fixture_event(f, &cutover_event, 1.5, 0);
        f->event[f->c.events_n++] =
            (struct config_event){.at_ns = 2 * NS_PER_S, .type = &traffic_event, .x = 0.5, .ramp_ns = NS_PER_S / 2};
        some_node_losses(f, &r);
        some_invalidations(f, &r);
    }
    some_deploys(f, &r);
    qsort(f->event, f->c.events_n, sizeof f->event[0], fixture_event_order);
}

static void same(const struct results *a, const struct results *b, uint64_t seed)
{
    char difference[300];
    cr_assert(compare_results(a, b, difference, sizeof difference), "config %lu: %s", (unsigned long)seed, difference);
}

Test(reference, random_configs_give_identical_results)
{
    uint64_t reads = 0, misses = 0, failed = 0, joined = 0, refreshed = 0, prewarmed = 0, outdated = 0;
    uint64_t local_hits = 0, local_evictions = 0, stale = 0, crashed = 0;
    uint64_t shed = 0, opened = 0, held_back = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct fixture f;
        some_config(&f, seed);
        struct results *fast = fixture_run(&f.c, false, false);
        struct results *plain = fixture_run(&f.c, true, false);
        struct results *ahead = fixture_run(&f.c, false, true);
        same(fast, plain, seed);
        same(fast, ahead, seed);
        char what[32];
        snprintf(what, sizeof what, "config %lu", (unsigned long)seed);
        conserved_check(fast, what);
        reads += fast->total[COUNTER_READS_ISSUED];
        misses += fast->total[COUNTER_READS_MISSES];
        failed += fast->total[COUNTER_READS_FAILED];
        joined += fast->total[COUNTER_READS_JOINED];
        refreshed += fast->total[COUNTER_DB_REFRESH];
        prewarmed += fast->prewarm.loaded;
        local_hits += fast->total[COUNTER_READS_LOCAL_HITS];
        local_evictions += fast->total[COUNTER_LOCAL_EVICTIONS];
        outdated += fast->total[COUNTER_STALENESS_OUTDATED];
        stale += fast->total[COUNTER_READS_STALE];
        crashed += fast->total[COUNTER_LOCK_CRASHED];
        shed += fast->total[COUNTER_SESSIONS_SHED];
        opened += fast->total[COUNTER_BREAKER_OPENED];
        held_back += fast->total[COUNTER_BULKHEAD_REJECTED];
        results_free(fast);
        results_free(plain);
        results_free(ahead);
    }
    /* the configs reach what they are meant to reach */
    cr_assert_gt(reads, 1000000);
    cr_assert(local_hits > 100000 && local_evictions > 10000, "local hits %lu evictions %lu", (unsigned long)local_hits,
              (unsigned long)local_evictions);
    cr_assert(stale > 10000 && crashed > 5, "stale %lu crashed %lu", (unsigned long)stale, (unsigned long)crashed);
    cr_assert(shed > 1000 && opened > 100 && held_back > 1000, "shed %lu opened %lu held back %lu", (unsigned long)shed,
              (unsigned long)opened, (unsigned long)held_back);
    cr_assert(misses > 1000 && failed > 1000 && joined > 1000 && refreshed > 100 && prewarmed > 1000 && outdated > 1000,
              "misses %lu failed %lu joined %lu refreshed %lu prewarmed %lu outdated %lu", (unsigned long)misses,
              (unsigned long)failed, (unsigned long)joined, (unsigned long)refreshed, (unsigned long)prewarmed,
              (unsigned long)outdated);
}

Test(reference, random_overloads_give_identical_results)
{
    static const enum counter reached[] = {
        COUNTER_SESSIONS_TIMED_OUT, COUNTER_SESSIONS_RETRIED, COUNTER_SESSIONS_ABANDONED, COUNTER_READS_ABANDONED,
        COUNTER_DB_RETRY,           COUNTER_DB_THROTTLED,     COUNTER_DB_REFUSED,         COUNTER_DB_TIMED_OUT,
        COUNTER_DB_CANCELLED,       COUNTER_DB_ABANDONED};
    uint64_t met[COUNTERS_N] = {0};
    for (uint64_t seed = 101; seed <= 220; seed++) {
        struct fixture f;
        char what[32];
        some_config(&f, seed);
        overload_config(&f, seed);
        qsort(f.event, f.c.events_n, sizeof f.event[0], fixture_event_order);
        snprintf(what, sizeof what, "config %lu", (unsigned long)seed);
        struct results *fast = fixture_run(&f.c, false, false);
        struct results *plain = fixture_run(&f.c, true, false);
        struct results *ahead = fixture_run(&f.c, false, true);
        conserved_check(fast, what);
        same(fast, plain, seed);
        same(fast, ahead, seed);
        for (size_t i = 0; i < COUNTERS_N; i++) {
            met[i] += fast->total[i];
        }
        results_free(fast);
        results_free(plain);
        results_free(ahead);
    }
    for (size_t i = 0; i < sizeof reached / sizeof reached[0]; i++) {
        cr_assert_gt(met[reached[i]], 100, "%s: %lu", results_counter_info[reached[i]].name,
                     (unsigned long)met[reached[i]]);
    }
}

/* Scenarios, found by `make test-random` and others, in which two ways once differed, or one hung or raced. */
Test(reference, scenarios_that_once_failed_agree, .timeout = 60)
{
    DIR *folder = opendir("tests/random_scenarios/found");
    cr_assert_not_null(folder, "run this from the top of the source tree");
    size_t n = 0;
    for (const struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        if (strstr(e->d_name, ".json") == NULL) {
            continue;
        }
        char path[300], difference[300];
        bool unreadable = false;
        const struct scenario_options options = {.set_n = 0};
        snprintf(path, sizeof path, "tests/random_scenarios/found/%s", e->d_name);
        struct scenario *s = scenario_load(path, &options, stderr, &unreadable);
        cr_assert_not_null(s, "%s", path);
        cr_assert(try_scenario(s, TRY_REFERENCE | TRY_THREADS, difference, sizeof difference), "%s: %s", path,
                  difference);
        scenario_free(s);
        n++;
    }
    closedir(folder);
    cr_assert_geq(n, 6);
}
