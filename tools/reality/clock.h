/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h: the clock that all processes of a run share (CLOCK_MONOTONIC), in ns. */
#ifndef HERDSIM_REALITY_CLOCK_H
#define HERDSIM_REALITY_CLOCK_H

#include <errno.h>
#include <stdint.h>
#include <time.h>

#include "base/units.h"

static inline int64_t clock_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static inline void clock_sleep_until(int64_t instant_ns)
{
    struct timespec t = {.tv_sec = (time_t)(instant_ns / NS_PER_S), .tv_nsec = (long)(instant_ns % NS_PER_S)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
}

#endif
