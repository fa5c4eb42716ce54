/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search.h: where in a range something begins, or ceases, to hold in a share of all runs. Only the search: who asks does the
 * runs that it wants and tells it what came of them.
 *
 * The ends and SEARCH_INNER values between are looked at first, so that what holds in the middle only, or twice, is seen; every
 * pair of neighbours that differ is an edge. Each edge is halved until it is narrower than the precision. Where a point stays
 * open (the share is about what is asked for), the edge is narrowed around it from both sides. To find the way, a point is
 * judged when it is likely (SEARCH_LIKELY); the two ends of what is left are then tested on until they are certain. If one
 * turns out otherwise, the search goes on from there.
 *
 * All that is claimed in the end: at one end of the edge the share is above, at the other below. Whatever lies between, a
 * crossing does then, if the share is a continuous function. As any of the points that are looked at may become such an end,
 * and there are `points_most` at most, each is tested to an error of (1 - confidence) / points_most (Bonferroni); so all
 * claims hold together with the stated confidence, though which ones are made depends on what was seen.
 *
 * The budget is of runs. When what is left of it is needed to make the present ends certain, halving stops there.
 */
#ifndef HERDSIM_SEARCH_H
#define HERDSIM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "study/range.h"
#include "study/share.h"

enum { SEARCH_INNER = 5, SEARCH_POINTS_MAX = 200, SEARCH_EDGES_MAX = 16 };

#define SEARCH_LIKELY 0.25    /* error at which a point shows the way */
#define SEARCH_OPEN_RUNS 200  /* after so many that do not even show the way, a point is open */
#define SEARCH_PROOF_FACTOR 8 /* after so many times the fewest runs that a proof takes, likewise */

struct search_goal {
    double share, confidence, precision;
    size_t budget; /* runs */
};

struct search_point {
    double x;
    struct share seen;
    bool open; /* given up: neither likely nor certain */
};

struct search_want { /* runs of a point, from a replication on */
    size_t point, first, n;
};

struct search_edge {    /* x of its ends: the share is above on one side, below on the other */
    size_t low, high;   /* points */
    bool begins;        /* from low to high it begins to hold; otherwise it ceases */
    bool certain, fine; /* both ends are proven; narrower than the precision */
};

struct search {
    const struct range *range;
    struct search_goal goal;
    double error; /* of one point */
    size_t points_most, proof_runs;
    struct search_point point[SEARCH_POINTS_MAX]; /* in the order in which they were looked at */
    size_t points_n;
    size_t order[SEARCH_POINTS_MAX]; /* of their values */
    size_t runs_n;
    struct search_edge edge[SEARCH_EDGES_MAX]; /* by value; when it is over */
    size_t edges_n;
    bool out_of_budget; /* stopped by it before all edges were fine and certain */
};

void search_init(struct search *s, const struct range *range, const struct search_goal *goal);

/* What is to be run next: all of it, each in order of the replications, is to be told to search_take() before the next call.
 * 0: it is over. */
size_t search_wants(struct search *s, struct search_want want[SEARCH_POINTS_MAX]);
void search_take(struct search *s, size_t point, bool held);

/* What is known of a point: likely, or certain. */
enum share_answer search_likely(const struct search *s, size_t point);
enum share_answer search_certain(const struct search *s, size_t point);

#endif
