/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local caches: the data structure against a plain model that searches; then hits, copies on their way, expiry, ages,
 * fills, episodes and joined reads as runs show them. (Their long run: test_theory_local.c.)
 */
#include "chi_square.h"
#include "events/registry.h"
#include "fixture.h"
#include "model/caches/local_read.h"
#include "model/caches/local_warm.h"
#include "model/caches/updates.h"
#include "theory/keyrates.h"

enum { SERVERS = 3, KEYS = 40, CAPACITY = 10, STEPS = 20000 };

struct plain { /* what is known of an entry */
    bool there;
    struct local_entry e;
    uint64_t used, entered, uses;
};

static void local_of(struct local *l, enum eviction policy)
{
    struct fixture f;
    fixture_init(&f);
    f.c.keys.count = KEYS;
    f.c.servers.count = SERVERS;
    f.c.servers.local.eviction = policy;
    cr_assert(local_init(l, &f.c, CAPACITY));
}

static bool goes_first(enum eviction policy, const struct plain *a, const struct plain *b)
{
    switch (policy) {
    case EVICTION_LFU:
        return a->uses != b->uses ? a->uses < b->uses : a->used < b->used;
    case EVICTION_FIFO:
        return a->entered < b->entered;
    default:
        return a->used < b->used;
    }
}

static bool holds(const struct local *l, uint32_t server, uint32_t key)
{
    const struct replacement_node *n = &l->replacement.node[server];
    for (uint32_t i = 0; i < n->used_n; i++) {
        if (l->replacement.slot[n->first_slot + i].key == key) {
            return true;
        }
    }
    return false;
}

/* The entry that makes room on a full server, or NULL; under random, the one that has just gone. */
static struct plain *victim_of(const struct local *l, struct plain k[KEYS], uint32_t server)
{
    struct plain *victim = NULL;
    uint32_t held = 0;
    for (uint32_t key = 0; key < KEYS; key++) {
        held += k[key].there;
        if (l->replacement.policy == EVICTION_RANDOM) {
            victim = k[key].there && !holds(l, server, key) ? &k[key] : victim;
        } else if (k[key].there && (victim == NULL || goes_first(l->replacement.policy, &k[key], victim))) {
            victim = &k[key];
        }
    }
    return held == CAPACITY ? victim : NULL;
}

static void write_both(struct local *l, struct plain k[KEYS], uint32_t server, uint32_t key, struct local_entry e,
                       uint64_t now)
{
    struct plain *mine = &k[key];
    bool random = l->replacement.policy == EVICTION_RANDOM;
    struct plain *victim = random ? NULL : victim_of(l, k, server);
    enum local_written done = local_write(l, server, key, e, (int64_t)now);
    if (mine->there) {
        bool stays = mine->e.from <= e.from && e.from < mine->e.deadline;
        cr_assert_eq(done, stays ? LOCAL_LEFT : LOCAL_WRITTEN);
        mine->e = stays ? mine->e : e;
        mine->used = stays || l->replacement.policy != EVICTION_LRU ? mine->used : now;
        return;
    }
    victim = random ? victim_of(l, k, server) : victim;
    cr_assert_eq(done, victim != NULL ? LOCAL_PUSHED_OUT : LOCAL_WRITTEN);
    if (victim != NULL) {
        victim->there = false;
    }
    *mine = (struct plain){.there = true, .e = e, .used = now, .entered = now, .uses = 1};
}

static void look_both(struct local *l, struct plain k[KEYS], uint32_t server, uint32_t key, uint32_t now)
{
    const struct local_entry *e = local_look(l, server, key, now);
    bool fresh = k[key].there && k[key].e.from <= now && now < k[key].e.deadline;
    cr_assert_eq(e != NULL, fresh);
    if (fresh) {
        cr_assert_eq(memcmp(e, &k[key].e, sizeof *e), 0);
        k[key].used = now;
        k[key].uses++;
    }
}

