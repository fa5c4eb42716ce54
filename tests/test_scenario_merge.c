/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging: variants, extends, --set, --seed, and picking variants. */
#include <math.h>
#include <unistd.h>

#include "base/units.h"
#include "scenario_fixture.h"

#define VARIANTS(text)                                                                                                 \
    SCENARIO(", \"cache\": {\"ttl\": \"5s\"}, \"protections\": {\"jitter\": {}}, \"variants\": {" text "}")

Test(scenario_merge, variants_are_patches_of_the_base)
{
    struct scenario *s =
        scenario_good(VARIANTS("\"one\": {}, \"two\": {\"cache\": {\"nodes\": 3}, \"app_servers\": {\"count\": 9}}, "
                               "\"none\": {\"cache\": null, \"protections\": null}"),
                      NULL, 0);
    cr_assert_eq(s->variants_n, 3);
    cr_assert_str_eq(s->variants[0].variant, "one");
    cr_assert_eq(s->variants[0].cache.nodes, 1);
    cr_assert_eq(s->variants[0].protections_n, 1);
    cr_assert_eq(s->variants[1].cache.nodes, 3);
    cr_assert_eq(s->variants[1].cache.ttl_ns, 5 * NS_PER_S, "what the patch does not name stays");
    cr_assert_eq(s->variants[1].servers.count, 9);
    cr_assert(!s->variants[2].cache.present);
    cr_assert_eq(s->variants[2].protections_n, 0);
    scenario_free(s);
}

/* RFC 7396 would leave both forms standing. */
Test(scenario_merge, another_form_replaces_the_one_before)
{
    struct scenario *s = scenario_good(
        SCENARIO(
            ", \"database\": {\"service\": {\"lognormal\": {\"p50\": \"1ms\", \"p99\": \"2ms\"}}}, \"protections\": "
            "{\"coalescing\": {\"scope\": \"cluster\", \"lock_ttl\": \"9s\"}}, \"variants\": {"
            "\"exponential\": {\"database\": {\"service\": {\"exponential\": \"7ms\"}}}, "
            "\"moments\": {\"database\": {\"service\": {\"lognormal\": {\"mean\": \"3ms\", \"cv\": 1}}}}, "
            "\"tail\": {\"database\": {\"service\": {\"lognormal\": {\"p99\": \"4ms\"}}}}, "
            "\"server\": {\"protections\": {\"coalescing\": {\"scope\": \"server\"}}}, "
            "\"top\": {\"keys\": {\"popularity\": {\"zipf\": {\"top_share\": [\"1%\", \"50%\"]}}}}}"),
        NULL, 0);
    cr_assert_eq(s->variants[0].database.service.kind, DIST_EXPONENTIAL);
    cr_assert_float_eq(dist_mean_ns(&s->variants[1].database.service), 3e6, 1);
    cr_assert_float_eq(dist_quantile_ns(&s->variants[2].database.service, 0.5), 1e6, 1, "the same form is merged");
    cr_assert_float_eq(dist_quantile_ns(&s->variants[2].database.service, 0.99), 4e6, 1);
    cr_assert_str_eq(s->variants[3].protections[0].kind->scenario.value, "server");
    cr_assert_eq(s->variants[4].keys.popularity.kind, POPULARITY_TOP_SHARE);
    scenario_free(s);
}

Test(scenario_merge, a_variant_switches_the_kind_of_the_database)
{
    /* What belongs to the other kind has no effect, so long as it means something in another variant. */
    struct scenario *s = scenario_good(
        SCENARIO(", \"database\": {\"connections\": 10, \"queue_limit\": 5, \"cores\": 2}, \"variants\": {\"a\": {}, "
                 "\"b\": {\"database\": {\"partitions\": 7, \"latency\": \"3ms\"}}}"),
        NULL, 0);
    const struct config_database *a = &s->variants[0].database, *b = &s->variants[1].database;
    cr_assert_eq(a->kind, DATABASE_CONNECTIONS);
    cr_assert_eq(a->connections, 10);
    cr_assert_eq(a->cores, 2);
    cr_assert_eq(b->kind, DATABASE_THROUGHPUT);
    cr_assert_eq(b->connections, COUNT_UNLIMITED);
    cr_assert_eq(b->cores, COUNT_UNLIMITED);
    cr_assert_eq(b->partitions, 7);
    cr_assert_eq((int64_t)b->service.a, 3 * NS_PER_MS);
    scenario_free(s);

    static const char *const set[] = {"database.connections=null", "database.partitions=7"};
    s = scenario_good(SCENARIO(", \"database\": {\"connections\": 10}"), set, 2);
    cr_assert_eq(s->variants[0].database.kind, DATABASE_THROUGHPUT);
    scenario_free(s);
    scenario_refused(SCENARIO(", \"variants\": {\"a\": {\"database\": {\"partitions\": 7, \"cores\": 2}}}"), NULL, 0,
                     "t.json:1:228: /variants/a/database/cores: means nothing with \"partitions\"\n");
}

