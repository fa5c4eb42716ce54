/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading: defaults, units, the forms of every part, and what one load leaves to the next. */
#include <math.h>

#include "base/units.h"
#include "events/registry.h"
#include "scenario_fixture.h"

static const struct config *first(const struct scenario *s)
{
    return &s->variants[0];
}

Test(scenario, defaults_are_those_of_the_reference)
{
    struct scenario *s = scenario_good(SCENARIO(""), NULL, 0);
    const struct config *c = first(s);
    cr_assert_eq(s->variants_n, 1);
    cr_assert_str_eq(c->variant, "base");
    cr_assert_str_eq(s->name, "x");
    cr_assert_str_eq(s->title, "x", "a scenario without a title shows its name");
    cr_assert_eq(c->run.duration_ns, 60 * NS_PER_S);
    cr_assert_eq(c->run.window_ns, NS_PER_S);
    cr_assert_eq(c->run.seed, 1);
    cr_assert_eq(c->run.max_sessions, 2000000);
    cr_assert_eq(c->run.max_reads, 8000000);
    cr_assert_eq(c->keys.count, 1000);
    cr_assert_eq(c->keys.popularity.kind, POPULARITY_EXPONENT);
    cr_assert_float_eq(c->keys.popularity.exponent, 0.99, 0);
    cr_assert_eq(c->sources[0].rate_kind, SOURCE_SESSIONS_PER_S);
    cr_assert_eq(c->sources[0].reads_per_session, 1);
    cr_assert_eq(c->sources[0].key_rank, 0);
    cr_assert_eq(c->servers.count, 1);
    cr_assert_eq(c->servers.workers, COUNT_UNLIMITED);
    cr_assert_eq(c->servers.accept_queue, COUNT_UNLIMITED);
    cr_assert_eq(c->servers.pool_size, COUNT_UNLIMITED);
    cr_assert_eq(c->servers.pool_wait_timeout_ns, TIME_NEVER);
    cr_assert(c->cache.present);
    cr_assert_eq(c->cache.nodes, 1);
    cr_assert_eq(c->cache.capacity, COUNT_UNLIMITED);
    cr_assert_eq(c->cache.ttl_ns, TIME_NEVER);
    cr_assert_eq(c->cache.node_rate_per_s, INFINITY);
    cr_assert_eq(c->cache.start, CACHE_START_COLD);
    cr_assert_eq(c->cache.write, CACHE_WRITE_ADD);
    cr_assert_eq(c->database.connections, COUNT_UNLIMITED);
    cr_assert_eq(c->database.queue_limit, COUNT_UNLIMITED);
    cr_assert_float_eq(dist_mean_ns(&c->database.service), 5e6, 1);
    cr_assert_eq(c->protections_n, 0);
    cr_assert_eq(c->events_n, 0);
    cr_assert_eq(c->slo.within_s[SLO_P99], INFINITY);
    cr_assert_eq(c->slo.success, 0);
    scenario_free(s);
}

/* NSDI 2013, section 7: p50 333 us, p75 475 us, p95 1,135 us. The default goes through the first and the
 * last; the p75 that it then has is the check. */
Test(scenario, default_latency_is_that_of_the_paper)
{
    struct scenario *s = scenario_good(SCENARIO(""), NULL, 0);
    const struct dist_spec *latency = &first(s)->cache.latency;
    cr_assert_float_eq(dist_quantile_ns(latency, 0.5), 333e3, 1);
    cr_assert_float_eq(dist_quantile_ns(latency, 0.95), 1135e3, 1e3);
    cr_assert_float_eq(dist_quantile_ns(latency, 0.75), 475e3, 0.2 * 475e3);
    scenario_free(s);
}