Test(local, random_operations_agree_with_a_search)
{
    for (int policy = EVICTION_LRU; policy <= EVICTION_RANDOM; policy++) {
        struct local l;
        struct plain k[SERVERS][KEYS];
        struct rng r = rng_seed(7, (uint64_t)policy, 0);
        memset(k, 0, sizeof k);
        local_of(&l, (enum eviction)policy);
        for (uint32_t now = 1; now <= STEPS; now++) {
            uint32_t server = (uint32_t)(rng_next(&r) % SERVERS);
            uint32_t key = (uint32_t)(rng_uniform(&r) * rng_uniform(&r) * KEYS);
            if (rng_next(&r) % 3 == 0) {
                uint32_t from = now + (uint32_t)(rng_next(&r) % 40);
                struct local_entry e = {from, from + 1 + (uint32_t)(rng_next(&r) % 200), now, UINT32_MAX};
                write_both(&l, k[server], server, key, e, now);
            } else {
                look_both(&l, k[server], server, key, now);
            }
            if (now % 1500 == 0) {
                local_empty(&l, server);
                memset(k[server], 0, sizeof k[server]);
            }
            if (now % 7000 == 0) {
                local_empty_all(&l);
                memset(k, 0, sizeof k);
            }
            for (uint32_t i = 0; now % 50 == 0 && i < KEYS; i++) {
                cr_assert_eq(holds(&l, server, i), k[server][i].there, "policy %d key %u", policy, i);
            }
        }
        local_release(&l);
    }
}

/* As many places as keys, as reads can fill, or as the whole fleet may have: whichever is least. */
Test(local, capacity)
{
    struct fixture f;
    fixture_init(&f);
    f.c.servers.count = 10;
    f.c.keys.count = 1000;
    cr_assert_eq(local_capacity(&f.c, 5000), 1000);
    cr_assert_eq(local_capacity(&f.c, 300), 300);
    f.c.servers.local.start = CACHE_START_WARM;
    cr_assert_eq(local_capacity(&f.c, 300), 1000);
    f.c.servers.local.capacity = 20;
    cr_assert_eq(local_capacity(&f.c, 300), 20);
    f.c.servers.local.capacity = COUNT_UNLIMITED;
    f.c.keys.count = 4000000000;
    f.c.servers.count = 100;
    cr_assert_eq(local_capacity(&f.c, 300) * 100, LOCAL_ENTRIES_MAX / 100 * 100);
}

/* One key, one server, 1,000 reads a second, evenly. */
static void one_key(struct fixture *f, int64_t ttl_ns)
{
    fixture_init(f);
    f->c.keys.count = 1;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->source[0].sessions_per_s = 1000;
    f->c.servers.local.present = true;
    f->c.servers.local.ttl_ns = ttl_ns;
    f->c.run.duration_ns = f->c.run.window_ns = 11 * NS_PER_S;
}

/* Behind a tier 100 ms away: reads go there until the first answer has come; a second later it has expired. The value is
 * as old as the tier's. */
Test(local, copies_are_there_when_the_answer_has_come)
{
    struct fixture f;
    one_key(&f, NS_PER_S);
    f.c.cache.start = CACHE_START_WARM;
    f.c.cache.latency = dist_constant(100 * NS_PER_MS);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 10);
    cr_assert_float_eq((double)r->total[COUNTER_READS_HITS], 1000, 11);
    cr_assert_float_eq((double)r->total[COUNTER_READS_LOCAL_HITS], 10000, 11);
    cr_assert_eq(r->total[COUNTER_CACHE_LOOKUPS], r->total[COUNTER_READS_HITS]);
    cr_assert_eq(r->source[0].reads_local_hits, r->total[COUNTER_READS_LOCAL_HITS]);
    cr_assert_eq(r->source[0].reads_hits, r->total[COUNTER_READS_HITS]);
    cr_assert_eq(fixture_metric(r, "traffic.users.reads.local_hits"), (double)r->total[COUNTER_READS_LOCAL_HITS]);
    cr_assert_eq(fixture_metric(r, "cache.hit_ratio"), 1);
    cr_assert_eq(fixture_metric(r, "traffic.users.hit_ratio"), 1);
    cr_assert_eq(r->windows[0].gauge[GAUGE_HIT_RATIO], 1);
    cr_assert_eq(fixture_metric(r, "latency.read.p50"), 0);
    cr_assert_float_eq(fixture_metric(r, "latency.read.mean"), 0.1 / 11, 2e-4);
    cr_assert_float_eq(fixture_metric(r, "staleness.age_mean"), 5.5, 0.1); /* written at time 0, never again */
    cr_assert_float_eq(fixture_metric(r, "staleness.age_max"), 11, 0.1);
    results_free(r);
}

