/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_events.c: what happens during the run. */
#include "scenario/read_parts.h"

#include "events/registry.h"
#include "scenario/raw.h"

void read_events_all(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config *c = &((struct raw *)out)->config;
    size_t n = 0;
    const cJSON *node = reader_container(r, owner, self, &n), *element = NULL;
    c->events = arena_take(r->arena, n * sizeof *c->events);
    cJSON_ArrayForEach(element, node)
    {
        struct raw_event raw = {.event.at_ns = READER_BAD_NS, .kind = -1};
        if (cJSON_IsObject(element)) {
            reader_object(r, element, self->object, &raw);
        } else {
            reader_expected(r, element, "an object with \"at\" and \"do\"");
        }
        raw.event.type = raw.kind < 0 ? &registry_unknown_event : registry_events[raw.kind];
        c->events[c->events_n++] = raw.event;
    }
}
