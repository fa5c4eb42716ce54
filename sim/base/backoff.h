/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backoff.h: how long to wait before trying again: exponential backoff with the jitters in common use.
 *
 * Before attempt i + 1 (i = 1, 2, ... attempts made so far), with w = min(cap, base x 2^(i-1)):
 *   none          w
 *   full          uniform on [0, w]
 *   equal         w / 2 + uniform on [0, w / 2]
 *   decorrelated  min(cap, uniform on [base, 3 x the last wait]), the last wait being base at first
 *
 * M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. botocore's standard mode is `full` with
 * base 1 s and cap 20 s.
 */
#ifndef HERDSIM_BACKOFF_H
#define HERDSIM_BACKOFF_H

#include <stdint.h>

#include "base/rng.h"

enum backoff_jitter { BACKOFF_NONE, BACKOFF_FULL, BACKOFF_EQUAL, BACKOFF_DECORRELATED };

struct backoff {
    int64_t base_ns; /* >= 0 */
    int64_t cap_ns;  /* >= 0, or TIME_NEVER */
    enum backoff_jitter jitter;
};

/* The wait before the next attempt, ns. made: attempts made so far, from 1. last_ns: the wait before the last of
 * them, 0 if there was none. Takes one number from the generator where the jitter is random. */
int64_t backoff_wait_ns(const struct backoff *b, uint64_t made, int64_t last_ns, struct rng *draw);

#endif