static void lone_read(struct fixture *f, const char *name, uint64_t key_rank, double at_s)
{
    f->source[f->c.sources_n++] = fixture_burst(name, key_rank, at_s, 1);
}

/* A copy pushes nobody out before it has arrived. One place, a tier 100 ms away: key 1 is asked for at 0 s and there from
 * 0.1 s on; key 2, asked for at 0.2 s, takes its place at 0.3 s. A read of key 1 in between finds it, one after that does not.
 * At 0.45 s the copy of key 1 asked for at 0.35 s comes, and key 2 is gone. What arrives at a server that has restarted
 * meanwhile is lost. */
Test(local, a_copy_takes_its_place_when_it_arrives)
{
    struct fixture f;
    one_key(&f, TIME_NEVER);
    f.c.keys.count = 2;
    f.c.cache.start = CACHE_START_WARM;
    f.c.cache.latency = dist_constant(100 * NS_PER_MS);
    f.c.servers.local.capacity = 1;
    f.c.run.duration_ns = f.c.run.window_ns = NS_PER_S;
    f.c.sources_n = 0;
    lone_read(&f, "a", 1, 0);
    lone_read(&f, "b", 2, 0.2);
    lone_read(&f, "c", 1, 0.25);
    for (uint64_t with_fourth = 0; with_fourth < 2; with_fourth++) {
        if (with_fourth == 1) {
            lone_read(&f, "d", 1, 0.35);
        }
        struct results *r = fixture_run(&f.c, false, false), *plain = fixture_run(&f.c, true, false);
        cr_assert_eq(r->total[COUNTER_READS_LOCAL_HITS], 1, "only the one at 0.25 s");
        cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 2 + with_fourth);
        cr_assert_eq(r->total[COUNTER_LOCAL_EVICTIONS], 1 + with_fourth);
        cr_assert_eq(plain->total[COUNTER_LOCAL_EVICTIONS], 1 + with_fourth);
        results_free(r);
        results_free(plain);
    }
    f.event[f.c.events_n++] = (struct config_event){
        .at_ns = 400 * NS_PER_MS, .type = &deploy_event, .batch = COUNT_UNLIMITED, .downtime_ns = 0};
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 2, "the third copy was on its way to a process that is no more");
    results_free(r);
}

/* In place of a tier, the herd of a server joins its one fetch, and then finds the value in the server. */
Test(local, joined_reads_look_in_the_server)
{
    struct fixture f;
    one_key(&f, NS_PER_S);
    f.c.cache.present = false;
    f.c.database.service = dist_constant(100 * NS_PER_MS);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq((double)r->total[COUNTER_DB_QUERIES], 1000, 11);
    cr_assert_eq(r->total[COUNTER_EPISODES], 10);
    cr_assert_eq(r->total[COUNTER_DB_FIRST], 10);
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 10); /* those after the first find a fresh entry */
    cr_assert_float_eq(fixture_metric(r, "staleness.age_max"), 1, 0.01);
    results_free(r);
    fixture_protect(&f, &coalesce_server_protection);
    r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 10);
    cr_assert_float_eq((double)r->total[COUNTER_READS_JOINED], 990, 11);
    cr_assert_float_eq(fixture_metric(r, "latency.read.joined.mean"), 0.05, 1e-3);
    cr_assert_eq(r->total[COUNTER_READS_FAILED] + r->total[COUNTER_CACHE_LOOKUPS], 0);
    results_free(r);
}

/* A hundred reads of one key at once, on ten servers. */
static void herd(struct fixture *f)
{
    one_key(f, NS_PER_S);
    f->c.servers.count = 10;
    f->c.servers.balancing = BALANCING_ROUND_ROBIN;
    f->source[0].rate_kind = SOURCE_BURST;
    f->source[0].sessions_per_s = 0;
    f->source[0].burst_sessions = 100;
}

