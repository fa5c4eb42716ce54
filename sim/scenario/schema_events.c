/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_events.c: the table of "events": what all kinds take; the rest is in the table of each kind. */
#include "events/registry.h"
#include "scenario/schema_parts.h"

static const struct field event_fields[] = {
    {"at", FIELD_DURATION, EVENT_FIELD(at_ns), 0, FIELD_YEAR_NS, NULL, NULL, "instant"},
    SCHEMA_END,
};

static const struct schema_kinds event_kinds = {.chooser = "do",
                                                .help = "what happens",
                                                .n = REGISTRY_EVENTS_N,
                                                .kind = {
#define EVENT(name) &name##_event.scenario,
#include "events/registry.def"
#undef EVENT
                                                }};
_Static_assert(REGISTRY_EVENTS_N <= SCHEMA_KINDS_MAX, "there is room for every kind");

const struct schema_object schema_events_event = {.heading = "events[]",
                                                  .help = "What happens during the run.",
                                                  .fields = event_fields,
                                                  .kinds = &event_kinds,
                                                  .kind_offset = offsetof(struct raw_event, kind)};
