/* SPDX-License-Identifier: GPL-3.0-or-later */
/* selection.h: of all sets of options, the cheapest under which something holds in a share of all runs. Only the selection:
 * who asks does the runs that it wants and tells it what came of them.
 *
 * Sets come in order of cost, of equal ones the smaller first; the first that is not refuted is tested until it is proven to
 * be above the share, or refuted. Nothing is taken for granted of sets that contain it or that it contains: more may be worse.
 * While it is not even likely to be the answer, the few sets behind it race along: each round the survivors get as many runs
 * as they had, so that most of the runs go to those that last (successive halving: Karnin, Koren and Somekh 2013). A set that
 * arithmetic gives no chance is dropped when the first run agrees.
 *
 * The test is that of share.h, with common random numbers: run r of every set meets the same users. Its two errors are dealt
 * with apart. Half of what the confidence leaves is for refuting a set that holds, in equal parts (each run that fails is
 * worth a factor of twenty at 95%, so that many sets cost little more than few). The other half is for accepting a set that
 * does not hold: 1 / (j (j + 1)) of it for the j-th by cost, which adds up to one however far the answer lies. All together
 * hold by Bonferroni's inequality; dependence between sets does no harm. Feasibility of systems with Bernoulli outcomes, and
 * selection under such constraints: Batur and Kim (2010); Healey, Andradottir and Kim (2014). They fix a zone of indifference;
 * here a set whose share is about the one asked for stays open after SELECTION_OPEN_FACTOR times the runs of a proof, and that
 * is said.
 */
#ifndef HERDSIM_SELECTION_H
#define HERDSIM_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "study/share.h"

enum { SELECTION_AHEAD = 3, SELECTION_RACE_RUNS = 4, SELECTION_OPEN_FACTOR = 6 };

struct selection_option {
    double cost;
    uint32_t excludes; /* a bit for each other option */
};

enum selection_state {
    SELECTION_WAITING,    /* not settled: more expensive than the answer, or not tested yet */
    SELECTION_HOLDS,      /* proven */
    SELECTION_REFUTED,    /* proven not to hold in that share */
    SELECTION_HOPELESS,   /* by arithmetic, and the first run agrees */
    SELECTION_IMPOSSIBLE, /* cannot be simulated */
    SELECTION_OPEN        /* its share is about the one asked for */
};

struct selection_set {
    uint32_t options; /* a bit for each */
    unsigned size;
    double cost;
    struct share seen;
    enum selection_state state;
    bool doubtful; /* arithmetic gives it no chance */
};

struct selection {
    double share, confidence;
    struct selection_set *set; /* in order of cost */
    size_t sets_n;
    size_t runs_n;
    size_t answer; /* sets_n: none, so far or at all */
};

struct selection_want { /* runs of a set, from a replication on */
    size_t set, first, n;
};

/* All sets in which nothing excludes anything. False without memory. To be freed with selection_free(). */
bool selection_init(struct selection *s, const struct selection_option *option, size_t options_n, double share,
                    double confidence);
void selection_free(struct selection *s);

/* Says, before its first run, that a set cannot be simulated, or that arithmetic gives it no chance. */
void selection_forbid(struct selection *s, size_t set);
void selection_doubt(struct selection *s, size_t set);

/* The sets that may be asked for next, so that whoever wants to can prepare them: from the first that is not settled. */
size_t selection_next(const struct selection *s);

/* What is to be run next, as search_wants(); 0: it is over. */
size_t selection_wants(struct selection *s, struct selection_want want[SELECTION_AHEAD + 1]);
void selection_take(struct selection *s, size_t set, bool held);

/* Number of the set of these options; sets_n if there is none. */
size_t selection_find(const struct selection *s, uint32_t options);

#endif
