/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_keys.c: the table of "keys". */
#include "scenario/schema_parts.h"

#define KEYS(member) offsetof(struct config_keys, member)
static const struct field keys_fields[] = {
    {"count", FIELD_COUNT, KEYS(count), 1, FIELD_KEYS_MOST, NULL, NULL, "how many different keys there are"},
    {"update_rate", FIELD_RATE, KEYS(update_rate_per_s), 0, SCHEMA_COUNT_MOST, "0", NULL,
     "how often the database replaces the value of a key; makes outdated reads visible"},
    {"placement", FIELD_COUNT, KEYS(placement), 0, 0x1p53, "null", NULL,
     "seed of which cache node and which partition each key lies on; left out: that of the run, so that another seed, "
     "or replication, has another placement"},
    SCHEMA_END,
};
static const struct schema_child keys_children[] = {
    {.name = "popularity",
     .form = SCHEMA_CHOICE,
     .fallback = "{\"zipf\": 0.99}",
     .type = "`\"uniform\"`, `{\"zipf\": s}`, `{\"zipf\": {\"top_share\": [a, b]}}`, `{\"zipf\": "
             "{\"unique_per_second\": r}}` or `{\"zipf\": {\"hit_ratio\": h}}`",
     .schema =
         "{\"oneOf\": [{\"const\": \"uniform\"}, {\"type\": \"object\", \"additionalProperties\": false, "
         "\"required\": [\"zipf\"], \"properties\": {\"zipf\": {\"oneOf\": [{\"type\": \"number\", \"minimum\": 0, "
         "\"maximum\": 10}, {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"top_share\"], "
         "\"properties\": {\"top_share\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/ratio\"}, "
         "\"minItems\": 2, \"maxItems\": 2}}}, {\"type\": \"object\", \"additionalProperties\": false, "
         "\"required\": [\"unique_per_second\"], \"properties\": {\"unique_per_second\": "
         "{\"$ref\": \"#/$defs/ratio\"}}}, {\"type\": \"object\", \"additionalProperties\": false, "
         "\"required\": [\"hit_ratio\"], \"properties\": {\"hit_ratio\": {\"$ref\": \"#/$defs/ratio\"}}}]}}}]}",
     .help =
         "which keys are read: all alike, or Zipf's law by its exponent s, so that the share a of the keys takes the "
         "share b of the reads, so that among the reads of one second (of the sources without `key`) the share r "
         "are of different keys, or so that the caches answer the share h of the reads in the long run, by their ttl "
         "and "
         "capacity (solved for the first variant; the others have the same keys)",
     .read = read_keys_popularity},
    {.name = "names",
     .form = SCHEMA_MAP,
     .fallback = "{}",
     .most = 5000,
     .type = "object: name to rank",
     .schema = "{\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [{\"$ref\": \"#/$defs/count\"}, "
               "{\"type\": \"null\"}]}}",
     .help = "names for single keys, by popularity rank; 1 is the most popular",
     .read = read_keys_names},
    {.name = NULL},
};
const struct schema_object schema_keys_object = {
    .heading = "keys", .help = "What is read.", .fields = keys_fields, .children = keys_children};
