/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_study.c: the table of "study", and its reading. */
#include "scenario/schema_parts.h"

#include <string.h>

#include "scenario/scenario.h"

#define REPLICATIONS_MOST 10000

static void read_vary(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct scenario_study *study = out;
    const cJSON *node = tree_get(owner, self->name), *text = NULL;
    if (node == NULL) {
        return;
    }
    if (!cJSON_IsArray(node) || cJSON_GetArraySize(node) < 1 || cJSON_GetArraySize(node) > SCENARIO_VARY_MAX) {
        reader_expected(r, node, "a list of 1 to 8 texts as --vary takes them");
        return;
    }
    cJSON_ArrayForEach(text, node)
    {
        const char *equals = cJSON_IsString(text) ? strchr(text->valuestring, '=') : NULL;
        if (equals == NULL || equals == text->valuestring || equals[1] == '\0') {
            reader_expected(r, text, "PATH=VALUES, as \"database.connections=50,100\"");
        } else {
            study->vary[study->vary_n++] = arena_copy(r->arena, text->valuestring);
        }
    }
}

static const struct field study_fields[] = {
    {"replications", FIELD_COUNT, offsetof(struct scenario_study, replications), 1, REPLICATIONS_MOST, "1", NULL,
     "each point under so many seeds, the same ones everywhere"},
    SCHEMA_END,
};
static const struct schema_child study_children[] = {
    {.name = "vary",
     .form = SCHEMA_CHOICE,
     .type = "list of texts",
     .schema = "{\"type\": \"array\", \"minItems\": 1, \"maxItems\": 8, \"items\": {\"type\": \"string\"}}",
     .help = "fields and their values, each as `sweep --vary` takes it: \"PATH=A,B,C\" or \"PATH=LO:HI:N[:log]\"",
     .read = read_vary},
    {.name = NULL},
};
const struct schema_object schema_study_block = {
    .heading = "study",
    .help = "What `herdsim sweep` varies where its command line has no --vary. `run` does not read it.",
    .fields = study_fields,
    .children = study_children};
