/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trials.h: runs of which only an answer is kept: whether a condition holds, and a few metrics.
 *
 * Replication r of any config has the same seed (report/samples.h), so whatever is compared meets the same users (common
 * random numbers). Which runs are asked for, and what they answer, does not depend on the number of threads.
 */
#ifndef HERDSIM_TRIALS_H
#define HERDSIM_TRIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "model/config.h"
#include "study/condition.h"
#include "study/crew.h"
#include "study/room.h"

enum { TRIALS_METRICS_MAX = 12 };

struct trial {
    const struct config *config;
    size_t replication;
    bool held;                         /* the answer */
    double metric[TRIALS_METRICS_MAX]; /* of those asked for; NAN: no value */
};

struct trials {
    const char *name; /* for the progress line */
    unsigned threads; /* 0: one per core */
    FILE *progress;   /* a terminal, or NULL */
    FILE *errors;
    const struct condition *condition;
    const char *const *metrics; /* dotted names */
    size_t metrics_n;
    struct room room;
    int signal;    /* by which it was interrupted; 0: it was not */
    size_t done_n; /* in all rounds so far */
};

/* Runs them all, the answers go into the list. CREW_FAILED after one line on `errors`. */
enum crew_status trials_run(struct trials *t, struct trial *list, size_t n);

#endif
