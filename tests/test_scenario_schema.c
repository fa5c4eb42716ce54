/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON Schema and the field reference: both know exactly the fields that the loader knows. */
#include <cjson/cJSON.h>

#include "scenario_fixture.h"

static char *written(void (*write)(FILE *))
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    write(out);
    fclose(out);
    return text;
}

/* What stands behind anyOf (a value or null) and oneOf (kinds): those of the schemas that have properties. */
static bool knows(const cJSON *schema, const char *name, const cJSON **found)
{
    const cJSON *properties = cJSON_GetObjectItemCaseSensitive(schema, "properties");
    *found = cJSON_GetObjectItemCaseSensitive(properties, name);
    const cJSON *one = NULL;
    for (int i = 0; *found == NULL && i < 2; i++) {
        cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(schema, i == 0 ? "anyOf" : "oneOf"))
        {
            if (knows(one, name, found)) {
                break;
            }
        }
    }
    return *found != NULL;
}

static const cJSON *items_of(const cJSON *schema)
{
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(schema, "anyOf"))
    {
        if (cJSON_HasObjectItem(one, "items")) {
            return cJSON_GetObjectItemCaseSensitive(one, "items");
        }
    }
    return NULL;
}

static bool is_described(const cJSON *schema)
{
    return cJSON_HasObjectItem(schema, "description") || cJSON_HasObjectItem(schema, "const");
}

/* Every member of the tree, down to distributions and other choices, is one that the schema describes. */
static size_t walk(const cJSON *tree, const cJSON *schema)
{
    size_t n = 0;
    const cJSON *member = NULL, *element = NULL, *found = NULL;
    cJSON_ArrayForEach(member, tree)
    {
        cr_assert(knows(schema, member->string, &found), "%s", member->string);
        cr_assert(cJSON_HasObjectItem(found, "description") || cJSON_HasObjectItem(found, "const"), "%s",
                  member->string);
        n++;
        const cJSON *inner = NULL;
        if (cJSON_IsObject(member) && member->child != NULL && knows(found, member->child->string, &inner) &&
            is_described(inner)) {
            n += walk(member, found);
        }
        if (cJSON_IsArray(member)) {
            cJSON_ArrayForEach(element, member)
            {
                n += walk(element, items_of(found));
            }
        }
    }
    return n;
}

static const char whole[] =
    "{" SCENARIO_RUN SCENARIO_KEYS SCENARIO_TRAFFIC
    ", \"cache\": {\"ttl\": \"60s\", \"capacity\": 500}, \"protections\": "
    "{\"coalescing\": {\"scope\": \"cluster\"}, \"jitter\": {}, \"refresh\": {}, \"prewarm\": "
    "{\"top\": 10}}, \"events\": "
    "[{\"at\": 5, \"do\": \"traffic\", \"x\": 2.5}, {\"at\": 1, \"do\": \"expire_key\", "
    "\"key\": \"#3\"}, {\"at\": 2, \"do\": "
    "\"cutover\"}, {\"at\": 3, \"do\": \"node_loss\", \"node\": 0, \"mode\": \"fail\"}, {\"at\": 4, \"do\": "
    "\"node_return\", \"key\": \"#1\"}, {\"at\": 5, \"do\": \"db_down\", \"for\": 1}], "
    "\"app_servers\": {\"local_cache\": {\"ttl\": 5}}, \"slo\": {\"p99\": \"1ms\"}, \"expect\": [{\"metric\": "
    "\"episodes\", "
    "\"op\": \">\", \"value\": \"1k\"}]}";

Test(scenario_schema, it_knows_every_field_of_a_resolved_scenario)
{
    char *schema_text = written(scenario_write_schema);
    cJSON *schema = cJSON_Parse(schema_text);
    cr_assert_not_null(schema, "the schema is no JSON");
    struct scenario *s = scenario_good(whole, NULL, 0);
    cr_assert_gt(walk(s->resolved, schema), 60);
    scenario_free(s);
    const cJSON *found = NULL;
    cr_assert(!knows(schema, "cahce", &found));
    cJSON_Delete(schema);
    free(schema_text);
}

Test(scenario_schema, the_reference_names_every_object_and_field)
{
    static const char *const expected[] = {"### `top`",
                                           "### `run`",
                                           "### `traffic[]`",
                                           "### `traffic[].burst`",
                                           "### `app_servers.db_pool`",
                                           "### `cache`",
                                           "### `protections.coalescing`",
                                           "### `protections.prewarm`",
                                           "### `events[]`",
                                           "### `expect[]`",
                                           "### Distributions",
                                           "| `ttl` | duration | 1ns to 365d | no limit |",
                                           "| `duration` | duration | 1ms to 365d | **required** |",
                                           "With `\"scope\": \"cluster\"`",
                                           "With `\"do\": \"cutover\"`",
                                           "| `eviction` | word |",
                                           "`lock_ttl`",
                                           "`pareto`",
                                           "| `count` | count | 1 to 4G | **required** |",
                                           "`{\"zipf\": {\"top_share\": [a, b]}}`"};
    char *text = written(scenario_write_reference);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        cr_assert_not_null(strstr(text, expected[i]), "%s", expected[i]);
    }
    /* A table whose rows have different numbers of cells would not be drawn. */
    size_t bars = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t n = 0;
        for (const char *p = line; line[0] == '|' && *p != '\0'; p++) {
            n += *p == '|' && (p == line || p[-1] != '\\');
        }
        cr_assert(bars == 0 || n == 0 || n == bars, "%s", line);
        bars = n;
    }
    free(text);
}