/* One episode of the fleet, ten queries, with a tier or without; then each finds the value in its server. */
Test(local, servers_fetch_the_same_row_beside_each_other)
{
    struct fixture f;
    for (int tier = 0; tier < 2; tier++) {
        herd(&f);
        f.c.cache.present = tier == 1;
        fixture_protect(&f, &coalesce_server_protection);
        struct results *r = fixture_run(&f.c, false, false);
        cr_assert_eq(r->total[COUNTER_DB_QUERIES], 10);
        cr_assert_eq(r->total[COUNTER_EPISODES], 1);
        cr_assert_eq(r->total[COUNTER_DB_DUPLICATE], 9);
        cr_assert_eq(r->total[COUNTER_READS_JOINED], 90);
        cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 10);
        cr_assert_eq(r->total[COUNTER_CACHE_FILLS], tier == 1 ? 10 : 0);
        cr_assert_eq(r->total[COUNTER_CACHE_LOOKUPS], tier == 1 ? 100 : 0);
        results_free(r);
    }
}

/* Reads that waited for another server's fetch find its value in the tier, and take a copy. */
Test(local, a_repeated_lookup_copies_too)
{
    struct fixture f;
    herd(&f);
    fixture_lock(&f, 1e9, 10e6, INFINITY);
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_eq(r->total[COUNTER_DB_QUERIES], 1);
    cr_assert_eq(r->total[COUNTER_READS_JOINED], 99);
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], 10);
    results_free(r);
}

/* A server with one place and two keys in turn pushes one out each time. */
Test(local, evictions_are_counted)
{
    struct fixture f;
    one_key(&f, TIME_NEVER);
    f.c.keys.count = 2;
    f.c.cache.start = CACHE_START_WARM;
    f.c.servers.local.capacity = 1;
    struct results *r = fixture_run(&f.c, false, false);
    cr_assert_float_eq(fixture_metric(r, "local.evictions"), 5500, 5 * sqrt(2750)); /* every other read */
    cr_assert_eq(r->total[COUNTER_LOCAL_FILLS], r->total[COUNTER_LOCAL_EVICTIONS] + 1);
    cr_assert_eq(r->total[COUNTER_READS_HITS], r->total[COUNTER_LOCAL_FILLS]);
    results_free(r);
}

/* Lifetimes are uniform over TTL (1 +- jitter), and belong to read, server and key. */
Test(local, jitter)
{
    struct fixture f;
    struct sim *sim = calloc(1, sizeof *sim);
    one_key(&f, 10 * NS_PER_S);
    sim->config = &f.c;
    sim->local.clock = cache_clock_of(&f.c);
    double tick_s = ldexp(1e-9, (int)sim->local.clock.shift);
    cr_assert_float_eq(local_read_life(sim, 0, 0, 1) * tick_s, 10, tick_s);
    f.c.servers.local.jitter = 0.4;
    uint64_t n[20] = {0};
    double expected[20];
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t life = local_read_life(sim, i % 7, i % 11, i);
        cr_assert_eq(life, local_read_life(sim, i % 7, i % 11, i));
        n[(size_t)((life * tick_s - 6) / 8 * 20)]++;
    }
    for (size_t i = 0; i < 20; i++) {
        expected[i] = 1000;
    }
    cr_assert_gt(chi_square_p(expected, n, 20), CHI_SQUARE_LEAST);
    cr_assert_neq(local_read_life(sim, 1, 0, 5), local_read_life(sim, 2, 0, 5));
    cr_assert_neq(local_read_life(sim, 1, 0, 5), local_read_life(sim, 1, 1, 5));
    f.c.servers.local.ttl_ns = TIME_NEVER;
    cr_assert_eq(local_read_life(sim, 0, 0, 1), UINT32_MAX);
    free(sim);
}

/* What the database has replaced is known of copies and of fetched values alike. */
Test(local, outdated_values_are_counted)
{
    for (int tier = 0; tier < 2; tier++) {
        struct fixture f;
        one_key(&f, NS_PER_S);
        f.c.keys.count = 100;
        f.c.keys.update_rate_per_s = tier ? 0.1 : 1;
        f.c.cache.present = tier == 1;
        f.c.cache.start = CACHE_START_WARM; /* and never written again */
        f.c.database.service = dist_constant(0);
        struct results *r = fixture_run(&f.c, false, false);
        double share = (double)r->total[COUNTER_STALENESS_OUTDATED] / (double)r->age.n;
        double changes = tier ? 1.1 : 1; /* in the time over which the ages are uniform: the run, the TTL */
        cr_assert_float_eq(share, 1 - (1 - exp(-changes)) / changes, 0.04, "tier %d: %g", tier, share);
        results_free(r);
    }
}
