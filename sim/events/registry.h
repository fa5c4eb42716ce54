/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.h: the kinds of events that there are.
 *
 * To add one: a file beside this one that exports its struct event_type, and a line in registry.def.
 */
#ifndef HERDSIM_EVENTS_REGISTRY_H
#define HERDSIM_EVENTS_REGISTRY_H

#include <stddef.h>

#include "model/event.h"

#define EVENT(name) extern const struct event_type name##_event;
#include "events/registry.def"
#undef EVENT

enum {
#define EVENT(name) REGISTRY_EVENT_##name,
#include "events/registry.def"
#undef EVENT
    REGISTRY_EVENTS_N
};

extern const struct event_type *const registry_events[REGISTRY_EVENTS_N];

/* Stands for the kind of an event whose kind is unknown, until the error has been told: it has no fact. */
extern const struct event_type registry_unknown_event;

enum { REGISTRY_NAME_WIDTH = 60 }; /* characters of users' names in a label, at most */

#endif
