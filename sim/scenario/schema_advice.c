/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_advice.c: the tables of "advise". */
#include "scenario/schema_parts.h"

#include "scenario/scenario.h"

#define COST_MOST 1e15

#define OPTION(member) offsetof(struct scenario_option, member)
static const struct field option_fields[] = {
    {"name", FIELD_STRING, OPTION(name), 1, 40, NULL, NULL, "as the answer calls it"},
    {"cost", FIELD_NUMBER, OPTION(cost), 0, COST_MOST, NULL, NULL,
     "in the block's unit; costs of several options add up"},
    SCHEMA_END,
};
static const struct schema_child option_children[] = {
    {.name = "change",
     .form = SCHEMA_MAP,
     .type = "object: a patch",
     .schema = "{\"type\": \"object\"}",
     .help =
         "what it does to the scenario, as a variant's patch does; two options may change the same field only if one "
         "excludes the other",
     .read = read_advice_change},
    {.name = "excludes",
     .form = SCHEMA_CHOICE,
     .fallback = "[]",
     .type = "list of names",
     .schema = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}",
     .help = "options that cannot be had together with it",
     .read = read_advice_excludes},
    {.name = NULL},
};
static const struct schema_object option_object = {.heading = "advise.options[]",
                                                   .help = "Something that could be done.",
                                                   .fields = option_fields,
                                                   .children = option_children};

#define ADVICE(member) offsetof(struct scenario_advice, member)
static const struct field advice_fields[] = {
    {"unit", FIELD_STRING, ADVICE(unit), 0, 30, "\"\"", NULL, "of all costs, as people say it: \"$/month\", \"days\""},
    {"share", FIELD_RATIO, ADVICE(share), 0.5, 0.999, "\"95%\"", NULL,
     "of all runs (seeds) in which the SLO must hold throughout"},
    {"confidence", FIELD_RATIO, ADVICE(confidence), 0.5, 0.9999, "\"95%\"", NULL,
     "with which everything that the answer claims must hold, all of it together"},
    SCHEMA_END,
};
static const struct schema_child advice_children[] = {
    {.name = "options",
     .form = SCHEMA_LIST,
     .object = &option_object,
     .most = SCENARIO_OPTIONS_MAX,
     .type = "list of objects",
     .help = "what could be done",
     .read = read_advice_options},
    {.name = NULL},
};
const struct schema_object schema_advice_block = {.heading = "advise",
                                                  .help = "What could be done and what each costs; `herdsim advise` "
                                                          "finds the cheapest set of options under which the SLO "
                                                          "holds. `run` does not read it.",
                                                  .fields = advice_fields,
                                                  .children = advice_children};
