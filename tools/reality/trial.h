/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trial.h: one variant, for real and simulated. */
#ifndef HERDSIM_REALITY_TRIAL_H
#define HERDSIM_REALITY_TRIAL_H

#include "endpoints.h"
#include "measures.h"

enum { TRIAL_REPLICATIONS = 10 }; /* simulated, with seeds 1, 2, ... */

struct trial {
    const struct config *config;
    struct measures real;
    double late_p99_s; /* by how much the load program began reads too late */
    unsigned attempts; /* until the machine was quiet enough, or for the last time */
    struct measures simulated[TRIAL_REPLICATIONS];
    struct measures same; /* simulated with the seed of the real run: the same users, equally slow queries */
};

enum trial_verdict {
    TRIAL_WITHIN, /* the difference is as small as aimed at, or none is aimed at */
    TRIAL_CHANCE, /* larger, but a replication may be as far away: inside the 99% prediction interval for one more */
    TRIAL_BEYOND
};

struct trial_difference {
    double mean, half; /* of the replications, with their 95% interval (Student's t) */
    double relative;   /* real / mean - 1; 0 if both are 0, NAN if either is undefined */
    enum trial_verdict verdict;
};

/* Runs the variant for real, a second time if the machine disturbed it; then simulated, where the config is that of the
 * same variant with service times as measured. */
void trial_run(struct trial *t, const struct config *real, const struct endpoints *where);
void trial_simulate(struct trial *t, const struct config *simulated);
void trial_free(struct trial *t);

struct trial_difference trial_compare(const struct trial *t, enum measure m);

/* Whether the machine was too busy for the load program, whenever it was tried. */
bool trial_disturbed(const struct trial *t);

#endif
