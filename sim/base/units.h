/* SPDX-License-Identifier: GPL-3.0-or-later */
/* units.h: the units that every time and rate of the simulator is kept in.
 *
 * Simulated time is an int64_t count of nanoseconds since the start of the run (292 years fit).
 * Durations are the same. Rates are doubles per second. Names end in their unit: _ns, _per_s, _bytes.
 */
#ifndef HERDSIM_UNITS_H
#define HERDSIM_UNITS_H

#include <stdint.h>

#define NS_PER_US INT64_C(1000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)

/* A duration or instant that never comes: "no TTL", "no timeout". */
#define TIME_NEVER INT64_MAX

/* A count that limits nothing: "no queue limit", "as many workers as there are sessions". */
#define COUNT_UNLIMITED UINT64_MAX

static inline double in_seconds(double ns)
{
    return ns / (double)NS_PER_S;
}

static inline double seconds(int64_t ns)
{
    return in_seconds((double)ns);
}

#endif
