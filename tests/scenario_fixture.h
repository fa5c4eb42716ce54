/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_fixture.h: scenarios from short texts, and what the loader says about them. */
#ifndef HERDSIM_SCENARIO_FIXTURE_H
#define HERDSIM_SCENARIO_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "model/protection.h"
#include "scenario/scenario.h"

#define SCENARIO_RUN "\"version\": 1, \"name\": \"x\", \"run\": {\"duration\": \"60s\"}, "
#define SCENARIO_KEYS "\"keys\": {\"count\": \"1k\", \"names\": {\"user:charlie\": 1}}, "
#define SCENARIO_TRAFFIC "\"traffic\": [{\"name\": \"web\", \"sessions_per_second\": 100}]"
/* A whole scenario with more members behind: SCENARIO(", \"cache\": null"). */
#define SCENARIO(more) "{" SCENARIO_RUN SCENARIO_KEYS SCENARIO_TRAFFIC more "}"

/* Loads a text with some --set; *said is what the loader wrote, to be freed. */
static inline struct scenario *scenario_try(const char *text, const char *const *set, size_t set_n, char **said)
{
    size_t bytes = 0;
    bool unreadable = true;
    FILE *errors = open_memstream(said, &bytes);
    struct scenario_options options = {.set = set, .set_n = set_n};
    struct scenario *s = scenario_load_text("t.json", text, strlen(text), &options, errors, &unreadable);
    fclose(errors);
    cr_assert(!unreadable);
    return s;
}

/* Loads a text that must be good. */
static inline struct scenario *scenario_good(const char *text, const char *const *set, size_t set_n)
{
    char *said = NULL;
    struct scenario *s = scenario_try(text, set, set_n, &said);
    cr_assert_not_null(s, "%s", said);
    cr_assert_str_eq(said, "");
    free(said);
    return s;
}

/* Loads a text that must be refused with exactly these lines. */
static inline void scenario_refused(const char *text, const char *const *set, size_t set_n, const char *expected)
{
    char *said = NULL;
    struct scenario *s = scenario_try(text, set, set_n, &said);
    cr_assert_null(s);
    cr_assert_str_eq(said, expected);
    free(said);
}

#endif
