/* SPDX-License-Identifier: GPL-3.0-or-later */
/* empty_cache.c: when a cache stands empty (see empty_cache.h). */
#include "theory/empty_cache.h"

#include <math.h>

#include "model/event.h"
#include "model/protection.h"

bool empty_cache_is_prewarmed(const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        if (c->protections[i].kind->rebuild != NULL) {
            return true;
        }
    }
    return false;
}

double empty_cache_begins_s(const struct config *c)
{
    if (!c->cache.present) {
        return (double)NAN;
    }
    if (c->cache.start == CACHE_START_COLD) {
        return 0;
    }
    for (size_t i = 0; i < c->events_n; i++) {
        const struct event_type *type = c->events[i].type;
        if (type->empties_tier && !(type->moves_traffic && empty_cache_is_prewarmed(c))) {
            return (double)c->events[i].at_ns / (double)NS_PER_S;
        }
    }
    return (double)NAN;
}
