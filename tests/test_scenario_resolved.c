/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolved text loads again to the identical configs: every bundled scenario, and one of every kind. */
#include <dirent.h>

#include "scenario_fixture.h"

/* Configs come zeroed, so structs without pointers that hold the same are the same bytes, whatever fields they have. */
#define SAME(member) cr_assert(memcmp(&a->member, &b->member, sizeof a->member) == 0, "%s: " #member, where)

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void same_sources(const struct config *x, const struct config *y, const char *where)
{
    for (size_t i = 0; i < x->sources_n; i++) {
        struct config_source first = x->sources[i], second = y->sources[i], *a = &first, *b = &second;
        cr_assert(same_text(a->name, b->name) && same_text(a->key_name, b->key_name), "%s", where);
        SAME(shape_n);
        for (size_t j = 0; j < a->shape_n; j++) {
            SAME(shape[j]);
        }
        a->name = b->name = a->key_name = b->key_name = NULL;
        a->shape = b->shape = NULL;
        cr_assert(memcmp(a, b, sizeof *a) == 0, "%s: source %s", where, x->sources[i].name);
    }
}

static void same_events(const struct config *x, const struct config *y, const char *where)
{
    for (size_t i = 0; i < x->events_n; i++) {
        struct config_event first = x->events[i], second = y->events[i], *a = &first, *b = &second;
        cr_assert(same_text(a->source, b->source) && same_text(a->key_name, b->key_name), "%s", where);
        a->source = b->source = a->key_name = b->key_name = NULL;
        cr_assert(memcmp(a, b, sizeof *a) == 0, "%s: event %zu", where, i);
    }
}

static void same_keys(const struct config_keys *a, const struct config_keys *b, const char *where)
{
    SAME(count);
    SAME(update_rate_per_s);
    SAME(placement);
    SAME(popularity);
    SAME(names_n);
    for (size_t i = 0; i < a->names_n; i++) {
        SAME(names[i].rank);
        cr_assert_str_eq(a->names[i].name, b->names[i].name);
    }
}

static void same_config(const struct config *a, const struct config *b, const char *where)
{
    cr_assert_str_eq(a->variant, b->variant);
    SAME(run);
    SAME(servers);
    SAME(cache);
    SAME(database);
    SAME(slo);
    SAME(signals);
    SAME(sources_n);
    SAME(events_n);
    SAME(protections_n);
    for (size_t i = 0; i < a->protections_n; i++) {
        SAME(protections[i].kind);
        cr_assert_arr_eq(a->protections[i].params, b->protections[i].params, a->protections[i].kind->params_bytes, "%s",
                         where);
    }
    same_keys(&a->keys, &b->keys, where);
    same_sources(a, b, where);
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
