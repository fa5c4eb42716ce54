/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice on simulated systems, small ones: the cheapest set is that of a search through all, and every field of the block
 * matters.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "study/advise.h"
#include "study/advise_offer.h"
#include "study/advise_words.h"

/* 400 users/s, whose queries take 10 ms: four connections are full, and with six or seven the p99 is below 80 ms. */
#define SYSTEM(options)                                                                                                \
    "{\"version\": 1, \"name\": \"small\", \"run\": {\"duration\": \"5s\", \"window\": \"1s\"}, \"keys\": "            \
    "{\"count\": 100},"                                                                                                \
    "\"cache\": null, \"app_servers\": {\"count\": 2}, \"slo\": {\"p99\": \"100ms\"},"                                 \
    "\"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 400, \"reads_per_session\": 1}],"                        \
    "\"database\": {\"connections\": 4, \"service\": {\"exponential\": \"10ms\"}}, \"advise\": " options "}"

#define OPTIONS                                                                                                        \
    "\"options\": [{\"name\": \"more\", \"cost\": 5, \"change\": {\"database\": {\"connections\": 7}}},"               \
    "{\"name\": \"one more\", \"cost\": 1, \"change\": {\"database\": {\"connections\": 5}}, \"excludes\": "           \
    "[\"more\"]},"                                                                                                     \
    "{\"name\": \"faster\", \"cost\": 2, \"change\": {\"database\": {\"service\": {\"exponential\": \"9ms\"}}}},"      \
    "{\"name\": \"shed\", \"cost\": 1, \"change\": {\"protections\": {\"shedding\": {\"by\": \"concurrency\", "        \
    "\"limit\": 1}}}}]"

struct advice {
    struct design design;
    struct advise a;
};

static void give(struct advice *x, const char *scenario, const char *hold)
{
    struct trials trials = {.name = "test", .errors = stderr};
    bool unreadable;
    *x = (struct advice){
        .design = {
            .version = "test", .replications = 1, .path = "test.json", .text = scenario, .text_n = strlen(scenario)}};
    x->a.design = &x->design;
    cr_assert(design_complete(&x->design, stderr, &unreadable));
    cr_assert(condition_parse(hold, "--hold", &x->a.condition, stderr));
    cr_assert_eq(advise_prepare(&x->a, stderr), ADVISE_DONE);
    room_init(&trials.room);
    cr_assert_eq(advise_run(&x->a, &trials), ADVISE_DONE);
    room_free(&trials.room);
}

static void forget(struct advice *x)
{
    advise_free(&x->a);
    design_free(&x->design);
}

/* The answer in words, and how many runs it took; to be freed. */
static char *words_of(const char *scenario)
{
    struct advice x;
    char *words = NULL;
    size_t size;
    FILE *out = open_memstream(&words, &size);
    give(&x, scenario, CONDITION_DEFAULT);
    fprintf(out, "%s %zu runs", advise_words_answer(&x.a).s, x.a.runs_n);
    fclose(out);
    forget(&x);
    return words;
}

/* Each set by itself, of a hundred runs: the cheapest that holds in all of them is the answer, in a quarter of the runs. */
Test(advise, equals_a_search_through_all_sets)
{
    struct advice x;
    give(&x, SYSTEM("{" OPTIONS "}"), CONDITION_DEFAULT);
    const struct selection *s = &x.a.selection;
    cr_assert(advise_has_answer(&x.a));
    enum { RUNS = 100 };
    struct trial list[RUNS];
    size_t wanted = s->sets_n;
    for (size_t i = 0; i < s->sets_n; i++) {
        struct trials trials = {.name = "all", .errors = stderr, .condition = &x.a.condition};
        struct design with = x.design;
        with.options.take = s->set[i].options;
        struct scenario *scenario = design_load_with(&with, NULL, 0, stderr, &(bool){false});
        cr_assert_not_null(scenario);
        size_t held = 0;
        for (size_t r = 0; r < RUNS; r++) {
            list[r] = (struct trial){.config = &scenario->variants[0], .replication = r};
        }
        room_init(&trials.room);
        cr_assert_eq(trials_run(&trials, list, RUNS), CREW_DONE);
        room_free(&trials.room);
        for (size_t r = 0; r < RUNS; r++) {
            held += list[r].held;
        }
        wanted = wanted == s->sets_n && held > RUNS * 97 / 100 ? i : wanted;
        scenario_free(scenario);
    }
    cr_expect_eq(s->answer, wanted, "%s, not %s", advise_words_set(&x.a, s->answer).s,
                 advise_words_set(&x.a, wanted).s);
    cr_expect_leq(x.a.runs_n, s->sets_n * RUNS / 2, "%zu", x.a.runs_n);
    forget(&x);
}

