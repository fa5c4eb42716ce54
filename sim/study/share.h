/* SPDX-License-Identifier: GPL-3.0-or-later */
/* share.h: is something true of at least a share s of all runs? A sequential test, one run after the other.
 *
 * Each run says yes or no (Bernoulli, p unknown). Two bets are kept, one against "p <= s" and one against "p >= s"; each is the
 * likelihood of what was seen under a mixture of values of p on the other side of s (half of the weight on p = 1 and p = 0,
 * the other half even), divided by that under s. If the claim that is bet against is true, the bet is a supermartingale that
 * begins at 1, so it ever reaches 1 / e with probability e at most (Ville 1939; Robbins, "Statistical methods related to the
 * law of the iterated logarithm", Ann. Math. Stat. 41, 1970). Hence one may look after every run, and stop when it suits,
 * without a size of the sample or a zone of indifference to be fixed beforehand, as Wald's test (1945) needs one. What is
 * clear is decided soon: with s = 95% and e = 1%, two runs that say no, or 104 that all say yes.
 *
 * Where p is s itself neither bet ever wins but with probability e; so whoever asks stops somewhere, and says "open".
 */
#ifndef HERDSIM_SHARE_H
#define HERDSIM_SHARE_H

#include <stdbool.h>
#include <stddef.h>

struct share {                   /* what was seen */
    size_t n, held;              /* runs, and those that said yes */
    double log_above, log_below; /* natural logarithm of the most that the bet against p <= s, p >= s has reached */
};

enum share_answer { SHARE_OPEN, SHARE_ABOVE, SHARE_BELOW };

/* One more run. `s` (0 to 1, both excluded) must be the same each time. */
void share_add(struct share *t, double s, bool held);

/* The answer whose probability of being false is `error` at most. */
enum share_answer share_answer(const struct share *t, double error);

/* How many runs it takes, at the fewest, until "above" is certain to within `error`. */
size_t share_runs_to_prove(double s, double error);

struct share_interval {
    double low, high;
};

/* Holds p with probability `confidence`, whenever one looks: the values against which a bet with the weights of Jeffreys'
 * prior has not won (Robbins 1970). Of no runs: 0 to 1. */
struct share_interval share_interval(size_t held, size_t n, double confidence);

#endif
