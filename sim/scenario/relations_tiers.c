/* relations_tiers.c: the cache tier and the database. */
#include "scenario/relations_parts.h"

void relations_cache(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_cache *cache = &c->cache;
    if (!cache->present) {
        return;
    }
    relations_at_most(r, relations_at(r, root, "/cache/nodes"), cache->nodes, "cache.capacity", cache->capacity);
    if (cache->start == CACHE_START_PREWARMED) {
        struct errors_place place = relations_at(r, root, "/cache/start/prewarmed");
        relations_at_most(r, place, cache->prewarmed, "keys.count", c->keys.count);
        relations_at_most(r, place, cache->prewarmed, "cache.capacity", cache->capacity);
    }
}

void relations_database(struct reader *r, const cJSON *root, const struct config *c)
{
    if (c->database.kind == DATABASE_THROUGHPUT) {
        relations_backoff(r, root, "/database/retry", "base", &c->database.client_backoff);
    }
}
