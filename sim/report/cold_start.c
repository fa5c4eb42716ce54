/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cold_start.c: the load on the database after the cache stood empty (see cold_start.h). */
#include "report/cold_start.h"

#include <math.h>

#include "base/units.h"
#include "theory/empty_cache.h"

double cold_start_simulated_per_s(const struct results *r, double t_s)
{
    int64_t from_ns = (int64_t)llround((empty_cache_begins_s(r->config) + t_s) * (double)NS_PER_S);
    uint64_t queries = 0;
    int64_t length_ns = 0;
    for (size_t i = 0; i < r->windows_n && r->windows[i].start_ns < from_ns + NS_PER_S; i++) {
        const struct window *w = &r->windows[i];
        if (w->start_ns >= from_ns || (length_ns == 0 && w->end_ns > from_ns)) {
            queries += w->counter[COUNTER_DB_QUERIES];
            length_ns += w->end_ns - w->start_ns;
        }
    }
    return length_ns > 0 ? (double)queries / seconds(length_ns) : (double)NAN;
}
