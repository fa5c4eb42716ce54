/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise.h: the cheapest set of a scenario's options under which a condition (its SLO) holds in a share of all runs: the runs
 * of a selection (selection.h), and what the answer does to the database, to users, and to the age of what they read.
 */
#ifndef HERDSIM_ADVISE_H
#define HERDSIM_ADVISE_H

#include "base/interval.h"
#include "study/design.h"
#include "study/selection.h"
#include "study/trials.h"

enum { ADVISE_EFFECT_RUNS = 10 };

struct advise_effect { /* a metric that is compared with and without the answer */
    const char *metric, *words;
};
extern const struct advise_effect advise_effects[];
extern const size_t advise_effects_n;

struct advise_set { /* what is kept of a set besides its place in the selection */
    struct scenario *scenario;
    char *reason;  /* why it cannot be simulated */
    double demand; /* of the database, as a share of what it can serve (theory/demand.h) */
    double metric[ADVISE_EFFECT_RUNS][TRIALS_METRICS_MAX];
    size_t metrics_n; /* replications that are in it */
};

struct advise {
    const struct design *design; /* without axes, with options */
    const struct scenario_advice *advice;
    struct condition condition;
    struct selection selection;
    struct advise_set *set; /* in the order of the selection */
    size_t runs_n;          /* those for effects included */
};

enum advise_status { ADVISE_DONE, ADVISE_INTERRUPTED, ADVISE_FAILED, ADVISE_BAD };

/* To be freed with advise_free() in any case. */
enum advise_status advise_prepare(struct advise *a, FILE *errors);
void advise_free(struct advise *a);

enum advise_status advise_run(struct advise *a, struct trials *trials);

/* Whether there is an answer; the set without any option is number 0. */
bool advise_has_answer(const struct advise *a);

/* Mean of a metric (by its number in advise_effects) over the first runs of a set; of a difference to set `base`, run by run. */
struct interval advise_effect(const struct advise *a, size_t set, size_t effect);
struct interval advise_effect_difference(const struct advise *a, size_t set, size_t base, size_t effect);

#endif