Test(scenario_merge, null_switches_a_signal_off)
{
    struct scenario *s = scenario_good(
        SCENARIO(", \"signals\": {\"error_rate\": null, \"db_saturated\": \"90%\"}, \"variants\": {\"a\": {}, \"b\": "
                 "{\"signals\": {\"error_rate\": \"5%\", \"db_saturated\": null}}, \"c\": {\"signals\": null}}"),
        NULL, 0);
    cr_assert(isnan(s->variants[0].signals.error_rate));
    cr_assert_eq(s->variants[0].signals.db_saturated, 0.9);
    cr_assert_eq(s->variants[1].signals.error_rate, 0.05);
    cr_assert(isnan(s->variants[1].signals.db_saturated));
    cr_assert_eq(s->variants[2].signals.error_rate, 0.01, "without the object, defaults");
    scenario_free(s);
}

Test(scenario_merge, a_base_that_variants_complete_need_not_be_whole)
{
    struct scenario *s =
        scenario_good("{" SCENARIO_RUN SCENARIO_TRAFFIC ", \"variants\": {\"small\": {\"keys\": {\"count\": 10}}, "
                      "\"large\": {\"keys\": {\"count\": 20}}}}",
                      NULL, 0);
    cr_assert_eq(s->variants[1].keys.count, 20);
    scenario_free(s);
    scenario_refused("{" SCENARIO_RUN SCENARIO_TRAFFIC
                     ", \"variants\": {\"small\": {\"keys\": {\"count\": 10}}, \"large\": {}}}",
                     NULL, 0, "t.json:1:1: /keys: missing: what is read (object) (in variant large)\n");
}

Test(scenario_merge, errors_are_told_where_they_were_written_and_once)
{
    scenario_refused(
        "{" SCENARIO_RUN SCENARIO_KEYS SCENARIO_TRAFFIC
        ",\n\"cache\": {\"nodes\": 0},\n\"variants\": {\"a\": {}, \"b\": "
        "{},\n\"c\": {\"cache\": {\"write\": \"ad\"}}}}",
        NULL, 0,
        "t.json:2:20: /cache/nodes: expected a whole number from 1 to 10k (as 200, \"10k\" or \"100M\"), got 0\n"
        "t.json:4:26: /variants/c/cache/write: expected \"add\" or \"set\", got \"ad\" (did you mean \"add\"?)\n");
    /* Wrong in the base, though no variant would see it. */
    scenario_refused(
        "{" SCENARIO_RUN SCENARIO_KEYS SCENARIO_TRAFFIC
        ",\n\"cache\": {\"nodes\": 0}, \"variants\": {\"a\": {\"cache\": {\"nodes\": 2}}}}",
        NULL, 0,
        "t.json:2:20: /cache/nodes: expected a whole number from 1 to 10k (as 200, \"10k\" or \"100M\"), got 0\n");
}

Test(scenario_merge, null_under_a_mistyped_name_is_found)
{
    scenario_refused(VARIANTS("\n\"a\": {\"protectoins\": null}"), NULL, 0,
                     "t.json:2:7: /variants/a/protectoins: unknown field (did you mean \"protections\"?)\n");
}

Test(scenario_merge, set_reaches_everything)
{
    const char *const set[] = {"cache.ttl=7s",
                               "/run/duration=1h",
                               "traffic.0.sessions_per_second=5",
                               "name=renamed",
                               "variants.two.cache.nodes=3",
                               "/keys/names/a~1b=5",
                               "database.queue_limit=10",
                               "database.connections=4"};
    struct scenario *s = scenario_good(VARIANTS("\"one\": {}, \"two\": {}"), set, 8);
    cr_assert_eq(s->variants[0].cache.ttl_ns, 7 * NS_PER_S);
    cr_assert_eq(s->variants[0].run.duration_ns, 3600 * NS_PER_S);
    cr_assert_eq(s->variants[0].sources[0].sessions_per_s, 5);
    cr_assert_str_eq(s->name, "renamed");
    cr_assert_eq(s->variants[0].cache.nodes, 1);
    cr_assert_eq(s->variants[1].cache.nodes, 3);
    cr_assert_str_eq(s->variants[0].keys.names[1].name, "a/b");
    cr_assert_eq(s->variants[0].database.connections, 4);
    scenario_free(s);
}

