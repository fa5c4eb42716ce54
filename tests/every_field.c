/* SPDX-License-Identifier: GPL-3.0-or-later */
/* every_field.c: a field is tried by two runs that differ in it alone: some result must differ too. */
#include "every_field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/engine/sim.h"
#include "report/files/summary.h"
#include "report/report.h"
#include "scenario/merge.h"
#include "scenario/scenario.h"

enum { VALUES_MAX = 16, VARIANTS_MAX = 4, EXPECTATIONS_MAX = 4, PATH_BYTES = 200 };

cJSON *every_field_file(void)
{
    static char text[200000];
    FILE *in = fopen(EVERY_FIELD_FILE, "r");
    cr_assert_not_null(in, "run this from the top of the source tree");
    size_t length = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    cr_assert_lt(length, sizeof text - 1);
    cJSON *file = cJSON_ParseWithOpts(text, NULL, true);
    cr_assert_not_null(file, EVERY_FIELD_FILE " is no JSON near: %.60s", cJSON_GetErrorPtr());
    return file;
}

/* Puts a value where a dotted path leads; objects on the way are made. */
static void put(cJSON *root, const char *at, const cJSON *value)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s", at);
    cJSON *here = root;
    for (char *step = path, *next = NULL; step != NULL; step = next) {
        next = strchr(step, '.');
        if (next != NULL) {
            *next++ = '\0';
        }
        cJSON *leaf = next == NULL ? cJSON_Duplicate(value, true) : NULL;
        if (cJSON_IsArray(here)) {
            cr_assert_lt(atoi(step), cJSON_GetArraySize(here), "%s leads nowhere", at);
            if (leaf != NULL) {
                cJSON_ReplaceItemInArray(here, atoi(step), leaf);
            }
            here = cJSON_GetArrayItem(here, atoi(step));
            continue;
        }
        cJSON *old = cJSON_GetObjectItemCaseSensitive(here, step);
        if (leaf != NULL || (!cJSON_IsObject(old) && !cJSON_IsArray(old))) {
            cJSON_DeleteItemFromObjectCaseSensitive(here, step);
            cJSON_AddItemToObject(here, step, leaf != NULL ? leaf : cJSON_CreateObject());
        }
        here = cJSON_GetObjectItemCaseSensitive(here, step);
    }
}

/* The scenario of an entry, without the field. */
static cJSON *tree_of(const cJSON *file, const cJSON *entry)
{
    struct schema_at top = schema_tables_top();
    struct tree_origins origins = tree_origins_new(arena_new());
    struct errors errors = {.origins = &origins};
    cJSON *tree = cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(file, "base"), true);
    const cJSON *patches = cJSON_GetObjectItemCaseSensitive(file, "patches"), *on = NULL;
    cJSON_ArrayForEach(on, cJSON_GetObjectItemCaseSensitive(entry, "on"))
    {
        const cJSON *patch = cJSON_GetObjectItemCaseSensitive(patches, on->valuestring);
        cr_assert_not_null(patch, "%s: there is no patch \"%s\"", entry->string, on->valuestring);
        merge_patch(tree, patch, &top, &errors);
    }
    merge_patch(tree, cJSON_GetObjectItemCaseSensitive(entry, "with"), &top, &errors);
    cr_assert_eq(errors.n, 0, "%s: a patch does not fit", entry->string);
    arena_free(origins.arena);
    return tree;
}

