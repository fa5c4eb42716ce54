/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capacity.h: what a database can serve.
 *
 * n queries in service at once share the cores and cost each other, by the Universal Scalability Law (N. Gunther,
 * arXiv:0808.1431, 2008), 1 + sigma (n - 1) + kappa n (n - 1): sigma (contention) is the share of the work that is serial,
 * kappa (coherency) what each pair costs by keeping each other informed.
 */
#ifndef HERDSIM_CAPACITY_H
#define HERDSIM_CAPACITY_H

#include <math.h>

#include "model/config.h"

static inline double capacity_interference(double contention, double coherency, double n)
{
    return 1 + contention * (n - 1) + coherency * n * (n - 1);
}

/* INFINITY: no limit. */
static inline double capacity_cores(const struct config_database *d)
{
    return d->cores == COUNT_UNLIMITED ? (double)INFINITY : (double)d->cores;
}

/* Most queries/s that a database can finish: with connections, min(n, cores) / interference / mean service time at the
 * best n that they allow; partitions x rate of the throughput kind; INFINITY if there is no bound. */
double capacity_per_s(const struct config_database *d);

#endif