/* "sessions_per_second" stands where "daily_active" and what goes with it stood. */
Test(scenario_merge, set_picks_another_alternative)
{
    const char *const text = "{" SCENARIO_RUN SCENARIO_KEYS
                             "\"traffic\": [{\"name\": \"a\", \"daily_active\": \"1M\", \"peak_share\": \"10%\"}]}";
    struct scenario *s = scenario_good(text, (const char *const[]){"traffic.0.sessions_per_second=100"}, 1);
    cr_assert_eq(s->variants[0].sources[0].rate_kind, SOURCE_SESSIONS_PER_S);
    scenario_free(s);
    s = scenario_good(
        text, (const char *const[]){"traffic.0.burst.at=1", "traffic.0.burst.sessions=3", "traffic.0.burst.over=0s"},
        3);
    cr_assert_eq(s->variants[0].sources[0].burst_sessions, 3);
    scenario_free(s);
}

static void refuse_set(const char *set, const char *said)
{
    char line[500];
    snprintf(line, sizeof line, "--set %s: %s\n", set, said);
    scenario_refused(VARIANTS("\"one\": {}, \"two\": {}"), &set, 1, line);
}

Test(scenario_merge, set_is_refused_where_it_leads_nowhere)
{
    refuse_set("cache.tll=5s", "/cache/tll: unknown field (did you mean \"ttl\"?)");
    refuse_set("cahce.ttl=5s", "/cahce: unknown field (did you mean \"cache\"?)");
    refuse_set(
        "cache.ttl=5q",
        "/cache/ttl: expected a duration from 1ns to 365d (as \"300s\", \"5ms\", or a number of seconds), got \"5q\"");
    refuse_set("cache.ttl.x=5", "/cache/ttl: expected a duration from 1ns to 365d (as \"300s\", \"5ms\", or a number "
                                "of seconds), got an object");
    refuse_set("traffic.1.key=a", "expected an index of the list: 0 to 0, got \"1\"");
    refuse_set("traffic.wbe.key=a", "expected an index of the list: 0 to 0, got \"wbe\" (did you mean \"web\"?)");
    refuse_set("variants.tow.cache.ttl=5s", "there is no variant \"tow\" (did you mean \"two\"?)");
    refuse_set("variants.three={}", "there is no variant \"three\"");
    refuse_set("traffic.0.name.x.y=5", "/traffic/0/name: expected a text of 1 to 100 characters, got an object");
    refuse_set("keys={\"count\": 9, \"popularity\": [1]}",
               "/keys/popularity: expected \"uniform\", or an object with \"zipf\", got an array");
    refuse_set("traffic.0=7", "/traffic/0: expected an object, got 7");
    refuse_set("extends=a.json", "\"extends\" can only stand in a file");
    refuse_set("cache", "expected PATH=VALUE with a path as cache.ttl or /cache/ttl");
    refuse_set("cache..ttl=5s", "expected PATH=VALUE with a path as cache.ttl or /cache/ttl");
    refuse_set("run={\"duration\": 5, \"duration\": 6}", "a name stands twice in the value: duration");
    refuse_set("keys.popularity={\"zipf\": {\"top_share\": [1, 2]}}",
               "/keys/popularity/zipf/top_share/1: expected a ratio from 1e-09 to 1 (as \"20%\" or 0.2), got 2");
}

Test(scenario_merge, set_into_a_list_of_scalars_is_refused)
{
    const char *const set[] = {"keys.popularity.zipf.top_share=[\"1%\", \"50%\"]",
                               "keys.popularity.zipf.top_share.1=40%", "keys.popularity.zipf.top_share.0.x=1",
                               "keys.popularity.zipf.top_share.0.x.y=1"};
    struct scenario *s = scenario_good(SCENARIO(""), set, 2);
    cr_assert_eq(s->variants[0].keys.popularity.read_share, 0.4, "an element of a list can be replaced");
    scenario_free(s);
    scenario_refused(SCENARIO(""), set, 4,
                     "--set keys.popularity.zipf.top_share.0.x=1: the path leads into something that is no object\n"
                     "--set keys.popularity.zipf.top_share.0.x.y=1: the path leads into something that is no object\n");
}

