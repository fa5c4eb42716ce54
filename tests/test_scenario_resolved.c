/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolved text loads again to the identical configs: every bundled scenario, and one of every kind. */
#include <dirent.h>
#include <math.h>

#include "scenario_fixture.h"

#define SAME(member) cr_assert(a->member == b->member, "%s: " #member, where)

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* NAN stands for no limit. */
static bool same_real(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void same_dist(const struct dist_spec *a, const struct dist_spec *b, const char *where)
{
    SAME(kind);
    SAME(a);
    SAME(b);
    SAME(quantiles_n);
    for (size_t i = 0; i < a->quantiles_n; i++) {
        SAME(quantile[i].p);
        SAME(quantile[i].value_ns);
    }
}

static void same_sources(const struct config *x, const struct config *y, const char *where)
{
    cr_assert_eq(x->sources_n, y->sources_n, "%s", where);
    for (size_t i = 0; i < x->sources_n; i++) {
        const struct config_source *a = &x->sources[i], *b = &y->sources[i];
        cr_assert(same_text(a->name, b->name) && same_text(a->key_name, b->key_name), "%s", where);
        SAME(rate_kind);
        SAME(sessions_per_s);
        SAME(daily_active);
        SAME(peak_share);
        SAME(peak_duration_ns);
        SAME(burst_at_ns);
        SAME(burst_sessions);
        SAME(burst_over_ns);
        SAME(arrivals);
        SAME(shape_n);
        SAME(reads_per_session);
        SAME(key_rank);
        SAME(deadline_ns);
        SAME(cancel_on_deadline);
        SAME(retry.attempts);
        SAME(retry.backoff.base_ns);
        SAME(retry.backoff.cap_ns);
        SAME(retry.backoff.jitter);
        cr_assert(same_real(a->retry.budget, b->retry.budget), "%s", where);
        SAME(retry.budget_floor_per_s);
        SAME(retry.budget_life_ns);
        for (size_t j = 0; j < a->shape_n; j++) {
            SAME(shape[j].at_ns);
            SAME(shape[j].x);
        }
    }
}

static void same_tiers(const struct config *a, const struct config *b, const char *where)
{
    SAME(servers.count);
    SAME(servers.balancing);
    SAME(servers.workers);
    SAME(servers.accept_queue);
    SAME(servers.pool_size);
    SAME(servers.pool_wait_timeout_ns);
    SAME(cache.present);
    SAME(cache.nodes);
    SAME(cache.capacity);
    SAME(cache.eviction);
    SAME(cache.ttl_ns);
    SAME(cache.node_rate_per_s);
    SAME(cache.start);
    SAME(cache.prewarmed);
    SAME(cache.write);
    same_dist(&a->cache.latency, &b->cache.latency, where);
    SAME(servers.local.present);
    SAME(servers.local.capacity);
    SAME(servers.local.eviction);
    SAME(servers.local.ttl_ns);
    SAME(servers.local.jitter);
    SAME(servers.local.start);
}

static void same_database(const struct config *a, const struct config *b, const char *where)
{
    SAME(database.kind);
    SAME(database.connections);
    SAME(database.queue_limit);
    SAME(database.cores);
    SAME(database.contention);
    SAME(database.coherency);
    SAME(database.partitions);
    SAME(database.partition_rate_per_s);
    SAME(database.burst_ns);
    SAME(database.client_attempts);
    SAME(database.client_backoff.base_ns);
    SAME(database.client_backoff.cap_ns);
    SAME(database.client_backoff.jitter);
    SAME(database.timeout_ns);
    SAME(database.cancel_on_timeout);
    same_dist(&a->database.service, &b->database.service, where);
}

static void same_signals(const struct config *a, const struct config *b, const char *where)
{
    const struct config_alerts *x = &a->signals, *y = &b->signals;
    cr_assert(same_real(x->hit_ratio_drop, y->hit_ratio_drop) && same_real(x->traffic_band, y->traffic_band) &&
                  same_real(x->pool_saturated, y->pool_saturated) && same_real(x->db_saturated, y->db_saturated) &&
                  same_real(x->error_rate, y->error_rate) && same_real(x->miss_amplification, y->miss_amplification),
              "%s", where);
}

static void same_keys(const struct config *a, const struct config *b, const char *where)
{
    SAME(keys.count);
    SAME(keys.update_rate_per_s);
    SAME(keys.placement);
    SAME(keys.popularity.kind);
    SAME(keys.popularity.exponent);
    SAME(keys.names_n);
    for (size_t i = 0; i < a->keys.names_n; i++) {
        SAME(keys.names[i].rank);
        cr_assert_str_eq(a->keys.names[i].name, b->keys.names[i].name);
    }
}

static void same_events(const struct config *a, const struct config *b, const char *where)
{
    SAME(events_n);
    for (size_t i = 0; i < a->events_n; i++) {
        SAME(events[i].at_ns);
        SAME(events[i].type);
        SAME(events[i].key_rank);
        SAME(events[i].x);
        SAME(events[i].ramp_ns);
        SAME(events[i].batch);
        SAME(events[i].every_ns);
        SAME(events[i].downtime_ns);
        SAME(events[i].node);
        SAME(events[i].node_mode);
        SAME(events[i].lookup_timeout_ns);
        cr_assert(same_real(a->events[i].share, b->events[i].share), "%s", where);
        SAME(events[i].top);
        SAME(events[i].factor);
        SAME(events[i].for_ns);
        SAME(events[i].down_mode);
        cr_assert(same_text(a->events[i].source, b->events[i].source), "%s", where);
    }
}

static void same_config(const struct config *a, const struct config *b, const char *where)
{
    cr_assert_str_eq(a->variant, b->variant);
    SAME(run.duration_ns);
    SAME(run.window_ns);
    SAME(run.seed);
    SAME(run.max_sessions);
    SAME(run.max_reads);
    SAME(slo.within_s[SLO_P99]);
    SAME(slo.success);
    SAME(protections_n);
    for (size_t i = 0; i < a->protections_n; i++) {
        SAME(protections[i].kind);
        cr_assert_arr_eq(a->protections[i].params, b->protections[i].params, a->protections[i].kind->params_bytes, "%s",
                         where);
    }
    same_keys(a, b, where);
    same_sources(a, b, where);
    same_tiers(a, b, where);
    same_database(a, b, where);
    same_signals(a, b, where);
    same_events(a, b, where);
}

static void check_again(const struct scenario *s, const char *where)
{
    char *text = scenario_resolved_text(s);
    struct scenario *again = scenario_good(text, NULL, 0);
    cr_assert_eq(s->variants_n, again->variants_n, "%s", where);
    cr_assert_eq(s->expectations_n, again->expectations_n, "%s", where);
    for (size_t i = 0; i < s->variants_n; i++) {
        same_config(&s->variants[i], &again->variants[i], where);
    }
    char *twice = scenario_resolved_text(again);
    cr_assert_str_eq(text, twice, "%s: resolving again changes the text", where);
    free(twice);
    free(text);
    scenario_free(again);
}

Test(scenario_resolved, a_scenario_of_every_kind_loads_again)
{
    static const char *const texts[] = {
        SCENARIO(""),
        SCENARIO(", \"cache\": null, \"database\": {\"connections\": 10, \"queue_limit\": 0}"),
        /* Forms that replace each other, in a base whose own defaults get filled in. */
        SCENARIO(
            ", \"variants\": {\"a\": {\"cache\": {\"latency\": {\"exponential\": \"2ms\"}}}, \"b\": {\"cache\": null}, "
            "\"c\": {\"keys\": {\"popularity\": {\"zipf\": {\"top_share\": [\"1%\", \"50%\"]}}}}, "
            "\"d\": {\"database\": {\"service\": {\"lognormal\": {\"p50\": \"1ms\", \"p99\": \"9ms\"}}}}, "
            "\"e\": {\"cache\": {\"start\": {\"prewarmed\": 5}, \"capacity\": 10, \"eviction\": \"fifo\"}}, "
            "\"f\": {\"keys\": {\"popularity\": \"uniform\"}, \"events\": null}}"),
        SCENARIO(
            ", \"cache\": {\"ttl\": \"60s\", \"capacity\": 500}, \"protections\": {\"coalescing\": {\"scope\": "
            "\"cluster\"}, "
            "\"jitter\": {}}, \"variants\": {\"server\": {\"protections\": {\"coalescing\": {\"scope\": \"server\"}}}, "
            "\"off\": {\"protections\": null}, \"limitless\": {\"cache\": {\"capacity\": null}}}"),
        /* What makes the base whole comes from the variants. */
        SCENARIO(
            ", \"protections\": {\"coalescing\": {\"lock_ttl\": \"5s\"}}, \"events\": [{\"at\": 1}], \"variants\": "
            "{\"a\": {\"protections\": {\"coalescing\": {\"scope\": \"cluster\"}}, \"events\": null}, \"b\": "
            "{\"protections\": null, \"events\": []}}"),
        SCENARIO(
            ", \"events\": [{\"at\": 5, \"do\": \"traffic\", \"x\": 2.5}, {\"at\": 1, \"do\": \"expire_key\", \"key\": "
            "\"#3\"}], "
            "\"slo\": {\"p99\": \"1ms\"}, \"expect\": [{\"metric\": \"episodes\", \"op\": \">\", \"value\": \"1k\"}]"),
        /* The database switches its kind, and a signal is off. */
        SCENARIO(", \"database\": {\"connections\": 10, \"queue_limit\": 5, \"cores\": 4, \"timeout\": \"1s\"}, "
                 "\"signals\": {\"error_rate\": null, \"db_saturated\": \"90%\"}, \"variants\": {\"a\": {}, \"b\": "
                 "{\"database\": {\"partitions\": 10, \"burst\": \"1s\", \"retry\": {\"attempts\": 2}}}, \"c\": "
                 "{\"signals\": {\"error_rate\": \"5%\", \"db_saturated\": null}, \"app_servers\": {\"local_cache\": "
                 "{\"capacity\": 10}}}}"),
        SCENARIO(", \"database\": {\"partitions\": 10, \"timeout\": \"1s\", \"cancel_on_timeout\": true}, "
                 "\"app_servers\": {\"count\": 20, \"local_cache\": {\"ttl\": \"5s\", \"jitter\": 0.5}}, \"variants\": "
                 "{\"a\": {\"database\": {\"timeout\": null, \"cancel_on_timeout\": null}}, \"b\": {\"database\": "
                 "{\"partitions\": null, \"connections\": 5}}, \"c\": {\"app_servers\": {\"local_cache\": null}}}"),
        SCENARIO(
            ", \"cache\": {\"nodes\": 5}, \"app_servers\": {\"local_cache\": {}}, \"events\": "
            "[{\"at\": 9, \"do\": \"node_return\", \"key\": \"user:charlie\"}, "
            "{\"at\": 1, \"do\": \"node_loss\", \"key\": \"user:charlie\", \"mode\": \"fail\"}, "
            "{\"at\": 2, \"do\": \"invalidate\", \"top\": 5}, {\"at\": 2, \"do\": \"invalidate\", \"share\": 0.5}, "
            "{\"at\": 3, \"do\": \"db_slow\", \"factor\": 2.5, \"for\": 5}, "
            "{\"at\": 4, \"do\": \"db_down\", \"mode\": \"hang\", \"for\": 5}, {\"at\": 5, \"do\": \"deploy\"}, "
            "{\"at\": 6, \"do\": \"deploy\", \"batch\": 1, \"every\": \"1s\", \"downtime\": \"2s\"}]"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct scenario *s = scenario_good(texts[i], NULL, 0);
        check_again(s, texts[i]);
        scenario_free(s);
    }
}

Test(scenario_resolved, the_bundled_scenarios_load_again)
{
    DIR *folder = opendir("scenarios");
    cr_assert_not_null(folder, "run this from the top of the source tree");
    size_t n = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".json") != 0) {
            continue;
        }
        char path[300];
        bool unreadable = false;
        snprintf(path, sizeof path, "scenarios/%s", entry->d_name);
        struct scenario *s = scenario_load(path, NULL, stderr, &unreadable);
        cr_assert_not_null(s, "%s", path);
        check_again(s, path);
        scenario_free(s);
        n++;
    }
    closedir(folder);
    cr_assert_gt(n, 0);
}

Test(scenario_resolved, it_is_whole_and_pretty)
{
    struct scenario *s = scenario_good(SCENARIO(""), NULL, 0);
    char *text = scenario_resolved_text(s);
    cr_assert_not_null(strstr(text, "{\n  \"version\": 1,\n  \"name\": \"x\",\n"));
    cr_assert_not_null(strstr(text, "\n    \"window\": \"1s\",\n"));
    cr_assert_not_null(
        strstr(text, "\n    \"latency\": { \"lognormal\": { \"p50\": \"333us\", \"p99\": \"1886us\" } },\n"));
    cr_assert_null(strstr(text, "eviction"), "without capacity it would mean nothing");
    cr_assert_str_eq(text + strlen(text) - 3, "\n}\n");
    free(text);
    scenario_free(s);
}
