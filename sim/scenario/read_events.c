/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_events.c: what happens during the run. */
#include "scenario/read_parts.h"

#include "scenario/raw.h"

void read_events_all(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config *c = &((struct raw *)out)->config;
    size_t n = 0;
    const cJSON *node = reader_container(r, owner, self, &n), *element = NULL;
    c->events = arena_take(r->arena, n * sizeof *c->events);
    cJSON_ArrayForEach(element, node)
    {
        struct config_event *e = &c->events[c->events_n++];
        if (cJSON_IsObject(element)) {
            reader_object(r, element, self->object, e);
            continue;
        }
        reader_expected(r, element, "an object with \"at\" and \"do\"");
        *e = (struct config_event){.at_ns = READER_BAD_NS, .kind = EVENT_CACHE_RESTART};
    }
}