Test(scenario_merge, set_must_be_utf8_and_short)
{
    char deep[200] = "a", expected[300];
    for (size_t i = 1; i < 140; i += 2) {
        memcpy(deep + i, ".a", 3);
    }
    strcat(deep, "=1");
    const char *set = deep;
    snprintf(expected, sizeof expected, "--set %.60s...: expected a shorter path\n", deep);
    scenario_refused(SCENARIO(""), &set, 1, expected);
    set = "title=\xff";
    scenario_refused(SCENARIO(""), &set, 1, "--set title=?: invalid UTF-8\n");
}

/* "SET | VARIANT | INSTEAD" lines, to be freed. */
static char *overridden_text(const struct scenario *s)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    for (size_t i = 0; i < s->overridden_n; i++) {
        fprintf(out, "%s | %s | %s\n", s->overridden[i].set, s->overridden[i].variant, s->overridden[i].instead);
    }
    fclose(out);
    return text;
}

Test(scenario_merge, a_set_that_a_variant_covers_is_told)
{
    const char *const text =
        SCENARIO(", \"variants\": {"
                 "\"same\": {\"cache\": {\"ttl\": \"9s\"}}, \"v1.5\": {\"cache\": null}, \"other\": {\"cache\": "
                 "{\"nodes\": 2}}, \"list\": {\"traffic\": [{\"name\": \"a\", \"sessions_per_second\": 1}]}, "
                 "\"form\": {\"database\": {\"service\": {\"exponential\": \"2ms\"}}}"
                 "}");
    const char *const set[] = {
        "cache.ttl=7s",                     /* stated by one, switched off with its parent by another */
        "/cache/nodes=1",                   /* as a pointer */
        "traffic.0.reads_per_session=2",    /* in a list that is replaced */
        "database.service.erlang.mean=3ms", /* another form, in an object made on the way */
        "database.service.erlang.k=3",
        "app_servers.count=5", /* stated by nobody */
        "variants.same.cache.nodes=3",
    };
    struct scenario *s = scenario_good(text, set, sizeof set / sizeof set[0]);
    char *told = overridden_text(s);
    cr_assert_str_eq(told, "cache.ttl=7s | same | variants.same.cache.ttl=7s\n"
                           "/cache/nodes=1 | same | /variants/same/cache/nodes=1\n"
                           "cache.ttl=7s | v1.5 | /variants/v1.5/cache/ttl=7s\n"
                           "/cache/nodes=1 | v1.5 | /variants/v1.5/cache/nodes=1\n"
                           "/cache/nodes=1 | other | /variants/other/cache/nodes=1\n"
                           "traffic.0.reads_per_session=2 | list | variants.list.traffic.0.reads_per_session=2\n"
                           "database.service.erlang.mean=3ms | form | variants.form.database.service.erlang.mean=3ms\n"
                           "database.service.erlang.k=3 | form | variants.form.database.service.erlang.k=3\n");
    free(told);
    cr_assert(scenario_keep_variants(s, (const char *const[]){"other"}, 1, stderr));
    told = overridden_text(s);
    cr_assert_str_eq(told, "/cache/nodes=1 | other | /variants/other/cache/nodes=1\n");
    free(told);
    scenario_free(s);
}

Test(scenario_merge, seed_of_the_command_line_wins)
{
    const char *const text = VARIANTS("\"one\": {}, \"two\": {\"run\": {\"seed\": 5}}");
    bool unreadable = false;
    struct scenario_options options = {.seed_given = true, .seed = UINT64_MAX};
    struct scenario *s = scenario_load_text("t.json", text, strlen(text), &options, stderr, &unreadable);
    cr_assert_not_null(s);
    cr_assert_eq(s->variants[0].run.seed, UINT64_MAX);
    cr_assert_eq(s->variants[1].run.seed, UINT64_MAX);
    char *resolved = scenario_resolved_text(s);
    cr_assert_not_null(strstr(resolved, "\"seed\": \"18446744073709551615\""));
    free(resolved);
    scenario_free(s);
}

