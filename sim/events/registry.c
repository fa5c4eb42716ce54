/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c: the kinds of events in the order of the documentation (see registry.h). */
#include "events/registry.h"

const struct event_type *const registry_events[REGISTRY_EVENTS_N] = {
#define EVENT(name) &name##_event,
#include "events/registry.def"
#undef EVENT
};

const struct event_type registry_unknown_event = {.scenario.value = ""};
