/* SPDX-License-Identifier: GPL-3.0-or-later */
/* runner.h: simulations on threads: the variants of a scenario, or several replications of each.
 *
 * As many run at once as there are threads and as memory holds; threads left over draw ahead for one that has
 * no neighbour. Neither changes a result: a simulation shares nothing with its
 * neighbours, and results stand in the scenario's order whichever is finished first.
 *
 * The calling thread supervises meanwhile: it shows the progress and takes the signals, which are blocked
 * in all others, so that no handler and no global is needed. The first signal to end asks the running
 * variants to end early; the second ends the process.
 */
#ifndef HERDSIM_RUNNER_H
#define HERDSIM_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/config.h"
#include "model/results.h"

struct runner_plan {
    unsigned threads;
    unsigned at_once; /* simulations that run at the same time; 0: what is likely does not fit in memory even of one */
    uint64_t most_bytes;   /* what the largest variant may need */
    uint64_t likely_bytes; /* what a variant is likely to touch, the one that touches most */
    size_t largest;        /* which one that is */
    uint64_t available_bytes;
};

/* What running these configs so many times will take. threads 0: one per core. */
struct runner_plan runner_plan_of(const struct config *configs, size_t n, size_t times, unsigned threads);

struct runner_options {
    const char *name; /* of the scenario, for the progress line */
    bool reference;
    FILE *progress; /* a terminal, or NULL */
    bool by_number; /* progress: all count alike, however long a time they simulate */
    /* NULL, or called, on the thread that ran it, with what configs[i] gave (never NULL); it may take the results, and
     * then puts NULL in their place. */
    void (*finished)(void *context, size_t i, struct results **results);
    void *context;
    int *signal; /* NULL, or where the signal goes that RUNNER_INTERRUPTED is due to */
};

enum runner_status { RUNNER_DONE, RUNNER_INTERRUPTED, RUNNER_NO_MEMORY };

/* Runs them. results[i] is that of configs[i], or NULL if it did not run; each to be freed with
 * results_free(). Needs plan->at_once > 0. */
enum runner_status runner_run(const struct config *configs, size_t n, const struct runner_plan *plan,
                              const struct runner_options *options, struct results **results);

#endif
