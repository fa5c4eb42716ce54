/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restarts of app servers: which servers are down when, where their users go, what their local caches lose, who is told.
 */
#include "events/registry.h"
#include "probe.h"

enum { SERVERS = 5, KEYS = 100 };

/* Five servers that each know all 100 keys, without a tier behind them; a read a millisecond. */
static void warm_fleet(struct fixture *f, struct probe *probe)
{
    fixture_init(f);
    f->c.keys.count = KEYS;
    f->c.servers.count = SERVERS;
    f->c.servers.local.present = true;
    f->c.servers.local.start = CACHE_START_WARM;
    f->c.cache.present = false;
    f->source[0].sessions_per_s = 20000;
    f->c.database.service = dist_constant(NS_PER_MS);
    if (probe != NULL) {
        probe_watch(f, probe);
    }
    fixture_protect(f, &coalesce_server_protection);
}

static struct config_event *deploy(struct fixture *f, double at_s, uint64_t batch, double every_s, double downtime_s)
{
    fixture_event(f, &deploy_event, at_s, 0);
    struct config_event *e = &f->event[f->c.events_n - 1];
    e->batch = batch;
    e->every_ns = (int64_t)(every_s * 1e9);
    e->downtime_ns = (int64_t)(downtime_s * 1e9);
    return e;
}

static double entry_s(const struct results *r, enum incident_kind kind)
{
    double at_s = NAN;
    for (size_t i = 0; i < r->incidents_n; i++) {
        if (r->incident[i].kind == kind) {
            cr_assert(isnan(at_s), "noted twice");
            at_s = (double)r->incident[i].at_ns / (double)NS_PER_S;
        }
    }
    return at_s;
}

/* All caches lost at once: every server fetches every key again, in that window. */
Test(deploy, all_at_once)
{
    struct fixture f;
    warm_fleet(&f, NULL);
    deploy(&f, 4.5, COUNT_UNLIMITED, 0, 0);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], SERVERS * KEYS);
    cr_assert_eq(r->windows[4].counter[COUNTER_DB_QUERIES], SERVERS * KEYS);
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], SERVERS * KEYS);
    cr_assert_eq(r->total[COUNTER_SESSIONS_REJECTED], 0);
    cr_assert_eq(entry_s(r, INCIDENT_TRIGGER), 4.5);
    cr_assert_eq(entry_s(r, INCIDENT_TRIGGER_OVER), 4.5);
    cr_assert_eq(r->recovery.hit_reference, 1);
    results_free(r);
}

/* Server by server, in the order of their numbers: a window has the misses of one. */
Test(deploy, rolling)
{
    struct fixture f;
    struct probe probe;
    warm_fleet(&f, &probe);
    deploy(&f, 3.25, 2, 1, 0.5);
    struct results *r = fixture_run(&f.c, false, false);
    const uint64_t expected[10] = {0, 0, 0, 2 * KEYS, 2 * KEYS, KEYS, 0, 0, 0, 0};
    for (size_t w = 0; w < 10; w++) {
        cr_assert_eq(r->windows[w].counter[COUNTER_DB_QUERIES], expected[w], "window %zu: %lu", w,
                     (unsigned long)r->windows[w].counter[COUNTER_DB_QUERIES]);
    }
    for (size_t i = 0; i < probe.n; i++) { /* servers 0 and 1, then 2 and 3, then 4, each after its downtime */
        if (probe.event[i].what == PROBE_MISS) {
            double up_s = 3.75 + probe.event[i].server / 2;
            double at_s = (double)probe.event[i].at_ns / (double)NS_PER_S;
            cr_assert(at_s >= up_s && at_s < up_s + 0.2, "server %u at %g", probe.event[i].server, at_s);
        }
    }
    cr_assert_eq(entry_s(r, INCIDENT_TRIGGER), 3.25);
    cr_assert_eq(entry_s(r, INCIDENT_TRIGGER_OVER), 5.75);
    probe_free(&probe);
    results_free(r);
}

/* Without caches every read is a miss, and the probe sees which server each session came to. */
static struct results *watch_routing(struct fixture *f, struct probe *probe)
{
    f->c.cache.present = false;
    f->source[0].sessions_per_s = 10000;
    f->c.servers.count = SERVERS;
    probe_watch(f, probe);
    return fixture_run(&f->c, false, false);
}

/* Misses known by a server between two instants. */
static uint64_t came_to(const struct probe *probe, uint32_t server, double from_s, double to_s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < probe->n; i++) {
        double at_s = (double)probe->event[i].at_ns / (double)NS_PER_S;
        n += probe->event[i].what == PROBE_MISS && probe->event[i].server == server && at_s >= from_s && at_s < to_s;
    }
    return n;
}

Test(deploy, sessions_go_to_servers_that_are_up)
{
    struct fixture f;
    struct probe probe;
    fixture_init(&f);
    deploy(&f, 2, 3, 4, 2); /* 0 to 2 are down from 2 s to 4 s, 3 and 4 from 6 s to 8 s */
    struct results *r = watch_routing(&f, &probe);
    for (uint32_t server = 0; server < SERVERS; server++) {
        double down_s = server < 3 ? 2 : 6;
        double others_n = server < 3 ? 3 : 2; /* up while the other batch is down */
        double other_s = server < 3 ? 6 : 2;
        cr_assert_eq(came_to(&probe, server, down_s, down_s + 2), 0);
        double n = (double)came_to(&probe, server, other_s, other_s + 2);
        cr_assert_float_eq(n, 20000 / others_n, 5 * sqrt(20000 / others_n), "server %u: %g", server, n);
        cr_assert_float_eq((double)came_to(&probe, server, 4, 6), 4000, 5 * sqrt(4000));
    }
    cr_assert_eq(r->total[COUNTER_SESSIONS_FAILED], 0);
    probe_free(&probe);
    results_free(r);
}

