/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demand.c: the load on the database in the long run (see demand.h). */
#include "theory/demand.h"

#include <math.h>

#include "theory/stationary.h"

double demand_share(const struct config *c)
{
    double reads_per_s = stationary_reads_per_s(c, 0), capacity_per_s = stationary_capacity_per_s(c);
    if (!(reads_per_s > 0) || isinf(capacity_per_s)) {
        return 0;
    }
    return (1 - stationary_hit_ratio(c)) * reads_per_s / capacity_per_s;
}
