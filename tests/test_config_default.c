/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A config built by hand begins with what the loader gives to a scenario that states nothing: if the two parted, a field
 * that somebody adds would mean one thing in files and another in `verify` and tests. */
#include "fixture.h"
#include "scenario/scenario.h"

static struct scenario *load(const char *text)
{
    bool unreadable;
    struct scenario *s = scenario_load_text("t.json", text, strlen(text), NULL, stderr, &unreadable);
    cr_assert_not_null(s);
    return s;
}

/* Structs of a zeroed config: their padding is equal, too. */
#define SAME(a, b) cr_assert_eq(memcmp(&(a), &(b), sizeof(a)), 0, #a)

Test(config_default, is_what_the_loader_gives)
{
    struct scenario *s =
        load("{\"version\": 1, \"name\": \"t\", \"run\": {\"duration\": \"10s\"}, \"keys\": {\"count\": 7}, "
             "\"traffic\": [{\"name\": \"a\", \"sessions_per_second\": 3}], "
             "\"protections\": {\"coalescing\": {\"scope\": \"cluster\"}}}");
    struct config *loaded = &s->variants[0], made = config_default();
    made.run.duration_ns = 10 * NS_PER_S;
    made.keys.count = 7;
    SAME(made.run, loaded->run);
    SAME(made.servers, loaded->servers);
    SAME(made.cache, loaded->cache);
    SAME(made.database, loaded->database);
    SAME(made.slo, loaded->slo);
    SAME(made.signals, loaded->signals);
    SAME(made.keys.popularity, loaded->keys.popularity);
    cr_assert_eq(made.keys.update_rate_per_s, loaded->keys.update_rate_per_s);
    cr_assert_eq(made.keys.placement, loaded->keys.placement);
    struct config_source source = config_default_source();
    source.name = loaded->sources[0].name;
    source.sessions_per_s = 3;
    source.shape = loaded->sources[0].shape; /* of no points */
    SAME(source, loaded->sources[0]);
    cr_assert_eq(loaded->protections_n, 1);
    for (size_t i = 0; i < loaded->protections_n; i++) {
        const struct config_protection *p = &loaded->protections[i];
        char params[256];
        cr_assert_leq(p->kind->params_bytes, sizeof params);
        config_default_params(p->kind, params);
        cr_assert_eq(memcmp(params, p->params, p->kind->params_bytes), 0, "%s", p->kind->name);
    }
    scenario_free(s);
}

/* And these are the defaults that the documentation promises. */
Test(config_default, is_what_is_documented)
{
    struct config c = config_default();
    cr_assert_eq(c.run.window_ns, NS_PER_S);
    cr_assert_eq(c.run.seed, 1);
    cr_assert_eq(c.keys.popularity.exponent, 0.99);
    cr_assert_eq(c.servers.workers, COUNT_UNLIMITED);
    cr_assert(c.cache.present);
    cr_assert_eq(c.cache.ttl_ns, TIME_NEVER);
    cr_assert_eq(c.database.kind, DATABASE_CONNECTIONS);
    cr_assert_eq(c.sources_n + c.events_n + c.protections_n, 0);
    struct config_source s = config_default_source();
    cr_assert_eq(s.reads_per_session, 1);
    cr_assert_eq(s.retry.attempts, 1);
    cr_assert_eq(s.deadline_ns, TIME_NEVER);
}
