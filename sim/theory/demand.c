/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demand.c: the load on the database in the long run (see demand.h). */
#include "theory/demand.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "theory/keyrates.h"
#include "theory/stationary.h"

double demand_share(const struct config *c)
{
    double reads_per_s = stationary_reads_per_s(c, 0), capacity_per_s = stationary_capacity_per_s(c);
    if (!(reads_per_s > 0) || isinf(capacity_per_s)) {
        return 0;
    }
    return (1 - stationary_hit_ratio(c)) * reads_per_s / capacity_per_s;
}

double demand_share_at(const struct config *c, int64_t at_ns)
{
    struct config as_then = *c; /* its traffic is as it was then from time 0 on */
    struct config_source *sources = memory_must(calloc(c->sources_n, sizeof *sources));
    for (size_t i = 0; i < c->sources_n; i++) {
        sources[i] = c->sources[i];
        sources[i].sessions_per_s = keyrates_source(c, i, at_ns) / (double)c->sources[i].reads_per_session;
        sources[i].shape_n = 0;
    }
    as_then.sources = sources;
    as_then.events_n = 0;
    double share = demand_share(&as_then);
    free(sources);
    return share;
}
