/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice.h: the "advise" of a scenario: what could be done, what each costs, and what excludes what. */
#ifndef HERDSIM_ADVICE_H
#define HERDSIM_ADVICE_H

#include "scenario/reader.h"
#include "scenario/scenario.h"

/* Reads the block (NULL: none) into *out, and reports options that change the same field unless they exclude each other. The
 * changes themselves are not read. */
void advice_read(struct reader *r, const cJSON *advise, struct scenario_advice *out);

/* The patch of an option; NULL if it has none. */
const cJSON *advice_change(const cJSON *advise, size_t option);

#endif
