/* SPDX-License-Identifier: GPL-3.0-or-later */
/* try.h: runs a scenario in every way that must not make a difference: fast path, reference, sessions drawn ahead on a
 * second thread, and (TRY_THREADS) two of them at the same time. */
#ifndef HERDSIM_RANDOM_SCENARIOS_TRY_H
#define HERDSIM_RANDOM_SCENARIOS_TRY_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/scenario.h"

enum try_ways { TRY_REFERENCE = 1, TRY_THREADS = 2 };

/* Every variant of a loaded scenario. False, and the first difference in words, if two ways differ. */
bool try_scenario(const struct scenario *s, int ways, char *difference, size_t bytes);

#endif
