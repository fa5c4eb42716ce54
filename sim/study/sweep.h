/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep.h: does the runs of a design, or of one shard of it, and joins the shards.
 *
 * DIR holds sweep.json (the plan, which shard, the hash), sweep.rows while it runs, then sweep.csv (see store.h). What was
 * stopped goes on where it was; what is complete is not done again.
 */
#ifndef HERDSIM_SWEEP_H
#define HERDSIM_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "study/design.h"

struct sweep_options {
    const char *dir;
    unsigned threads;        /* 0: one per core */
    size_t shard_k, shard_n; /* 0 of 1: all */
    FILE *progress;          /* a terminal, or NULL */
};

enum sweep_status { SWEEP_DONE, SWEEP_INTERRUPTED, SWEEP_FAILED };

struct sweep_report {        /* what there is to say of it */
    size_t runs_n, before_n; /* of this shard; of which an earlier start had done */
    size_t refused_n;        /* that could not be simulated */
    int signal;              /* by which it was interrupted; 0: it was not */
};

enum sweep_status sweep_run(const struct design *d, const struct sweep_options *options, struct sweep_report *report,
                            FILE *errors);

/* Joins the folders `parts` into `dir`: checks that all belong to one sweep and that nothing is missing. False after
 * messages, which say what is missing; nothing is written then. */
bool sweep_join(const char *const *parts, size_t parts_n, const char *dir, FILE *errors);

#endif
