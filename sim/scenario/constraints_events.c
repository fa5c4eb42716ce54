/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_events.c: what happens during the run. */
#include "scenario/constraints_parts.h"

#include <string.h>

#include "events/registry.h"

static const struct config_source *source_named(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].name != NULL && strcmp(c->sources[i].name, name) == 0) {
            return &c->sources[i];
        }
    }
    return NULL;
}

/* What an event says of a source must be the name of one. False if it is not, or there is one error more to tell. */
static bool check_source(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const char *source = c->events[i].source;
    if (source == NULL || source_named(c, source) != NULL) {
        return true;
    }
    const char **names = arena_take(r->arena, c->sources_n * sizeof *names);
    size_t n = 0;
    for (size_t j = 0; j < c->sources_n; j++) {
        names[n] = c->sources[j].name;
        n += names[n] != NULL;
    }
    errors_add(r->errors, constraints_at(r, root, "/events/%zu/source", i),
               "expected the name of a source of traffic, got \"%s\"%s", tree_printable(r->arena, source, 40),
               reader_hint(r, source, names, n));
    return false;
}

/* What its own table asks of an event. */
static void check_type(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_event *e = &c->events[i];
    struct event_fault fault = {.field = ""};
    if (!check_source(r, root, c, i) || e->type->check == NULL || e->type->check(e, c, &fault)) {
        return;
    }
    const char *slash = fault.field[0] == '\0' ? "" : "/";
    struct errors_place place = constraints_at(r, root, "/events/%zu%s%s", i, slash, fault.field);
    if (fault.most_name != NULL) {
        constraints_at_most(r, place, fault.value, fault.most_name, fault.most);
    } else {
        errors_add(r->errors, place, "%s", fault.text);
    }
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
    if (e->type->needs_tier && !c->cache.present) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu/do", i),
                   "means nothing without a cache (\"cache\" is null)");
    }
    check_type(r, root, c, i);
}

/* The database cannot be slow twice at once, nor down. */
static void check_overlaps(struct reader *r, const cJSON *root, const struct config *c, const size_t *order,
                           const struct event_type *type)
{
    const struct config_event *last = NULL;
    for (size_t i = 0; i < c->events_n; i++) {
        const struct config_event *e = &c->events[order[i]];
        if (e->type != type || !reader_good_ns(e->at_ns) || !reader_good_ns(e->for_ns)) {
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
    for (size_t i = 0; i < REGISTRY_EVENTS_N; i++) {
        if (registry_events[i]->once_at_a_time) {
            check_overlaps(r, root, c, order, registry_events[i]);
        }
    }
    constraints_nodes(r, root, c, order);
    struct config_event *sorted = arena_take(r->arena, c->events_n * sizeof *sorted);
    for (size_t i = 0; i < c->events_n; i++) {
        sorted[i] = c->events[order[i]];
    }
    c->events = sorted;
}
