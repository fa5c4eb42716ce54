/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h: what a run amounts to, in one word.
 *
 *   calm        no outage in the whole measured run
 *   degraded    outages, all over
 *   collapsed   an outage that goes on at the end, and has for VERDICT_LONG_N windows and 5% of the run since its cause, and
 *               whatever else began in it, was over; and for longer than a protection may go on turning users away (an
 *               open breaker, a ramp)
 *   overloaded  the SLO is violated most of the time without a cause: by the test below, in the windows before the first
 *               cause; or in the whole run, if nothing is planned in it or was no worse after it; or to the end, long after
 *               all that began, where arithmetic says that the traffic of the end asks for more than the database can serve
 *   undecided   otherwise; or a run without any cause is so near to its SLO that the test decides neither way; or what
 *               waits grows less towards the end: by a fifth within the last tenth of the time since the outage began, or
 *               from tenth to tenth among the last three, each time by more than 3 standard deviations of the queries
 *               (or users) that came in them
 *
 * The test. A window of few users violates its SLO by chance, or meets it. So windows are put together into blocks: a block
 * is complete when 10 of its users are hurt or the SLO would allow 10 of them to be, whichever comes first, and the first
 * is a violation. (A race to 10: its outcome is chance for a system whose share of hurt users lies within some 30% of what
 * is allowed, and hardly for others.) Most of the time: violated blocks are more than half of all, in number by a sign
 * test at 5%, and in time. Fewer blocks than that test can decide on (5) say nothing.
 *
 * No worse after the first cause: the share of hurt users is not larger after it than before by more than 3 standard
 * deviations of a difference of two proportions.
 */
#ifndef HERDSIM_VERDICT_H
#define HERDSIM_VERDICT_H

#include "model/results.h"

enum { VERDICT_LONG_N = 10, VERDICT_BLOCK_USERS = 10 };

/* Fills results->verdict and undecided. Needs outages and recovery. */
void verdict_find(struct results *r);

struct verdict_blocks { /* of the test */
    size_t n, violated_n;
    double s, violated_s; /* how long they are together */
    double hurt, allowed; /* users, in the whole span */
    bool most;            /* the test says: violated most of the time */
    bool few;             /* the sign test says: in less than half of them */
};

/* The test over windows first to end - 1, for the SLO of `scope` (outcome/slo.h) and one of its limits. */
struct verdict_blocks verdict_test(const struct results *r, size_t first, size_t end, size_t scope, size_t limit);

#endif
