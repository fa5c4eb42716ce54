/* SPDX-License-Identifier: GPL-3.0-or-later */
/* budget.h: the retry budget of a traffic source: retries as a share of the traffic, whatever fails.
 *
 * Every first attempt deposits `budget` tokens, a retry takes one, and both are forgotten after a `life`. Besides there
 * is a reserve of floor x life tokens, so that a source that has just begun, or has little traffic, may retry too:
 *
 *   retries of the last life <= budget x first attempts of the last life + floor x life
 *
 * In the long run that is budget x rate + floor retries a second, and a whole life's worth of the floor can be spent at
 * once. The last life is a ring of 10 slices, of which the oldest is forgotten as a whole: a life is between 0.9 and
 * 1 times as long as stated.
 *
 * This is Finagle's RetryBudget, a leaky token bucket over a WindowedAdder of 10 slices (twitter/finagle, twitter/util).
 */
#ifndef HERDSIM_BUDGET_H
#define HERDSIM_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

enum { BUDGET_SLICES = 10 };

struct budget {
    bool limited;
    double per_attempt, reserve; /* tokens */
    int64_t slice_ns;
    int64_t slice;                       /* number of the one in progress, from time 0 */
    uint64_t attempts_n, retries_n;      /* of the last life */
    uint64_t attempts_in[BUDGET_SLICES]; /* the same by slice, at its number modulo 10 */
    uint64_t retries_in[BUDGET_SLICES];
};

/* Takes no memory. */
void budget_init(struct budget *b, const struct config_retry *r);

/* Instants must not fall from call to call. */

/* A first attempt is made. */
void budget_deposit(struct budget *b, int64_t now_ns);

/* Someone wants to retry: takes a token, or says false if there is none. */
bool budget_take(struct budget *b, int64_t now_ns);

#endif