/* Replication r meets the same users with every set, so that a difference is due to the set. */
Test(advise, effects_are_pairs)
{
    struct advice x;
    give(&x, SYSTEM("{" OPTIONS "}"), CONDITION_DEFAULT);
    struct interval queries = advise_effect_difference(&x.a, x.a.selection.answer, 0, 0);
    cr_expect_eq(queries.n, ADVISE_EFFECT_RUNS);
    cr_expect_eq(queries.mean, 0, "no cache, no retries: as many queries as ever");
    struct interval busy = advise_effect_difference(&x.a, x.a.selection.answer, 0, 1);
    cr_expect_lt(busy.high, 0, "the database is less busy");
    forget(&x);
}

Test(advise, every_field_matters)
{
    static const char *const scenarios[] = {
        SYSTEM("{" OPTIONS "}"),
        SYSTEM("{\"unit\": \"days\", " OPTIONS "}"),
        SYSTEM("{\"share\": \"80%\", " OPTIONS "}"),
        SYSTEM("{\"confidence\": \"80%\", " OPTIONS "}"),
        /* name, cost, change */
        SYSTEM("{\"options\": [{\"name\": \"a\", \"cost\": 5, \"change\": {\"database\": {\"connections\": 7}}}]}"),
        SYSTEM("{\"options\": [{\"name\": \"b\", \"cost\": 5, \"change\": {\"database\": {\"connections\": 7}}}]}"),
        SYSTEM("{\"options\": [{\"name\": \"a\", \"cost\": 6, \"change\": {\"database\": {\"connections\": 7}}}]}"),
        SYSTEM("{\"options\": [{\"name\": \"a\", \"cost\": 5, \"change\": {\"database\": {\"connections\": 3}}}]}"),
    };
    enum { N = sizeof scenarios / sizeof scenarios[0] };
    char *words[N];
    for (size_t i = 0; i < N; i++) {
        words[i] = words_of(scenarios[i]);
        for (size_t k = 0; k < i; k++) {
            cr_expect_str_neq(words[i], words[k], "%zu and %zu: %s", i, k, words[i]);
        }
    }
    for (size_t i = 0; i < N; i++) {
        free(words[i]);
    }
}

/* Without a block of its own a scenario is offered the protections that it takes, and only these. */
Test(advise, what_is_offered_loads)
{
    static const char text[] =
        "{\"version\": 1, \"name\": \"x\", \"run\": {\"duration\": \"1s\"}, \"keys\": {\"count\": 10},"
        "\"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 10}], \"cache\": null}";
    struct design d = {.version = "test", .replications = 1, .path = "x", .text = text, .text_n = strlen(text)};
    bool unreadable, none;
    cr_assert(design_complete(&d, stderr, &unreadable));
    char *offer = advise_offer_text(&d, &none);
    cr_assert_not_null(offer);
    cr_expect_null(strstr(offer, "jitter"), "there is no cache: %s", offer);
    cr_expect_not_null(strstr(offer, "bulkhead"), "%s", offer);
    struct scenario *s = design_load_with(&d, (const char *const[]){offer}, 1, stderr, &unreadable);
    cr_assert_not_null(s);
    cr_expect_gt(s->advice.options_n, 0);
    scenario_free(s);
    free(offer);
    design_free(&d);
}
