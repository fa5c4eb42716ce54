/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cold_start.c: the first second in which an empty cache is read, of which the arithmetic speaks too (see
 * cold_start.h).
 */
#include "report/cold_start.h"

#include <math.h>

#include "base/units.h"
#include "model/protection.h"

bool cold_start_is_prewarmed(const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        if (c->protections[i].kind->rebuild != NULL) {
            return true;
        }
    }
    return false;
}

double cold_start_begins_s(const struct config *c)
{
    if (!c->cache.present) {
        return (double)NAN;
    }
    if (c->cache.start == CACHE_START_COLD) {
        return 0;
    }
    for (size_t i = 0; i < c->events_n; i++) {
        enum event_kind kind = c->events[i].kind;
        if (kind == EVENT_CACHE_RESTART || kind == EVENT_EXPIRE_ALL ||
            (kind == EVENT_CUTOVER && !cold_start_is_prewarmed(c))) {
            return (double)c->events[i].at_ns / (double)NS_PER_S;
        }
    }
    return (double)NAN;
}

double cold_start_simulated_per_s(const struct results *r, double t_s)
{
    int64_t from_ns = (int64_t)llround((cold_start_begins_s(r->config) + t_s) * (double)NS_PER_S);
    uint64_t queries = 0;
    int64_t length_ns = 0;
    for (size_t i = 0; i < r->windows_n && r->windows[i].start_ns < from_ns + NS_PER_S; i++) {
        const struct window *w = &r->windows[i];
        if (w->start_ns >= from_ns || (length_ns == 0 && w->end_ns > from_ns)) {
            queries += w->counter[COUNTER_DB_QUERIES];
            length_ns += w->end_ns - w->start_ns;
        }
    }
    return length_ns > 0 ? (double)queries / ((double)length_ns / (double)NS_PER_S) : (double)NAN;
}