Test(scenario, every_unit_is_read)
{
    struct scenario *s =
        scenario_good("{\"version\": 1, \"name\": \"x\", \"run\": {\"duration\": \"1.5h\", \"window\": \"90s\", "
                      "\"seed\": \"18446744073709551615\"}, \"keys\": {\"count\": \"1.5G\", "
                      "\"update_rate\": \"60/min\"}, \"traffic\": [{\"name\": \"a\", \"daily_active\": \"100M\", "
                      "\"reads_per_session\": 20}, {\"name\": \"b\", \"sessions_per_second\": \"2k/s\"}], "
                      "\"cache\": {\"ttl\": 0.005, \"node_rate\": \"36/h\", \"latency\": \"2us\"}, "
                      "\"slo\": {\"success\": \"99.9%\", \"p99\": \"10ns\"}}",
                      NULL, 0);
    const struct config *c = first(s);
    cr_assert_eq(c->run.duration_ns, 5400 * NS_PER_S);
    cr_assert_eq(c->run.window_ns, 90 * NS_PER_S);
    cr_assert_eq(c->run.seed, UINT64_MAX);
    cr_assert_eq(c->keys.count, 1500000000);
    cr_assert_eq(c->keys.update_rate_per_s, 1);
    cr_assert_float_eq(c->sources[0].sessions_per_s, 1e8 * 0.2 / 3600, 1e-9);
    cr_assert_eq(c->sources[0].rate_kind, SOURCE_DAILY);
    cr_assert_eq(c->sources[1].sessions_per_s, 2000);
    cr_assert_eq(c->cache.ttl_ns, 5 * NS_PER_MS);
    cr_assert_float_eq(c->cache.node_rate_per_s, 0.01, 1e-15);
    cr_assert_eq(c->cache.latency.kind, DIST_CONSTANT);
    cr_assert_eq((int64_t)c->cache.latency.a, 2 * NS_PER_US);
    cr_assert_eq(c->slo.success, 0.999);
    cr_assert_float_eq(c->slo.within_s[SLO_P99], 1e-8, 1e-20);
    scenario_free(s);
}

static struct dist_spec service_of(const char *json)
{
    char set[800];
    snprintf(set, sizeof set, "database.service=%s", json);
    struct scenario *s = scenario_good(SCENARIO(""), (const char *const[]){set}, 1);
    struct dist_spec spec = first(s)->database.service;
    scenario_free(s);
    return spec;
}

Test(scenario, every_distribution_is_read)
{
    struct dist_spec d = service_of("2ms");
    cr_assert_eq(d.kind, DIST_CONSTANT);
    cr_assert_eq((int64_t)d.a, 2 * NS_PER_MS);
    d = service_of("{\"exponential\": \"2ms\"}");
    cr_assert_eq(d.kind, DIST_EXPONENTIAL);
    cr_assert_eq((int64_t)d.a, 2 * NS_PER_MS);
    d = service_of("{\"lognormal\": {\"p50\": \"1ms\", \"p99\": \"9ms\"}}");
    cr_assert_float_eq(dist_quantile_ns(&d, 0.99), 9e6, 1);
    d = service_of("{\"lognormal\": {\"mean\": \"4ms\", \"cv\": 2}}");
    cr_assert_float_eq(dist_variance_ns2(&d), 64e12, 1e4);
    d = service_of("{\"uniform\": [\"1ms\", \"3ms\"]}");
    cr_assert_float_eq(dist_mean_ns(&d), 2e6, 1e-6);
    d = service_of("{\"erlang\": {\"mean\": \"4ms\", \"k\": 4}}");
    cr_assert_float_eq(dist_variance_ns2(&d), 4e12, 1);
    d = service_of("{\"pareto\": {\"min\": \"1ms\", \"alpha\": 2}}");
    cr_assert_float_eq(dist_mean_ns(&d), 2e6, 1e-3);
    d = service_of("{\"quantiles\": [[0, \"1ms\"], [\"50%\", \"2ms\"], [1, \"3ms\"]]}");
    cr_assert_eq(d.quantiles_n, 3);
    cr_assert_float_eq(dist_quantile_ns(&d, 0.75), 2.5e6, 1e-3);
}

Test(scenario, quantiles_left_out_at_the_ends_are_filled_in)
{
    struct dist_spec d = service_of("{\"quantiles\": [[0.5, \"1ms\"], [\"90%\", \"3ms\"]]}");
    cr_assert_eq(d.quantiles_n, 4);
    cr_assert_float_eq(dist_quantile_ns(&d, 0.25), 0.5e6, 1e-3);
    cr_assert_float_eq(dist_quantile_ns(&d, 0.7), 2e6, 1e-3);
    cr_assert_float_eq(dist_quantile_ns(&d, 0.95), 3e6, 1e-3);
    d = service_of("{\"quantiles\": [[0.5, \"1ms\"]]}");
    cr_assert_eq(d.quantiles_n, 3);
    cr_assert_float_eq(dist_mean_ns(&d), 0.75e6, 1e-3);
    d = service_of("{\"quantiles\": [[0, \"1ms\"]]}");
    cr_assert_eq(d.quantiles_n, 2);
    cr_assert_float_eq(dist_variance_ns2(&d), 0, 1e-3);

    /* As many as a file may state, none of them at an end: 30 points and both ends. */
    char list[30 * 20 + 20] = "{\"quantiles\": [";
    for (int i = 1; i <= 30; i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s[%.2f,\"%dms\"]", i == 1 ? "" : ",", i / 100.0, i);
    }
    strcat(list, "]}");
    d = service_of(list);
    cr_assert_eq(d.quantiles_n, 32);
    cr_assert_float_eq(dist_quantile_ns(&d, 0.5), 30e6, 1e-3);
}