/* The summary of a loaded scenario's run. */
static cJSON *summary_of(const struct scenario *s)
{
    struct results *results[VARIANTS_MAX];
    struct report_expectation expectations[EXPECTATIONS_MAX];
    const struct sim_options options = {.stop = NULL};
    cr_assert_leq(s->variants_n, (size_t)VARIANTS_MAX);
    cr_assert_leq(s->expectations_n, (size_t)EXPECTATIONS_MAX);
    for (size_t i = 0; i < s->variants_n; i++) {
        cr_assert_eq(sim_run(&s->variants[i], &options, &results[i]), SIM_DONE);
    }
    for (size_t i = 0; i < s->expectations_n; i++) {
        const struct expectation *e = &s->expectations[i];
        expectations[i] = (struct report_expectation){e->metric, e->variant, (enum report_op)e->op, e->value, e->text};
    }
    struct report_run run = {.name = s->name,
                             .title = s->title,
                             .about = s->about,
                             .results = results,
                             .results_n = s->variants_n,
                             .expectations = expectations,
                             .expectations_n = s->expectations_n};
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    cr_assert(summary_print(out, &run));
    fclose(out);
    cJSON *summary = cJSON_Parse(text);
    free(text);
    for (size_t i = 0; i < s->variants_n; i++) {
        results_free(results[i]);
    }
    return summary;
}

/* Takes out what only repeats the scenario: words, instants that it states, and of expectations all but the outcome. */
static void keep_results(cJSON *summary)
{
    cJSON *one = NULL, *recovery = NULL;
    cJSON_DeleteItemFromObjectCaseSensitive(summary, "scenario");
    cJSON_DeleteItemFromObjectCaseSensitive(summary, "title");
    cJSON_DeleteItemFromObjectCaseSensitive(summary, "about");
    cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(summary, "variants"))
    {
        cJSON_DeleteItemFromObjectCaseSensitive(one, "incident");
        cJSON_DeleteItemFromObjectCaseSensitive(one, "simulated_seconds");
        cJSON_DeleteItemFromObjectCaseSensitive(one, "keys");
        recovery = cJSON_GetObjectItemCaseSensitive(one, "recovery");
        cJSON_DeleteItemFromObjectCaseSensitive(recovery, "trigger");
        cJSON_DeleteItemFromObjectCaseSensitive(recovery, "trigger_over");
    }
    cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(summary, "expectations"))
    {
        cJSON *outcome = cJSON_DetachItemFromObjectCaseSensitive(one, "outcome");
        while (one->child != NULL) {
            cJSON_Delete(cJSON_DetachItemViaPointer(one, one->child));
        }
        cJSON_AddItemToObject(one, "outcome", outcome);
    }
}

/* What comes out with a value, as text to be freed. */
static char *results_with(const cJSON *file, const cJSON *entry, const char *at, const cJSON *value)
{
    cJSON *tree = tree_of(file, entry);
    put(tree, at, value);
    char *text = cJSON_PrintUnformatted(tree), *said = NULL;
    size_t bytes = 0;
    bool unreadable = false;
    FILE *errors = open_memstream(&said, &bytes);
    struct scenario *s = scenario_load_text(EVERY_FIELD_FILE, text, strlen(text), NULL, errors, &unreadable);
    fclose(errors);
    free(text);
    cJSON_Delete(tree);
    if (s == NULL) {
        cr_expect(cJSON_HasObjectItem(entry, "refused"), "%s: %s", entry->string, said);
        return said;
    }
    free(said);
    cJSON *summary = summary_of(s);
    if (!cJSON_HasObjectItem(entry, "shown")) {
        keep_results(summary);
    }
    text = cJSON_PrintUnformatted(summary);
    cJSON_Delete(summary);
    scenario_free(s);
    return text;
}

void every_field_try(const cJSON *file, const cJSON *entry, const char *at)
{
    const cJSON *elsewhere = cJSON_GetObjectItemCaseSensitive(entry, "at");
    const cJSON *values = cJSON_GetObjectItemCaseSensitive(entry, "values"), *value = NULL;
    bool neighbours = cJSON_HasObjectItem(entry, "neighbours");
    char *results[VALUES_MAX];
    size_t n = 0;
    cJSON_ArrayForEach(value, values)
    {
        cr_assert_lt(n, (size_t)VALUES_MAX);
        results[n] = results_with(file, entry, elsewhere == NULL ? at : elsewhere->valuestring, value);
        for (size_t i = neighbours && n > 0 ? n - 1 : 0; i < n; i++) {
            cr_expect_str_neq(results[n], results[i], "%s: values %zu and %zu lead to the same results", entry->string,
                              i, n);
        }
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        free(results[i]);
    }
}
