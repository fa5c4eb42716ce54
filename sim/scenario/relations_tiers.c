/* relations_tiers.c: the cache tier, local caches and the database. */
#include "model/local.h"
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

/* Entries that all servers together may come to hold. Without a capacity and from cold it is the run's reads that limit
 * them. */
void relations_local(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_local *l = &c->servers.local;
    uint64_t servers_n = c->servers.count, keys_n = c->keys.count, n = l->capacity;
    if (!l->present || !reader_good_count(servers_n) || !reader_good_count(keys_n) || !reader_good_count(n) ||
        (n == COUNT_UNLIMITED && l->start == CACHE_START_COLD)) {
        return;
    }
    n = n < keys_n ? n : keys_n;
    if (n > LOCAL_ENTRIES_MAX / servers_n) {
        errors_add(r->errors, relations_at(r, root, "/app_servers/local_cache/capacity"),
                   "expected at most %llu entries on each of %llu app_servers, got %llu",
                   (unsigned long long)(LOCAL_ENTRIES_MAX / servers_n), (unsigned long long)servers_n,
                   (unsigned long long)n);
    }
}

void relations_database(struct reader *r, const cJSON *root, const struct config *c)
{
    if (c->database.kind == DATABASE_THROUGHPUT) {
        relations_backoff(r, root, "/database/retry", "base", &c->database.client_backoff);
    }
}