/* The next batch goes down before the last is up. */
Test(deploy, batches_may_overlap)
{
    struct fixture f;
    struct probe probe;
    fixture_init(&f);
    deploy(&f, 2, 1, 0.5, 1.8);
    struct results *r = watch_routing(&f, &probe);
    for (uint32_t server = 0; server < SERVERS; server++) {
        double down_s = 2 + 0.5 * server;
        cr_assert_gt(came_to(&probe, server, down_s - 0.1, down_s), 100);
        cr_assert_eq(came_to(&probe, server, down_s, down_s + 1.8), 0);
        cr_assert_gt(came_to(&probe, server, down_s + 1.8, down_s + 1.9), 100);
    }
    cr_assert_eq(entry_s(r, INCIDENT_TRIGGER_OVER), 5.8);
    probe_free(&probe);
    results_free(r);
}

/* Nobody is up: turned away, until the downtime is over; what was in progress is finished. */
Test(deploy, no_server_is_up)
{
    struct fixture f;
    struct probe probe;
    fixture_init(&f);
    f.source[0].arrivals = ARRIVALS_EVEN;
    f.c.database.service = dist_constant(NS_PER_S);
    deploy(&f, 4, COUNT_UNLIMITED, 0, 1.5);
    struct results *r = watch_routing(&f, &probe);
    cr_assert_float_eq((double)r->total[COUNTER_SESSIONS_REJECTED], 15000, 1);
    cr_assert_eq(r->total[COUNTER_SESSIONS_FAILED], r->total[COUNTER_SESSIONS_REJECTED]);
    cr_assert_float_eq((double)r->windows[4].counter[COUNTER_SESSIONS_OK], 10000, 1);
    cr_assert_eq(entry_s(r, INCIDENT_TRIGGER_OVER), 5.5);
    probe_free(&probe);
    results_free(r);
}

/* Two deploys that overlap: a server is up when the later downtime is over. */
Test(deploy, overlapping)
{
    struct fixture f;
    struct probe probe;
    fixture_init(&f);
    deploy(&f, 2, 1, 10, 4);   /* server 0 from 2 s to 6 s */
    deploy(&f, 3, 2, 10, 1);   /* servers 0 and 1 from 3 s to 4 s */
    deploy(&f, 5, 1, 10, 2.5); /* server 0 to 7.5 s */
    struct results *r = watch_routing(&f, &probe);
    cr_assert_eq(came_to(&probe, 0, 2, 7.5), 0);
    cr_assert_gt(came_to(&probe, 0, 7.5, 7.6), 100);
    cr_assert_eq(came_to(&probe, 1, 3, 4), 0);
    cr_assert_gt(came_to(&probe, 1, 4, 4.1), 100);
    cr_assert_gt(came_to(&probe, 0, 1.9, 2), 100);
    cr_assert_eq(r->total[COUNTER_SESSIONS_REJECTED], 0);
    probe_free(&probe);
    results_free(r);
}

/* What the old process fetches while it finishes its sessions goes with it; without downtime, there is no old process
 * that goes on beside the new one. */
Test(deploy, what_the_old_process_writes_is_lost)
{
    for (uint32_t down = 0; down < 2; down++) {
        struct fixture f;
        warm_fleet(&f, NULL);
        f.c.keys.count = 1;
        f.c.servers.count = 1;
        f.c.servers.local.start = CACHE_START_COLD;
        f.source[0].sessions_per_s = 1000;
        f.c.database.service = dist_constant(2 * NS_PER_S);
        deploy(&f, 1, COUNT_UNLIMITED, 0, 2.0 * down); /* while the first query is under way */
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1 + down);
        cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 1 + down);
        results_free(r);
    }
}

/* Entries of the other servers stay. */
Test(deploy, the_tier_and_other_servers_keep_theirs)
{
    struct fixture f;
    warm_fleet(&f, NULL);
    f.c.cache.present = true;
    f.c.cache.start = CACHE_START_WARM;
    deploy(&f, 5, 1, 100, 0);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 0);
    cr_assert_eq(r->total[COUNTER_READS_HITS], KEYS); /* of server 0, by the tier; copied at once */
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], KEYS);
    results_free(r);
}

struct told {
    uint64_t servers_n, cache_n;
    int64_t at_ns;
};

struct told_params {
    struct told *told;
};

static void told_restart(struct protection_instance *g, struct sim *sim, enum restart what)
{
    struct told *t = ((const struct told_params *)g->params)->told;
    t->servers_n += what == RESTART_SERVERS;
    t->cache_n += what == RESTART_CACHE;
    t->at_ns = sim_now_ns(sim);
}

/* Protections are told once, at the first batch. */
Test(deploy, protections_are_told)
{
    static const struct protection listener = {.name = "listener",
                                               .scenario.fields = probe_fields,
                                               .params_bytes = sizeof(struct told_params),
                                               .restart = told_restart};
    struct fixture f;
    struct told told = {.servers_n = 0};
    warm_fleet(&f, NULL);
    deploy(&f, 2, 1, 1, 0.5);
    ((struct told_params *)fixture_protect(&f, &listener))->told = &told;
    results_free(fixture_run(&f.c, false, false));
    cr_assert(told.servers_n == 1 && told.cache_n == 0 && told.at_ns == 2 * NS_PER_S);
}
