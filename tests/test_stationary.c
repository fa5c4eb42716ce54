/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_stationary.c: closed forms against published values, and against plain sums over all keys. */
#include <criterion/criterion.h>
#include <math.h>

#include "base/zipf.h"
#include "events/registry.h"
#include "scenario/config_default.h"
#include "theory/stationary.h"

/* A million keys, Zipf .99, one source of 1,000 sessions/s of one read each, a cache without limits. */
static struct config config_of(struct config_source *sources, size_t sources_n)
{
    for (size_t i = 0; i < sources_n; i++) {
        sources[i].name = i == 0 ? "first" : "second";
        sources[i].reads_per_session = sources[i].reads_per_session == 0 ? 1 : sources[i].reads_per_session;
    }
    struct config c = config_default();
    c.keys.count = 1000000;
    c.sources = sources;
    c.sources_n = sources_n;
    c.cache.latency = dist_constant(NS_PER_MS);
    c.database.connections = 100;
    c.database.service = dist_constant(5 * NS_PER_MS);
    return c;
}

/* T7: hit ratio and distinct keys after 1e4, 1e5, 1e6, 1e7 reads. */
Test(stationary, warm_up_meets_its_check_values)
{
    struct config_source source = {.sessions_per_s = 1000};
    struct config c = config_of(&source, 1);
    static const double want[] = {0.5178, 0.6815, 0.8445, 0.9743};
    for (size_t i = 0; i < 4; i++) {
        cr_assert_float_eq(stationary_warmup_hit_ratio(&c, pow(10.0, (double)i + 1.0)), want[i], 5e-5);
    }
    cr_assert_float_eq(stationary_distinct(&c, 1000.0), 225831.0, 0.5);
    cr_assert_eq(stationary_warmup_hit_ratio(&c, 0.0), 0.0);
}

/* 100M keys, 5,500 sessions/s of 20 reads: what each population asks of the database. */
Test(stationary, the_seeds_populations_meet_their_table)
{
    static const struct {
        double exponent, distinct, db[4];
    } row[] = {{0.8658, 0.81, {84900, 54600, 28700, 8100}},
               {0.99, 0.56, {55700, 31200, 17200, 7100}},
               {1.1766, 0.20, {18100, 8000, 4500, 2500}}};
    static const double t_s[] = {1, 60, 600, 3600};
    struct config_source source = {.sessions_per_s = 5500, .reads_per_session = 20};
    struct config c = config_of(&source, 1);
    c.keys.count = 100000000;
    for (size_t i = 0; i < 3; i++) {
        c.keys.popularity.exponent = row[i].exponent;
        cr_assert_float_eq(stationary_distinct(&c, 1.0) / 110000.0, row[i].distinct, 5e-3);
        for (size_t k = 0; k < 4; k++) {
            double db = 110000.0 * (1.0 - stationary_warmup_hit_ratio(&c, t_s[k]));
            cr_assert_float_eq(db, row[i].db[k], 60.0, "s %g after %g s: %g", row[i].exponent, t_s[k], db);
        }
    }
}

/* T6: Che's approximation; the values by adding up all million terms in another language. */
Test(stationary, lru_meets_its_check_values)
{
    struct config_source source = {.sessions_per_s = 1000};
    struct config c = config_of(&source, 1);
    c.cache.eviction = EVICTION_LRU;
    c.cache.capacity = 10000;
    cr_assert_float_eq(stationary_hit_ratio(&c), 0.5661832458, 1e-9);
    c.cache.capacity = 100000;
    cr_assert_float_eq(stationary_hit_ratio(&c), 0.7663420500, 1e-9);
    source.sessions_per_s = 7;
    cr_assert_float_eq(stationary_hit_ratio(&c), 0.7663420500, 1e-9, "the rate does not matter to it");
}

/* Known order of the policies under independent references; exact where all keys are alike. */
Test(stationary, policies_stand_in_their_order)
{
    struct config_source source = {.sessions_per_s = 1000};
    struct config c = config_of(&source, 1);
    c.cache.capacity = 50000;
    double hit[4];
    for (int e = 0; e < 4; e++) {
        c.cache.eviction = (enum eviction)e;
        hit[e] = stationary_hit_ratio(&c);
    }
    cr_assert_gt(hit[EVICTION_LFU], hit[EVICTION_LRU]);
    cr_assert_gt(hit[EVICTION_LRU], hit[EVICTION_FIFO]);
    cr_assert_eq(hit[EVICTION_FIFO], hit[EVICTION_RANDOM]);
    struct zipf_law law = zipf_law_of(1000000, 0.99);
    cr_assert_float_eq(hit[EVICTION_LFU], zipf_top_share(&law, 50000), 1e-12);
    c.keys.popularity.exponent = 0.0;
    for (int e = 0; e < 4; e++) {
        c.cache.eviction = (enum eviction)e;
        cr_assert_float_eq(stationary_hit_ratio(&c), 0.05, 1e-9, "of alike keys, 5%% of them answer 5%%");
    }
    c.cache.capacity = 1000000;
    cr_assert_eq(stationary_hit_ratio(&c), 1.0, "room for all");
}

/* T5, where all reads ask for one key. */
Test(stationary, one_key_with_a_ttl)
{
    struct config_source source = {.sessions_per_s = 10, .key_rank = 1};
    struct config c = config_of(&source, 1);
    c.cache.ttl_ns = 10 * NS_PER_S;
    cr_assert_float_eq(stationary_hit_ratio(&c), 100.0 / 101.0, 1e-12);
    cr_assert_float_eq(stationary_distinct(&c, 0.1), 1.0 - exp(-1.0), 1e-12);
    cr_assert_float_eq(stationary_warmup_hit_ratio(&c, 0.1), 1.0 - exp(-1.0), 1e-12);
    c.cache.ttl_ns = TIME_NEVER;
    c.cache.capacity = 5;
    cr_assert_eq(stationary_hit_ratio(&c), 1.0, "one key never fills five places");
}