Test(scenario, every_popularity_is_read)
{
    const char *const uniform[] = {"keys.popularity=uniform"};
    struct scenario *s = scenario_good(SCENARIO(""), uniform, 1);
    cr_assert_eq(first(s)->keys.popularity.kind, POPULARITY_UNIFORM);
    cr_assert_eq(first(s)->keys.popularity.exponent, 0);
    scenario_free(s);

    /* The two populations of the seeds: 1% takes 50%, and 20% of the reads of a second are unique. */
    const char *const top[] = {"keys.count=100M", "keys.popularity.zipf.top_share=[\"1%\",\"50%\"]"};
    s = scenario_good(SCENARIO(""), top, 2);
    cr_assert_eq(first(s)->keys.popularity.kind, POPULARITY_TOP_SHARE);
    cr_assert_float_eq(first(s)->keys.popularity.exponent, 0.8658, 1e-3);
    scenario_free(s);

    const char *const unique[] = {"keys.count=100M", "keys.popularity.zipf.unique_per_second=20%",
                                  "traffic.0.sessions_per_second=5500", "traffic.0.reads_per_session=20"};
    s = scenario_good(SCENARIO(""), unique, 4);
    cr_assert_eq(first(s)->keys.popularity.kind, POPULARITY_UNIQUE);
    cr_assert_float_eq(first(s)->keys.popularity.exponent, 1.1766, 1e-2);
    scenario_free(s);
}

Test(scenario, cache_can_be_absent_and_start_three_ways)
{
    struct scenario *s = scenario_good(SCENARIO(", \"cache\": null"), NULL, 0);
    cr_assert(!first(s)->cache.present);
    scenario_free(s);
    s = scenario_good(SCENARIO(", \"cache\": {\"start\": \"warm\"}"), NULL, 0);
    cr_assert_eq(first(s)->cache.start, CACHE_START_WARM);
    scenario_free(s);
    s = scenario_good(SCENARIO(", \"cache\": {\"start\": {\"prewarmed\": 500}}"), NULL, 0);
    cr_assert_eq(first(s)->cache.start, CACHE_START_PREWARMED);
    cr_assert_eq(first(s)->cache.prewarmed, 500);
    scenario_free(s);
}

Test(scenario, keys_are_named_or_numbered)
{
    const char *const set[] = {"traffic.0.key=user:charlie",
                               "events=[{\"at\": 1, \"do\": \"expire_key\", \"key\": \"#77\"}]"};
    struct scenario *s = scenario_good(SCENARIO(""), set, 2);
    cr_assert_eq(first(s)->sources[0].key_rank, 1);
    cr_assert_str_eq(first(s)->sources[0].key_name, "user:charlie");
    cr_assert_eq(first(s)->events[0].key_rank, 77);
    scenario_free(s);
}

Test(scenario, events_come_in_the_order_of_time)
{
    struct scenario *s =
        scenario_good(SCENARIO(", \"events\": [{\"at\": \"9s\", \"do\": \"cutover\"}, {\"at\": \"3s\", \"do\": "
                               "\"traffic\", \"x\": 2}, {\"at\": \"9s\", \"do\": \"expire_all\"}]"),
                      NULL, 0);
    const struct config *c = first(s);
    cr_assert_eq(c->events_n, 3);
    cr_assert_eq(c->events[0].type, &traffic_event);
    cr_assert_eq(c->events[0].ramp_ns, 0);
    cr_assert_null(c->events[0].source);
    cr_assert_eq(c->events[1].type, &cutover_event, "those of one instant stay in the order of the file");
    cr_assert_eq(c->events[2].type, &expire_all_event);
    scenario_free(s);
}

Test(scenario, protections_stand_in_the_order_of_the_registry)
{
    struct scenario *s =
        scenario_good(SCENARIO(", \"cache\": {\"ttl\": \"60s\"}, \"protections\": {\"jitter\": {}, \"refresh\": "
                               "null, \"coalescing\": {\"scope\": \"cluster\"}}"),
                      NULL, 0);
    const struct config *c = first(s);
    cr_assert_eq(c->protections_n, 2, "null is off");
    cr_assert_str_eq(c->protections[0].kind->name, "coalescing");
    cr_assert_str_eq(c->protections[0].kind->scenario.value, "cluster");
    cr_assert_str_eq(c->protections[1].kind->name, "jitter");
    scenario_free(s);
}

