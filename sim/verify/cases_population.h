/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_population.h: hit ratios of a population of keys: expiry, eviction, warm-up. */
#ifndef HERDSIM_CASES_POPULATION_H
#define HERDSIM_CASES_POPULATION_H

#include "verify/cases.h"

extern const struct cases_subject cases_population;

#endif