Test(scenario_merge, variants_can_be_picked)
{
    struct scenario *s =
        scenario_good(SCENARIO(", \"variants\": {\"one\": {}, \"two\": {}, \"three\": {}}, \"expect\": ["
                               "{\"metric\": \"episodes\", \"variant\": \"one\", \"op\": \"<\", \"value\": 1}, "
                               "{\"metric\": \"episodes\", \"variant\": \"two\", \"op\": \"<\", \"value\": 2}, "
                               "{\"metric\": \"episodes\", \"variant\": \"one\", \"op\": \"<\", \"value\": 3}]"),
                      NULL, 0);
    char *said = NULL;
    size_t bytes = 0;
    FILE *errors = open_memstream(&said, &bytes);
    cr_assert(!scenario_keep_variants(s, (const char *const[]){"one", "tow"}, 2, errors));
    fclose(errors);
    cr_assert_str_eq(said, "t.json: no variant \"tow\" (did you mean \"two\"?); there are: one, two, three\n");
    free(said);
    cr_assert_eq(s->variants_n, 3);

    cr_assert(scenario_keep_variants(s, (const char *const[]){"three", "two"}, 2, stderr));
    cr_assert_eq(s->variants_n, 2);
    cr_assert_str_eq(s->variants[0].variant, "two", "in the order of the file");
    cr_assert_eq(s->expectations_n, 1);
    cr_assert_eq(s->expectations[0].value, 2);
    char *resolved = scenario_resolved_text(s);
    struct scenario *again = scenario_good(resolved, NULL, 0);
    cr_assert_eq(again->variants_n, 2);
    cr_assert_eq(again->expectations_n, 1);
    scenario_free(again);
    free(resolved);
    scenario_free(s);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    fputs(text, out);
    fclose(out);
}

static void remove_file(const char *folder, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

Test(scenario_merge, extends_is_seen_from_the_extending_file)
{
    char folder[] = "/tmp/herdsim-extends-XXXXXX", path[300];
    cr_assert_not_null(mkdtemp(folder));
    write_file(folder, "base.json", VARIANTS("\"one\": {}, \"two\": {}"));
    write_file(folder, "middle.json",
               "{\"extends\": \"base.json\", \"cache\": {\"nodes\": 4}, \"variants\": {\"one\": null}}");
    write_file(folder, "top.json",
               "{\"extends\": \"./middle.json\", \"name\": \"top\",\n\"cache\": {\"ttl\": \"9s\"}, \"variants\": "
               "{\"three\": {\"cache\": {\"nodes\": 5}}}}");
    snprintf(path, sizeof path, "%s/top.json", folder);
    bool unreadable = false;
    struct scenario *s = scenario_load(path, NULL, stderr, &unreadable);
    cr_assert_not_null(s);
    cr_assert_str_eq(s->name, "top");
    cr_assert_eq(s->variants_n, 2, "a null in a patch takes a variant away");
    cr_assert_str_eq(s->variants[0].variant, "two");
    cr_assert_eq(s->variants[0].cache.nodes, 4);
    cr_assert_eq(s->variants[0].cache.ttl_ns, 9 * NS_PER_S);
    cr_assert_eq(s->variants[1].cache.nodes, 5);
    char *resolved = scenario_resolved_text(s);
    cr_assert_null(strstr(resolved, "extends"));
    free(resolved);
    scenario_free(s);

    write_file(folder, "base.json", "{\n  \"cache\": {\"nodes\": 0},\n  \"version\": 1\n}");
    char *said = NULL, expected[600];
    size_t bytes = 0;
    FILE *errors = open_memstream(&said, &bytes);
    cr_assert_null(scenario_load(path, NULL, errors, &unreadable));
    fclose(errors);
    cr_assert(!unreadable);
    snprintf(expected, sizeof expected, "%s/top.json:1:1: /run: missing", folder);
    cr_assert_not_null(strstr(said, expected), "%s", said);
    remove_file(folder, "base.json");
    remove_file(folder, "middle.json");
    remove_file(folder, "top.json");
    rmdir(folder);
    free(said);
}

Test(scenario_merge, a_chain_of_extends_has_an_end)
{
    char folder[] = "/tmp/herdsim-chain-XXXXXX", name[40], text[100], *said = NULL;
    cr_assert_not_null(mkdtemp(folder));
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "%d.json", i);
        snprintf(text, sizeof text, "{\"extends\": \"%d.json\"}", i + 1);
        write_file(folder, name, text);
    }
    char path[100];
    snprintf(path, sizeof path, "%s/0.json", folder);
    size_t bytes = 0;
    bool unreadable = false;
    FILE *errors = open_memstream(&said, &bytes);
    cr_assert_null(scenario_load(path, NULL, errors, &unreadable));
    fclose(errors);
    snprintf(path, sizeof path, "%s/16.json:1:13: /extends: more than 16 files extend each other\n", folder);
    cr_assert_str_eq(said, path);
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "%d.json", i);
        remove_file(folder, name);
    }
    rmdir(folder);
    free(said);
}

