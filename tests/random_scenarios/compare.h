/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.h: whether two runs have the same results, to the bit: every counter and gauge of every window, every histogram
 * and metric, the log of the incident and the verdict; all but what is about the simulator itself. */
#ifndef HERDSIM_RANDOM_SCENARIOS_COMPARE_H
#define HERDSIM_RANDOM_SCENARIOS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/results.h"

/* False, and the first difference in words, if they differ. Both must be of the same config. */
bool compare_results(const struct results *a, const struct results *b, char *difference, size_t bytes);

#endif
