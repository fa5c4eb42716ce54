/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_tiers.c: the cache tier, local caches and the database. */
#include "model/caches/local.h"
#include "model/event.h"
#include "scenario/constraints_parts.h"

static bool queries_can_fail(const struct config *c)
{
    const struct config_database *d = &c->database;
    bool can = d->kind == DATABASE_THROUGHPUT || d->queue_limit != COUNT_UNLIMITED || d->timeout_ns != TIME_NEVER ||
               (c->servers.pool_size != COUNT_UNLIMITED && c->servers.pool_wait_timeout_ns != TIME_NEVER);
    return can || event_fails_queries(c);
}

void constraints_cache(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_cache *cache = &c->cache;
    if (!cache->present) {
        return;
    }
    constraints_at_most(r, constraints_at(r, root, "/cache/nodes"), cache->nodes, "cache.capacity", cache->capacity);
    if (cache->start == CACHE_START_PREWARMED) {
        struct errors_place place = constraints_at(r, root, "/cache/start/prewarmed");
        constraints_at_most(r, place, cache->prewarmed, "keys.count", c->keys.count);
        constraints_at_most(r, place, cache->prewarmed, "cache.capacity", cache->capacity);
    }
    if (cache->on_db_error == CACHE_ERROR_DELETE && !queries_can_fail(c)) {
        errors_add(
            r->errors, constraints_at(r, root, "/cache/on_db_error"),
            "means nothing where no query can fail: no timeout of database or pool, no \"queue_limit\", no outage "
            "that refuses");
    }
}

/* Entries that all servers together may come to hold. Without a capacity and from cold it is the run's reads that limit
 * them. */
void constraints_local(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_local *l = &c->servers.local;
    uint64_t servers_n = c->servers.count, keys_n = c->keys.count, n = l->capacity;
    if (!l->present || !reader_good_count(servers_n) || !reader_good_count(keys_n) || !reader_good_count(n) ||
        (n == COUNT_UNLIMITED && l->start == CACHE_START_COLD)) {
        return;
    }
    n = n < keys_n ? n : keys_n;
    if (n > LOCAL_ENTRIES_MAX / servers_n) {
        errors_add(r->errors, constraints_at(r, root, "/app_servers/local_cache/capacity"),
                   "expected at most %llu entries on each of %llu app_servers, got %llu",
                   (unsigned long long)(LOCAL_ENTRIES_MAX / servers_n), (unsigned long long)servers_n,
                   (unsigned long long)n);
    }
}

void constraints_database(struct reader *r, const cJSON *root, const struct config *c)
{
    if (c->database.kind == DATABASE_THROUGHPUT) {
        constraints_backoff(r, root, "/database/retry", "base", &c->database.client_backoff);
    }
}
