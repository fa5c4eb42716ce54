/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading what fails and what users do then: deadlines, retries, local caches, both kinds of database, nodes. */
#include <math.h>

#include "base/units.h"
#include "events/registry.h"
#include "model/caches/ring.h"
#include "scenario_fixture.h"

static const struct config *first(const struct scenario *s)
{
    return &s->variants[0];
}

Test(scenario_failures, what_can_go_wrong_is_off_unless_stated)
{
    struct scenario *s = scenario_good(SCENARIO(""), NULL, 0);
    const struct config *c = first(s);
    cr_assert_eq(c->sources[0].deadline_ns, TIME_NEVER);
    cr_assert(!c->sources[0].cancel_on_deadline);
    cr_assert_eq(c->sources[0].retry.attempts, 1);
    cr_assert(isnan(c->sources[0].retry.budget));
    cr_assert_gt(c->sources[0].retry.budget_life_ns, 0);
    cr_assert(!c->servers.local.present);
    cr_assert_eq(c->database.kind, DATABASE_CONNECTIONS);
    cr_assert_eq(c->database.timeout_ns, TIME_NEVER);
    cr_assert(!c->database.cancel_on_timeout);
    cr_assert_eq(c->database.cores, COUNT_UNLIMITED);
    cr_assert_eq(c->database.contention, 0);
    cr_assert_eq(c->database.coherency, 0);
    cr_assert_eq(c->signals.hit_ratio_drop, 0.2);
    cr_assert_eq(c->signals.traffic_band, 0.2);
    cr_assert_eq(c->signals.pool_saturated, 0.95);
    cr_assert_eq(c->signals.db_saturated, 0.95);
    cr_assert_eq(c->signals.error_rate, 0.01);
    cr_assert_eq(c->signals.miss_amplification, 2);
    scenario_free(s);
}

Test(scenario_failures, a_retry_is_read)
{
    static const char *const bare[] = {"traffic.0.retry={}"};
    struct scenario *s = scenario_good(SCENARIO(""), bare, 1);
    struct config_retry retry = first(s)->sources[0].retry;
    scenario_free(s);
    cr_assert_eq(retry.attempts, 3);
    cr_assert_eq(retry.backoff.base_ns, 100 * NS_PER_MS);
    cr_assert_eq(retry.backoff.cap_ns, 20 * NS_PER_S);
    cr_assert_eq(retry.backoff.jitter, BACKOFF_FULL);
    cr_assert(isnan(retry.budget));

    static const char *const full[] = {"traffic.0.deadline=2s", "traffic.0.cancel_on_deadline=true",
                                       "traffic.0.retry={\"attempts\": 5, \"backoff\": \"1s\", \"cap\": \"4s\", "
                                       "\"jitter\": \"decorrelated\", \"budget\": \"20%\", \"budget_floor\": "
                                       "\"10/s\", \"budget_life\": \"5s\"}"};
    s = scenario_good(SCENARIO(""), full, 3);
    cr_assert_eq(first(s)->sources[0].deadline_ns, 2 * NS_PER_S);
    cr_assert(first(s)->sources[0].cancel_on_deadline);
    retry = first(s)->sources[0].retry;
    scenario_free(s);
    cr_assert_eq(retry.attempts, 5);
    cr_assert_eq(retry.backoff.base_ns, NS_PER_S);
    cr_assert_eq(retry.backoff.cap_ns, 4 * NS_PER_S);
    cr_assert_eq(retry.backoff.jitter, BACKOFF_DECORRELATED);
    cr_assert_eq(retry.budget, 0.2);
    cr_assert_eq(retry.budget_floor_per_s, 10);
    cr_assert_eq(retry.budget_life_ns, 5 * NS_PER_S);
}

Test(scenario_failures, a_local_cache_is_read)
{
    static const char *const set[] = {"app_servers.local_cache={\"capacity\": \"2k\", \"eviction\": \"lfu\", "
                                      "\"ttl\": \"9s\", \"jitter\": \"10%\", \"start\": \"warm\"}"};
    struct scenario *s = scenario_good(SCENARIO(""), set, 1);
    struct config_local local = first(s)->servers.local;
    scenario_free(s);
    cr_assert(local.present);
    cr_assert_eq(local.capacity, 2000);
    cr_assert_eq(local.eviction, EVICTION_LFU);
    cr_assert_eq(local.ttl_ns, 9 * NS_PER_S);
    cr_assert_eq(local.jitter, 0.1);
    cr_assert_eq(local.start, CACHE_START_WARM);

    static const char *const bare[] = {"app_servers.local_cache={}"};
    s = scenario_good(SCENARIO(""), bare, 1);
    local = first(s)->servers.local;
    scenario_free(s);
    cr_assert(local.present);
    cr_assert_eq(local.capacity, COUNT_UNLIMITED);
    cr_assert_eq(local.ttl_ns, TIME_NEVER);
    cr_assert_eq(local.start, CACHE_START_COLD);
}

