/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replicate.h: a scenario's variants, each simulated several times under seeds of their own.
 *
 * Variants x replications is one list of work, replication by replication, so that an interrupt leaves pairs that can be
 * compared. Of the first replication everything is kept, of the others what struct samples holds.
 *
 * With a precision to reach, replications are added in rounds until the 95% interval of a metric is narrow enough in every
 * variant. Rounds have a fixed size, so which replications there are does not depend on the number of threads. (Stopping
 * when an interval happens to be narrow makes it a little too narrow; the first round is large enough for that to matter
 * little. A. M. Law, "Simulation Modeling and Analysis", chapter 9.)
 */
#ifndef HERDSIM_REPLICATE_H
#define HERDSIM_REPLICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/runner.h"
#include "report/samples.h"

enum { REPLICATE_FIRST_ROUND = 10, REPLICATE_ROUND = 5, REPLICATE_LIMIT = 100 };

struct replicate_goal {
    size_t most;       /* replications, 1 or more */
    const char *until; /* dotted name of a metric that every variant has, or NULL: exactly `most` replications */
    double precision;  /* half width of its interval as a share of the mean, > 0 */
};

struct replicate {
    size_t variants_n;
    struct results **results; /* of the first replication, by variant; NULL: did not run */
    struct samples *samples;  /* by variant; NULL where there is one replication */
    size_t n;                 /* replications */
};

/* Runs them. Whatever it returns, *out is to be freed with replicate_free(). */
enum runner_status replicate_run(const struct config *variants, size_t variants_n, const struct runner_plan *plan,
                                 const struct runner_options *options, const struct replicate_goal *goal,
                                 struct replicate *out);
void replicate_free(struct replicate *r);

/* Moves the results there are to the front, with their samples, and returns how many that are. Sets *partial if a simulation
 * is missing or was cut short; replications that an interrupt left no variant of are dropped. */
size_t replicate_gather(struct replicate *r, bool *partial);

/* The relative half width of a metric's interval, of the variant where it is largest; INFINITY where there is none. A
 * variant in which no replication has a value does not count. */
double replicate_precision(const struct replicate *r, const char *metric);

#endif
