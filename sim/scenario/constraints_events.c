/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_events.c: what happens during the run. */
#include "scenario/constraints_parts.h"

#include <string.h>

#include "model/protection.h"

static const struct config_source *source_named(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].name != NULL && strcmp(c->sources[i].name, name) == 0) {
            return &c->sources[i];
        }
    }
    return NULL;
}

static void check_traffic_event(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_event *e = &c->events[i];
    if (e->source != NULL) {
        const struct config_source *s = source_named(c, e->source);
        const char **names = arena_take(r->arena, c->sources_n * sizeof *names);
        size_t n = 0;
        for (size_t j = 0; j < c->sources_n; j++) {
            names[n] = c->sources[j].name;
            n += names[n] != NULL;
        }
        if (s == NULL) {
            errors_add(r->errors, constraints_at(r, root, "/events/%zu/source", i),
                       "expected the name of a source of traffic, got \"%s\"%s",
                       tree_printable(r->arena, e->source, 40), reader_hint(r, e->source, names, n));
        } else if (s->rate_kind == SOURCE_BURST) {
            errors_add(r->errors, constraints_at(r, root, "/events/%zu/source", i),
                       "\"%s\" is a burst: it has no rate to change", e->source);
        }
        return;
    }
    for (size_t j = 0; j < c->sources_n; j++) {
        if (c->sources[j].rate_kind != SOURCE_BURST) {
            return;
        }
    }
    errors_add(r->errors, constraints_at(r, root, "/events/%zu", i), "no source has a rate to change: all are bursts");
}

static void check_deploy(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_event *e = &c->events[i];
    if (!c->servers.local.present && e->downtime_ns == 0) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu/do", i),
                   "means nothing without app_servers.local_cache or \"downtime\"");
    }
    if (e->batch != COUNT_UNLIMITED) {
        constraints_at_most(r, constraints_at(r, root, "/events/%zu/batch", i), e->batch, "app_servers.count",
                            c->servers.count);
    }
}

static void check_crash(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    for (size_t p = 0; p < c->protections_n; p++) {
        if (c->protections[p].kind->crash != NULL) {
            return;
        }
    }
    errors_add(r->errors, constraints_at(r, root, "/events/%zu/do", i),
               "means nothing without protections.coalescing of scope \"cluster\"");
}

/* What only one kind has to satisfy. */
static void check_kind(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_event *e = &c->events[i];
    switch (e->kind) {
    case EVENT_TRAFFIC:
        check_traffic_event(r, root, c, i);
        break;
    case EVENT_DEPLOY:
        check_deploy(r, root, c, i);
        break;
    case EVENT_INVALIDATE:
        if (e->top != COUNT_UNLIMITED) {
            constraints_at_most(r, constraints_at(r, root, "/events/%zu/top", i), e->top, "keys.count", c->keys.count);
        }
        break;
    case EVENT_LOCK_HOLDER_CRASH:
        check_crash(r, root, c, i);
        break;
    default: /* nothing, or the kind was wrong and is reported */
        break;
    }
}

static bool needs_tier(enum event_kind kind)
{
    return kind == EVENT_CACHE_RESTART || kind == EVENT_EXPIRE_KEY || kind == EVENT_EXPIRE_ALL ||
           kind == EVENT_CUTOVER || kind == EVENT_NODE_LOSS || kind == EVENT_NODE_RETURN || kind == EVENT_INVALIDATE;
}

static void settle_event(struct reader *r, const cJSON *root, struct config *c, size_t i)
{
    struct config_event *e = &c->events[i];
    if (reader_good_ns(e->at_ns) && reader_good_ns(c->run.duration_ns) && e->at_ns >= c->run.duration_ns) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu/at", i),
                   "expected an instant before the end of the run (%s), got %s",
                   constraints_duration(r, c->run.duration_ns), constraints_duration(r, e->at_ns));
    }
    if (e->key_name != NULL) {
        e->key_rank = constraints_rank_of(r, constraints_at(r, root, "/events/%zu/key", i), c, e->key_name);
    }
    if (needs_tier(e->kind) && !c->cache.present) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu/do", i),
                   "means nothing without a cache (\"cache\" is null)");
    }
    check_kind(r, root, c, i);
}

/* The database cannot be slow twice at once, nor down. */
static void check_overlaps(struct reader *r, const cJSON *root, const struct config *c, const size_t *order,
                           enum event_kind kind)
{
    const struct config_event *last = NULL;
    for (size_t i = 0; i < c->events_n; i++) {
        const struct config_event *e = &c->events[order[i]];
        if (e->kind != kind || !reader_good_ns(e->at_ns) || !reader_good_ns(e->for_ns)) {
            continue;
        }
        if (last != NULL && e->at_ns < last->at_ns + last->for_ns) {
            errors_add(r->errors, constraints_at(r, root, "/events/%zu/at", order[i]),
                       "overlaps the one at %s, which lasts until %s", constraints_duration(r, last->at_ns),
                       constraints_duration(r, last->at_ns + last->for_ns));
        }
        last = e;
    }
}

/* Indices of the events by time; those of the same instant in the order of the file. */
static size_t *order_of(struct reader *r, const struct config *c)
{
    size_t *order = arena_take(r->arena, c->events_n * sizeof *order);
    for (size_t i = 0; i < c->events_n; i++) {
        size_t j = i;
        for (; j > 0 && c->events[order[j - 1]].at_ns > c->events[i].at_ns; j--) {
            order[j] = order[j - 1];
        }
        order[j] = i;
    }
    return order;
}

void constraints_events(struct reader *r, const cJSON *root, struct config *c)
{
    for (size_t i = 0; i < c->events_n; i++) {
        settle_event(r, root, c, i);
    }
    size_t *order = order_of(r, c);
    check_overlaps(r, root, c, order, EVENT_DB_SLOW);
    check_overlaps(r, root, c, order, EVENT_DB_DOWN);
    constraints_nodes(r, root, c, order);
    struct config_event *sorted = arena_take(r->arena, c->events_n * sizeof *sorted);
    for (size_t i = 0; i < c->events_n; i++) {
        sorted[i] = c->events[order[i]];
    }
    c->events = sorted;
}