Test(scenario, expectations_take_units)
{
    struct scenario *s =
        scenario_good(SCENARIO(", \"expect\": [{\"metric\": \"latency.read.p99\", \"op\": \"<=\", \"value\": "
                               "\"500ms\"}, {\"metric\": \"cache.hit_ratio\", \"op\": \">\", \"value\": \"20%\"}, "
                               "{\"metric\": \"verdict\", \"op\": \"!=\", \"value\": \"collapsed\"}, "
                               "{\"metric\": \"traffic.web.sessions.ok\", \"op\": \">\", \"value\": \"1k\"}]"),
                      NULL, 0);
    cr_assert_eq(s->expectations_n, 4);
    cr_assert_eq(s->expectations[0].value, 0.5);
    cr_assert_eq(s->expectations[0].op, EXPECT_LE);
    cr_assert_str_eq(s->expectations[0].variant, "base");
    cr_assert_eq(s->expectations[1].value, 0.2);
    cr_assert_str_eq(s->expectations[2].text, "collapsed");
    cr_assert_eq(s->expectations[3].value, 1000);
    scenario_free(s);
}

Test(scenario, a_byte_order_mark_is_skipped)
{
    struct scenario *s = scenario_good("\xef\xbb\xbf" SCENARIO(""), NULL, 0);
    cr_assert_eq(s->variants_n, 1);
    scenario_free(s);
    scenario_refused("\xef\xbb\xbf?", NULL, 0, "t.json:1:1: expected a value, got '?'\n");
}

Test(scenario, lists_have_an_end)
{
    size_t bytes = 0;
    char *text = NULL;
    FILE *out = open_memstream(&text, &bytes);
    fputs("{" SCENARIO_RUN SCENARIO_KEYS SCENARIO_TRAFFIC ",\n\"variants\": {\"v0\": {}", out);
    for (int i = 1; i < 61; i++) {
        fprintf(out, ", \"v%d\": {}", i);
    }
    fputs("},\n\"expect\": [{}", out);
    for (int i = 1; i < 1001; i++) {
        fputs(", {}", out);
    }
    fputs("]}", out);
    fclose(out);
    scenario_refused(text, NULL, 0,
                     "t.json:2:13: /variants: expected at most 60, got 61\n"
                     "t.json:3:11: /expect: expected at most 1000, got 1001\n");
    free(text);
}

Test(scenario, a_file_that_is_not_there_is_unreadable)
{
    char *said = NULL;
    size_t bytes = 0;
    bool unreadable = false;
    FILE *errors = open_memstream(&said, &bytes);
    cr_assert_null(scenario_load("no/such/file.json", NULL, errors, &unreadable));
    fclose(errors);
    cr_assert(unreadable);
    cr_assert_str_eq(said, "no/such/file.json: cannot be read: No such file or directory\n");
    free(said);
}

/* However many errors there are, and however few of them count in the end, none is forgotten. */
Test(scenario, a_flood_of_errors_hides_none)
{
    size_t bytes = 0;
    char *text = NULL, *said = NULL;
    FILE *out = open_memstream(&text, &bytes);
    fputs("{" SCENARIO_RUN SCENARIO_KEYS "\"traffic\": [", out);
    for (int i = 0; i < 256; i++) { /* two soft ones each: variant b gives other traffic */
        fprintf(out, "%s{\"name\": \"s%d\", \"sessions_per_second\": 1, \"peak_share\": 0.1, \"peak_duration\": 60}",
                i == 0 ? "" : ", ", i);
    }
    fputs("], \"slo\": {\"p99\": \"5q\"}, \"variants\": {\"a\": {}, \"b\": {" SCENARIO_TRAFFIC "}}}", out);
    fclose(out);
    cr_assert_null(scenario_try(text, NULL, 0, &said));
    cr_assert_not_null(strstr(said, "/slo/p99: expected a duration"), "%s", said);
    free(said);
    free(text);

    out = open_memstream(&text, &bytes);
    fputs("{\"a0\": 0", out);
    for (int i = 1; i < 2000; i++) {
        fprintf(out, ", \"a%d\": 0", i);
    }
    fputs("}", out);
    fclose(out);
    cr_assert_null(scenario_try(text, NULL, 0, &said));
    cr_assert_not_null(strstr(said, "t.json: and 1955 more errors\n"), "%s", said);
    free(said);
    free(text);
}

Test(scenario, a_huge_file_is_refused)
{
    size_t length = (size_t)3 << 20;
    char *text = malloc(length + 1), *said = NULL;
    memset(text, ' ', length);
    text[length] = '\0';
    cr_assert_null(scenario_try(text, NULL, 0, &said));
    cr_assert_str_eq(said, "t.json:1:1: larger than 1048576 bytes\n");
    free(said);

    strcpy(text, "[0");
    for (size_t i = 2; i < 60000; i += 2) {
        memcpy(text + i, ",0", 3);
    }
    cr_assert_null(scenario_try(text, NULL, 0, &said));
    cr_assert_not_null(strstr(said, "more than 20000 values in one file"));
    free(said);
    free(text);
}
