/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_cache.c: the cache tier, which alone can be switched off by null, and how it starts. */
#include "scenario/read_parts.h"

#include <string.h>

#include "scenario/raw.h"

#define START_WORDS "\"cold\", \"warm\" or {\"prewarmed\": how many}"

void read_cache_cache(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config_cache *cache = &((struct raw *)out)->config.cache;
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(owner, self->name);
    cache->present = node == NULL || !cJSON_IsNull(node);
    reader_object(r, reader_container(r, owner, self, NULL), self->object, cache);
}

static void read_start(struct reader *r, const cJSON *node, struct config_cache *cache)
{
    static const char *const words[] = {"cold", "warm", "prewarmed"};
    static const struct field prewarmed_field = {.name = "prewarmed", .type = FIELD_COUNT, .min = 1, .max = 4e9};
    if (cJSON_IsString(node) && strcmp(node->valuestring, "cold") == 0) {
        cache->start = CACHE_START_COLD;
        return;
    }
    if (cJSON_IsString(node) && strcmp(node->valuestring, "warm") == 0) {
        cache->start = CACHE_START_WARM;
        return;
    }
    if (!cJSON_IsObject(node)) {
        errors_add(r->errors, errors_at(node), "expected " START_WORDS ", got %s%s", tree_describe(r->arena, node),
                   cJSON_IsString(node) ? reader_hint(r, node->valuestring, words, 2) : "");
        return;
    }
    const cJSON *count = reader_only_member(r, node, words + 2, 1, START_WORDS);
    if (count == NULL) {
        return;
    }
    cache->start = CACHE_START_PREWARMED;
    if (!reader_value(r, count, &prewarmed_field, &cache->prewarmed)) {
        cache->prewarmed = READER_BAD_COUNT;
    }
}

void read_cache_start(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    const cJSON *node = tree_get(owner, self->name);
    if (node != NULL) {
        read_start(r, node, out);
        return;
    }
    cJSON *fallback = tree_of_text(self->fallback);
    read_start(r, fallback, out);
    cJSON_Delete(fallback);
}