Test(scenario_failures, the_database_is_of_either_kind)
{
    static const char *const shared[] = {"database={\"connections\": 9, \"cores\": 4, \"contention\": \"3%\", "
                                         "\"coherency\": 0.001, \"timeout\": \"1s\", \"cancel_on_timeout\": true}"};
    struct scenario *s = scenario_good(SCENARIO(""), shared, 1);
    struct config_database db = first(s)->database;
    scenario_free(s);
    cr_assert_eq(db.kind, DATABASE_CONNECTIONS);
    cr_assert_eq(db.cores, 4);
    cr_assert_eq(db.contention, 0.03);
    cr_assert_eq(db.coherency, 0.001);
    cr_assert_eq(db.timeout_ns, NS_PER_S);
    cr_assert(db.cancel_on_timeout);

    static const char *const bare[] = {"database={\"partitions\": 1000}"};
    s = scenario_good(SCENARIO(""), bare, 1);
    db = first(s)->database;
    scenario_free(s);
    cr_assert_eq(db.kind, DATABASE_THROUGHPUT);
    cr_assert_eq(db.partitions, 1000);
    cr_assert_eq(db.partition_rate_per_s, 3000);
    cr_assert_eq(db.burst_ns, 300 * NS_PER_S);
    cr_assert_float_eq(dist_mean_ns(&db.service), 5e6, 1);
    cr_assert_eq(db.client_attempts, 3);
    cr_assert_eq(db.client_backoff.base_ns, NS_PER_S);
    cr_assert_eq(db.client_backoff.cap_ns, 20 * NS_PER_S);
    cr_assert_eq(db.client_backoff.jitter, BACKOFF_FULL);

    static const char *const full[] = {"database={\"partitions\": 2, \"reads_per_partition\": 7, \"burst\": 0, "
                                       "\"latency\": \"2ms\", \"retry\": {\"attempts\": 1, \"base\": \"2s\", "
                                       "\"cap\": \"3s\", \"jitter\": \"equal\"}}"};
    s = scenario_good(SCENARIO(""), full, 1);
    db = first(s)->database;
    scenario_free(s);
    cr_assert_eq(db.partition_rate_per_s, 7);
    cr_assert_eq(db.burst_ns, 0);
    cr_assert_eq(db.service.kind, DIST_CONSTANT);
    cr_assert_eq((int64_t)db.service.a, 2 * NS_PER_MS);
    cr_assert_eq(db.client_attempts, 1);
    cr_assert_eq(db.client_backoff.base_ns, 2 * NS_PER_S);
    cr_assert_eq(db.client_backoff.cap_ns, 3 * NS_PER_S);
    cr_assert_eq(db.client_backoff.jitter, BACKOFF_EQUAL);
}

Test(scenario_failures, a_node_is_numbered_or_that_of_a_key)
{
    static const char *const set[] = {
        "cache.nodes=20", "events=[{\"at\": 3, \"do\": \"node_return\", \"key\": \"#7\"}, {\"at\": 1, \"do\": "
                          "\"node_loss\", \"node\": 4}, {\"at\": 2, \"do\": \"node_loss\", \"key\": \"#7\"}]"};
    struct scenario *s = scenario_good(SCENARIO(""), set, 2);
    const struct config_event *e = first(s)->events;
    struct ring ring;
    cr_assert(ring_init(&ring, 20, 1));
    cr_assert_eq(e[0].node, 4);
    cr_assert_eq(e[0].key_rank, 0);
    cr_assert_eq(e[1].type, &node_loss_event);
    cr_assert_eq(e[1].node, ring_node(&ring, 6), "the key of rank 7 is number 6");
    cr_assert_eq(e[1].key_rank, 7);
    cr_assert_eq(e[2].type, &node_return_event);
    cr_assert_eq(e[2].node, e[1].node);
    ring_release(&ring);
    scenario_free(s);
}