#define TWO_SOURCES                                                                                                    \
    "\"traffic\": [{\"name\": \"inbox\", \"sessions_per_second\": 100, \"reads_per_session\": 20}, "                   \
    "{\"name\": \"search\", \"sessions_per_second\": 5}]"
#define WITH_LISTS(more)                                                                                               \
    "{\"version\": 1, \"name\": \"x\", \"run\": {\"duration\": \"60s\"}, \"keys\": {\"count\": \"1k\"}, " TWO_SOURCES  \
    ", \"events\": [{\"at\": 5, \"do\": \"cache_restart\"}]" more "}"

/* One field of one source, by its name: all else stays as it is, and in its order. */
Test(scenario_merge, a_variant_patches_a_source_by_its_name)
{
    struct scenario *s = scenario_good(
        WITH_LISTS(", \"variants\": {\"a\": {}, \"b\": {\"traffic\": {\"inbox\": {\"retry\": {\"attempts\": 4}, "
                   "\"deadline\": \"2s\"}}}, \"c\": {\"traffic\": {\"inbox\": null}}}"),
        NULL, 0);
    const struct config *a = &s->variants[0], *b = &s->variants[1], *c = &s->variants[2];
    cr_assert_eq(a->sources[0].retry.attempts, 1);
    cr_assert_eq(b->sources_n, 2);
    cr_assert_eq(b->sources[0].retry.attempts, 4);
    cr_assert_eq(b->sources[0].deadline_ns, 2 * NS_PER_S);
    cr_assert_eq(b->sources[0].reads_per_session, 20);
    cr_assert_eq(b->sources[1].retry.attempts, 1);
    cr_assert_eq(c->sources_n, 1);
    cr_assert_str_eq(c->sources[0].name, "search");
    char *text = scenario_resolved_text(s);
    cr_assert_not_null(strstr(text, "\"attempts\": 4"));
    struct scenario *again = scenario_good(text, NULL, 0); /* the resolved text has the lists that came of it */
    cr_assert_eq(again->variants[1].sources[0].retry.attempts, 4);
    cr_assert_eq(again->variants[2].sources_n, 1);
    scenario_free(again);
    free(text);
    scenario_free(s);
}

/* Events are added behind those of the base, or to none. */
Test(scenario_merge, a_variant_adds_events)
{
    struct scenario *s = scenario_good(
        WITH_LISTS(", \"variants\": {\"a\": {\"events\": {\"add\": [{\"at\": 2, \"do\": \"expire_all\"}]}}, \"b\": "
                   "{\"events\": []}}"),
        NULL, 0);
    cr_assert_eq(s->variants[0].events_n, 2);
    cr_assert_eq(s->variants[0].events[0].at_ns, 2 * NS_PER_S); /* by time */
    cr_assert_eq(s->variants[1].events_n, 0);
    scenario_free(s);
    s = scenario_good(
        SCENARIO(", \"variants\": {\"a\": {\"events\": {\"add\": [{\"at\": 2, \"do\": \"expire_all\"}]}}}"), NULL, 0);
    cr_assert_eq(s->variants[0].events_n, 1);
    scenario_free(s);
}

/* --set reaches a source by its name, too, also within a variant that patches it by name. */
Test(scenario_merge, set_reaches_a_source_by_its_name)
{
    const char *const set[] = {"traffic.search.sessions_per_second=7", "variants.b.traffic.inbox.reads_per_session=3"};
    struct scenario *s = scenario_good(
        WITH_LISTS(", \"variants\": {\"a\": {}, \"b\": {\"traffic\": {\"inbox\": {\"reads_per_session\": 2}}}}"), set,
        2);
    cr_assert_eq(s->variants[0].sources[1].sessions_per_s, 7);
    cr_assert_eq(s->variants[1].sources[1].sessions_per_s, 7);
    cr_assert_eq(s->variants[1].sources[0].reads_per_session, 3);
    scenario_free(s);
}