/* Few enough keys to add them up one by one, some with a source of their own. */
Test(stationary, sources_of_single_keys_add_to_their_key)
{
    struct config_source sources[] = {{.sessions_per_s = 30, .reads_per_session = 2},
                                      {.sessions_per_s = 50, .key_rank = 3},
                                      {.sessions_per_s = 7, .key_rank = 100},
                                      {.sessions_per_s = 1, .reads_per_session = 4, .key_rank = 3}};
    struct config c = config_of(sources, 4);
    c.keys.count = 100;
    c.cache.ttl_ns = 3 * NS_PER_S;
    struct zipf_law law = zipf_law_of(100, 0.99);
    double hits = 0.0, warm = 0.0, distinct = 0.0;
    for (uint64_t rank = 1; rank <= 100; rank++) {
        double rate = 60.0 * zipf_mass(&law, rank) + (rank == 3 ? 54.0 : 0.0) + (rank == 100 ? 7.0 : 0.0);
        cr_assert_float_eq(stationary_key_rate_per_s(&c, rank), rate, 1e-9, "rank %zu", (size_t)rank);
        hits += rate * 3.0 * rate / (1.0 + 3.0 * rate);
        warm += rate * (1.0 - exp(-0.2 * rate));
        distinct += 1.0 - exp(-0.2 * rate);
    }
    cr_assert_float_eq(stationary_reads_per_s(&c, 0), 121.0, 1e-9);
    cr_assert_float_eq(stationary_sessions_per_s(&c, 0), 88.0, 1e-9);
    cr_assert_float_eq(stationary_hit_ratio(&c), hits / 121.0, 1e-9);
    cr_assert_float_eq(stationary_warmup_hit_ratio(&c, 0.2), warm / 121.0, 1e-9);
    cr_assert_float_eq(stationary_distinct(&c, 0.2), distinct, 1e-9);
}

Test(stationary, the_lesser_of_ttl_and_capacity_decides)
{
    struct config_source source = {.sessions_per_s = 1000};
    struct config c = config_of(&source, 1);
    c.cache.capacity = 100000;
    c.cache.ttl_ns = NS_PER_S;
    double both = stationary_hit_ratio(&c);
    c.cache.capacity = COUNT_UNLIMITED;
    cr_assert_eq(both, stationary_hit_ratio(&c), "a second's TTL");
    c.cache.capacity = 100000;
    c.cache.ttl_ns = 1000000 * NS_PER_S;
    cr_assert_float_eq(stationary_hit_ratio(&c), 0.76634, 5e-6, "the capacity");
}

Test(stationary, traffic_follows_shape_and_events)
{
    struct config_shape_point shape[] = {{0, 1.0}, {60 * NS_PER_S, 3.0}};
    struct config_source sources[] = {{.sessions_per_s = 100, .reads_per_session = 20, .shape = shape, .shape_n = 2},
                                      {.sessions_per_s = 10, .reads_per_session = 1},
                                      {.rate_kind = SOURCE_BURST, .burst_sessions = 1000}};
    struct config_event events[] = {{.at_ns = 0, .type = &traffic_event, .source = "second", .x = 5.0},
                                    {.at_ns = 90 * NS_PER_S, .type = &traffic_event, .x = 0.5}};
    struct config c = config_of(sources, 3);
    sources[2].name = "burst";
    c.events = events;
    c.events_n = 2;
    cr_assert_float_eq(stationary_sessions_per_s(&c, 0), 150.0, 1e-9);
    cr_assert_float_eq(stationary_reads_per_s(&c, 0), 2050.0, 1e-9);
    cr_assert_float_eq(stationary_sessions_per_s(&c, 30 * NS_PER_S), 250.0, 1e-9);
    cr_assert_float_eq(stationary_sessions_per_s(&c, 100 * NS_PER_S), 155.0, 1e-9);
}

Test(stationary, the_database_serves_so_much)
{
    struct config_source source = {.sessions_per_s = 1};
    struct config c = config_of(&source, 1);
    cr_assert_float_eq(stationary_capacity_per_s(&c), 20000.0, 1e-9);
    cr_assert_float_eq(stationary_fetch_s(&c), 0.006, 1e-15);
    c.cache.present = false;
    cr_assert_float_eq(stationary_fetch_s(&c), 0.005, 1e-15);
    cr_assert_eq(stationary_hit_ratio(&c), 0.0);
    cr_assert_eq(stationary_warmup_hit_ratio(&c, 10.0), 0.0);
    c.database.connections = COUNT_UNLIMITED;
    cr_assert(isinf(stationary_capacity_per_s(&c)));
    c.database.cores = 16;
    cr_assert_float_eq(stationary_capacity_per_s(&c), 3200.0, 1e-9);
    c.database.connections = 1;
    c.database.service = dist_constant(0);
    cr_assert(isinf(stationary_capacity_per_s(&c)));
    c.database.kind = DATABASE_THROUGHPUT;
    c.database.partitions = 20;
    c.database.partition_rate_per_s = 3000.0;
    cr_assert_float_eq(stationary_capacity_per_s(&c), 60000.0, 1e-9);
}

Test(stationary, nothing_read_is_not_a_ratio)
{
    struct config_source source = {.rate_kind = SOURCE_BURST, .burst_sessions = 10};
    struct config c = config_of(&source, 1);
    cr_assert(isnan(stationary_hit_ratio(&c)));
    cr_assert(isnan(stationary_warmup_hit_ratio(&c, 1.0)));
    cr_assert_eq(stationary_distinct(&c, 1.0), 0.0);
}
