/* SPDX-License-Identifier: GPL-3.0-or-later */
/* event.h: the one narrow interface behind which everything lives that a scenario plans to happen ("events").
 *
 * A kind of event is a table: its fields in a scenario file, what must hold of them, what it does when its instant has
 * come, when that is over, and its words. Whoever has to know of events ahead (rates, rings of nodes, room for orphans)
 * or afterwards (what was to blame) asks the facts of the table, never for a kind by name; so a new kind is one file in
 * events/ and one line in its registry.
 */
#ifndef HERDSIM_EVENT_H
#define HERDSIM_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/field.h"
#include "model/config.h"

struct sim;

/* What is wrong with an event: a message about one of its fields ("" for the event as a whole), or that a count exceeds
 * another one of the scenario. */
struct event_fault {
    const char *field;
    char text[200];
    const char *most_name; /* NULL, or: `value` must be at most `most`, which is called so */
    uint64_t value, most;
};

enum event_role { /* what an event does to a cache node */
                  EVENT_NO_NODE,
                  EVENT_NODE_LOST,
                  EVENT_NODE_BACK
};

struct event_type {
    struct field_kind scenario; /* its name under "do", help, fields, and what must be given together */

    /* Facts that others go by. */
    bool needs_tier;          /* refused with "cache": null */
    bool once_at_a_time;      /* two that overlap (at, at + for) are refused */
    bool changes_traffic;     /* part of the rates of sources (theory/rate.h); no trigger of an incident */
    bool moves_traffic;       /* to a new cache: at once, or when a protection has prepared it */
    bool empties_tier;        /* the whole cache tier is without fresh entries afterwards */
    bool restarts_tier;       /* the cache tier comes up empty */
    bool restarts_servers;    /* app servers come up empty */
    bool loses_entries;       /* some caches have lost entries, which expire together once more after a TTL */
    bool lasts_for_ever;      /* nothing but another event undoes it */
    bool mends;               /* it undoes what another event did */
    bool takes_database_down; /* queries that are at the database are known, to be refused or to hang */
    bool crashes_processes;   /* work can be done for a process that is no more */
    enum event_role node;

    /* NULL, or: false if the event makes no sense with this config, and why. */
    bool (*check)(const struct config_event *e, const struct config *c, struct event_fault *fault);

    /* NULL, or: whether queries fail while it lasts. */
    bool (*fails_queries)(const struct config_event *e);

    /* Its instant has come: number is its place in config->events. Writes itself down (incident_log_trigger). */
    void (*begin)(struct sim *sim, uint32_t number);

    /* NULL, or: what it entered as STATE_TRIGGER_OVER has come; the last time, it writes that down (incident_log_over). */
    void (*end)(struct sim *sim, uint32_t number);

    /* NULL (it is over at once), or how long after its instant what it did is over, ns. */
    int64_t (*lasts_ns)(const struct config_event *e, const struct config *c);

    /* What happens, in a few words. */
    struct text (*label)(const struct config_event *e); /* report/text.h */
    const char *over_label;                             /* that it is over; NULL: goes without saying */
};

/* What no kind of event can do without; the compiler misses what is left out:
 *   const struct event_type fire_event = {EVENT_TYPE("fire", "the building burns", fields, begin, label), .mends = false};
 */
#define EVENT_TYPE(name, help_text, field_table, begin_hook, label_hook)                                               \
    .scenario = {.value = (name), .help = (help_text), .fields = (field_table)}, .begin = (begin_hook),                \
    .label = (label_hook)

/* For the tables of fields. */
#define EVENT_FIELD(member) offsetof(struct config_event, member)
#define EVENT_FIELDS_END                                                                                               \
    {                                                                                                                  \
        .type = FIELD_END                                                                                              \
    }
#define EVENT_FIELD_KEY                                                                                                \
    {                                                                                                                  \
        "key", FIELD_STRING, EVENT_FIELD(key_name), 1, 250, NULL, NULL, "one of keys.names, or \"#123\" for a rank"    \
    }
#define EVENT_FIELD_FOR                                                                                                \
    {                                                                                                                  \
        "for", FIELD_DURATION, EVENT_FIELD(for_ns), 1, FIELD_YEAR_NS, NULL, NULL, "how long that lasts"                \
    }

/* Whether some event of the config has a fact, as EVENT_ANY(c, crashes_processes). */
#define EVENT_ANY(config, fact) event_any((config), offsetof(struct event_type, fact))

static inline bool event_any(const struct config *c, size_t fact)
{
    for (size_t i = 0; i < c->events_n; i++) {
        if (*(const bool *)((const char *)c->events[i].type + fact)) {
            return true;
        }
    }
    return false;
}

/* Whether queries fail during some event of the config. */
static inline bool event_fails_queries(const struct config *c)
{
    for (size_t i = 0; i < c->events_n; i++) {
        const struct config_event *e = &c->events[i];
        if (e->type->fails_queries != NULL && e->type->fails_queries(e)) {
            return true;
        }
    }
    return false;
}

/* The event of the same kind that begins in the instant in which event `number` ends, or NULL. As begins are planned before
 * ends, it has begun already: its end must not undo that. */
static inline const struct config_event *event_taken_over_by(const struct config *c, uint32_t number)
{
    const struct config_event *e = &c->events[number];
    for (size_t i = number + 1; i < c->events_n; i++) {
        if (c->events[i].type == e->type && c->events[i].at_ns == e->at_ns + e->for_ns) {
            return &c->events[i];
        }
    }
    return NULL;
}

/* The instant at which what it did is over, ns. (A cut-over that a protection prepares is over later.) */
static inline int64_t event_over_ns(const struct config_event *e, const struct config *c)
{
    return e->at_ns + (e->type->lasts_ns != NULL ? e->type->lasts_ns(e, c) : 0);
}

#endif
