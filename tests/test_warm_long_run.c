/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A warm start is what a long run comes to: with a capacity, for every policy, with and without a time to live, in the tier
 * and in the servers, the first two seconds hit as often, to within 1%, as the run does when it has forgotten how it began.
 * Also on several nodes, and with lifetimes that differ. Both figures are means of 300,000 reads, with standard errors of
 * 0.2% of them.
 */
#include "fixture.h"

enum { READS_PER_S = 8000 };

static void long_config(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 20000;
    f->c.keys.popularity.exponent = 0.9;
    f->source[0].sessions_per_s = READS_PER_S / 4;
    f->source[0].reads_per_session = 4;
    f->c.database.service = dist_constant(0);
}

/* Hits in any cache among the reads of some seconds. */
static double hit_ratio(const struct results *r, size_t from_s, size_t to_s)
{
    double hits = 0, reads = 0;
    for (size_t w = from_s; w < to_s; w++) {
        const uint64_t *n = r->windows[w].counter;
        hits += (double)(n[COUNTER_READS_HITS] + n[COUNTER_READS_LOCAL_HITS]);
        reads += (double)n[COUNTER_READS_ISSUED];
    }
    return hits / reads;
}

/* Mean over seeds of runs of so many seconds, from a second on. */
static double mean_hit_ratio(struct fixture *f, uint64_t seeds, size_t from_s, size_t to_s)
{
    double sum = 0;
    f->c.run.duration_ns = (int64_t)to_s * NS_PER_S;
    for (f->c.run.seed = 1; f->c.run.seed <= seeds; f->c.run.seed++) {
        struct results *r = fixture_run(&f->c, false, false);
        sum += hit_ratio(r, from_s, to_s);
        results_free(r);
    }
    return sum / (double)seeds;
}

static void begins_as_it_goes_on(struct fixture *f, const char *what)
{
    double first = mean_hit_ratio(f, 20, 0, 2), last = mean_hit_ratio(f, 3, 12, 24);
    cr_expect_float_eq(first, last, 0.01 * last, "%s: %.4f at first, %.4f in the long run", what, first, last);
}

static const char *const policies[] = {"lru", "lfu", "fifo", "random"};
static const int64_t ttls_ns[] = {TIME_NEVER, 300 * NS_PER_MS, 2 * NS_PER_S};

Test(warm_long_run, tier, .timeout = 120)
{
    for (int policy = EVICTION_LRU; policy <= EVICTION_RANDOM; policy++) {
        for (size_t i = 0; i < sizeof ttls_ns / sizeof ttls_ns[0]; i++) {
            struct fixture f;
            char what[80];
            long_config(&f);
            f.c.cache.capacity = 2000;
            f.c.cache.eviction = (enum eviction)policy;
            f.c.cache.start = CACHE_START_WARM;
            f.c.cache.ttl_ns = ttls_ns[i];
            snprintf(what, sizeof what, "tier, %s, TTL %g s", policies[policy], (double)ttls_ns[i] * 1e-9);
            begins_as_it_goes_on(&f, what);
        }
    }
}

Test(warm_long_run, servers, .timeout = 120)
{
    for (int policy = EVICTION_LRU; policy <= EVICTION_RANDOM; policy++) {
        for (size_t i = 0; i < sizeof ttls_ns / sizeof ttls_ns[0]; i++) {
            struct fixture f;
            char what[80];
            long_config(&f);
            f.c.cache.present = false;
            f.c.servers.count = 4;
            f.c.servers.local = (struct config_local){.present = true,
                                                      .capacity = 1000,
                                                      .eviction = (enum eviction)policy,
                                                      .ttl_ns = ttls_ns[i],
                                                      .start = CACHE_START_WARM};
            snprintf(what, sizeof what, "servers, %s, TTL %g s", policies[policy], (double)ttls_ns[i] * 1e-9);
            begins_as_it_goes_on(&f, what);
        }
    }
}

Test(warm_long_run, servers_before_a_tier_of_nodes, .timeout = 120)
{
    struct fixture f;
    long_config(&f);
    f.c.cache.capacity = 3000;
    f.c.cache.nodes = 5;
    f.c.cache.start = CACHE_START_WARM;
    f.c.servers.count = 4;
    begins_as_it_goes_on(&f, "five nodes");
    f.c.cache.ttl_ns = 2 * NS_PER_S;
    f.c.servers.local =
        (struct config_local){.present = true, .capacity = 300, .ttl_ns = NS_PER_S, .start = CACHE_START_WARM};
    begins_as_it_goes_on(&f, "servers before five nodes");
}

Test(warm_long_run, lifetimes_that_differ, .timeout = 120)
{
    for (int local = 0; local < 2; local++) {
        for (double spread = 0.5; spread < 1; spread += 0.49) {
            struct fixture f;
            long_config(&f);
            if (local) {
                f.c.cache.present = false;
                f.c.servers.local = (struct config_local){.present = true,
                                                          .capacity = COUNT_UNLIMITED,
                                                          .ttl_ns = 2 * NS_PER_S,
                                                          .jitter = spread,
                                                          .start = CACHE_START_WARM};
            } else {
                f.c.cache.ttl_ns = 2 * NS_PER_S;
                f.c.cache.start = CACHE_START_WARM;
                fixture_set_param(fixture_protect(&f, &jitter_protection), &jitter_protection, "spread", spread);
            }
            begins_as_it_goes_on(&f, local ? "jitter in the servers" : "jitter in the tier");
        }
    }
}
