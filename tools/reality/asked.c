/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asked.c: see asked.h. A part of the model that the load program does not have is refused, so that it can never be
 * compared with something else.
 */
#include "asked.h"
#include "events/registry.h"

#include <math.h>
#include <string.h>

#include "model/protection.h"
#include "protections/registry.h"

enum { WORKERS_MOST = 256, CONNECTIONS_MOST = 200, SERVERS_MOST = 16 };

static const void *place(const struct config_protection *p, const char *field)
{
    const struct field *f = p->kind->fields;
    while (strcmp(f->name, field) != 0) {
        f++;
    }
    return (const char *)p->params + f->offset;
}

static int64_t duration_ns(const struct config_protection *p, const char *field)
{
    return *(const int64_t *)place(p, field);
}

static double number(const struct config_protection *p, const char *field)
{
    return *(const double *)place(p, field);
}

static bool ask_protection(const struct config *c, const struct config_protection *p, struct asked *out)
{
    if (p->kind == &coalesce_server_protection) {
        out->coalescing = ASKED_SERVER;
    } else if (p->kind == &coalesce_cluster_protection) {
        out->coalescing = ASKED_CLUSTER;
        out->lock_ttl_ns = duration_ns(p, "lock_ttl");
        out->poll_ns = duration_ns(p, "poll");
        out->wait_limit_ns = duration_ns(p, "wait_limit");
    } else if (p->kind == &jitter_protection) {
        out->spread = number(p, "spread");
    } else if (p->kind == &refresh_protection) {
        double ttl_ns = (double)c->cache.ttl_ns;
        out->refreshes = true;
        out->watch = (struct store_watch){.ahead_ns = (int64_t)(number(p, "ahead") * ttl_ns),
                                          .observe_ns = (int64_t)(number(p, "observe") * ttl_ns),
                                          .hot_rate_per_s = number(p, "hot_rate"),
                                          .hot_reads = *(const uint64_t *)place(p, "hot_reads")};
    } else {
        return false;
    }
    return true;
}

static const char *users_and_servers(const struct config *c)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        if (s->reads_per_session != 1 || s->deadline_ns != TIME_NEVER || s->retry.attempts != 1) {
            return "sessions of one read, without deadline and retries";
        }
    }
    const struct config_servers *s = &c->servers;
    if (s->count > SERVERS_MOST || s->workers > WORKERS_MOST || s->accept_queue != COUNT_UNLIMITED) {
        return "at most 16 app servers with at most 256 workers each, and no accept_queue";
    }
    if (s->local.present || s->pool_wait_timeout_ns != TIME_NEVER) {
        return "no local_cache and no wait_timeout";
    }
    return NULL;
}

static const char *tiers(const struct config *c)
{
    const struct config_cache *k = &c->cache;
    if (!k->present || k->nodes != 1 || k->capacity != COUNT_UNLIMITED || k->ttl_ns == TIME_NEVER ||
        k->start == CACHE_START_WARM || isfinite(k->node_rate_per_s) || c->keys.update_rate_per_s > 0) {
        return "one cache node without limits, with a TTL, cold or prewarmed, and values that do not change";
    }
    const struct config_database *d = &c->database;
    uint64_t connections =
        c->servers.pool_size > CONNECTIONS_MOST ? UINT64_MAX : c->servers.pool_size * c->servers.count;
    if (connections > CONNECTIONS_MOST || connections > d->connections) {
        return "pools of at most 200 connections together, no more than the database has";
    }
    if (d->kind != DATABASE_CONNECTIONS || d->timeout_ns != TIME_NEVER || d->cores != COUNT_UNLIMITED ||
        d->contention > 0 || d->coherency > 0) {
        return "a database of connections, without timeout, cores or contention";
    }
    return NULL;
}

const char *asked_of(const struct config *c, struct asked *out)
{
    *out = (struct asked){0};
    const char *why = users_and_servers(c);
    why = why == NULL ? tiers(c) : why;
    for (size_t i = 0; why == NULL && i < c->events_n; i++) {
        bool can = c->events[i].type == &cache_restart_event || c->events[i].type == &expire_key_event;
        why = can ? NULL : "no events but cache_restart and expire_key";
    }
    for (size_t i = 0; why == NULL && i < c->protections_n; i++) {
        why = ask_protection(c, &c->protections[i], out) ? NULL : "no protections but coalescing, jitter and refresh";
    }
    return why;
}
