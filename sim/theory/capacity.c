/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capacity.c: the best number of queries at once (see capacity.h). */
#include "theory/capacity.h"

#include "base/ensure.h"

/* min(n, cores) / interference(n) rises up to n* = sqrt((1 - sigma) / kappa) or up to the cores, and falls beyond. */
static double of_connections_per_s(const struct config_database *d)
{
    ensure(d->connections >= 1 && d->contention >= 0 && d->coherency >= 0);
    double alone_per_s = (double)NS_PER_S / dist_mean_ns(&d->service);
    double most = d->connections == COUNT_UNLIMITED ? (double)INFINITY : (double)d->connections;
    most = fmin(most, capacity_cores(d));
    double peak = d->contention < 1 ? sqrt((1 - d->contention) / d->coherency) : 1;
    double n = fmax(1, floor(fmin(most, peak)));
    if (isinf(n)) {
        return alone_per_s / d->contention;
    }
    double parallel = n / capacity_interference(d->contention, d->coherency, n);
    if (n + 1 <= most) { /* the peak may lie between the two */
        parallel = fmax(parallel, (n + 1) / capacity_interference(d->contention, d->coherency, n + 1));
    }
    return alone_per_s * parallel;
}

double capacity_per_s(const struct config_database *d)
{
    ensure(d->kind != DATABASE_THROUGHPUT || d->partition_rate_per_s > 0);
    return d->kind == DATABASE_THROUGHPUT ? (double)d->partitions * d->partition_rate_per_s : of_connections_per_s(d);
}
