/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip.h: the values of a field at which a condition begins, or ceases, to hold in a share of all runs: one search
 * (search.h) per variant, and per value of a second field where there is one. All go on side by side, round by round: what
 * each wants next is put together and done by the crew.
 */
#ifndef HERDSIM_TIP_H
#define HERDSIM_TIP_H

#include "study/design.h"
#include "study/search.h"
#include "study/trials.h"

#define TIP_SHARE 0.95                      /* unless said otherwise */
#define TIP_PRECISION 0.02                  /* likewise */
#define TIP_CONFIDENCE 0.95                 /* of all that is said of one search together */
enum { TIP_BUDGET = 5000, TIP_SECOND = 7 }; /* runs of one search; values of a second range whose number is not given */

struct tip_lane {          /* one search */
    size_t value, variant; /* of the second field (0 where there is none); of the scenario */
    struct search search;
    struct scenario *scenario[SEARCH_POINTS_MAX]; /* at its points, as far as they are loaded */
};

struct tip {
    const struct design *design; /* its first axis, if it has one, is the second field */
    struct range range;
    struct condition condition;
    struct search_goal goal;
    struct tip_lane *lane; /* value by value, of a value variant by variant */
    size_t lanes_n;
    size_t runs_n; /* of all searches */
};

enum tip_status { TIP_DONE, TIP_INTERRUPTED, TIP_FAILED, TIP_BAD };

/* Makes the lanes, leaving out, with a message, variants that state the field themselves. TIP_BAD: an end of the range is
 * refused, or no variant is left. To be freed with tip_free() in any case, as is the range. */
enum tip_status tip_prepare(struct tip *t, FILE *errors);
void tip_free(struct tip *t);

/* Searches. */
enum tip_status tip_run(struct tip *t, struct trials *trials);

/* Whether any search has found an edge. */
bool tip_has_edges(const struct tip *t);

#endif
