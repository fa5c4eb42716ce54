/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expectations.h: the "expect" of a scenario: which metric of which variant must compare how with what. */
#ifndef HERDSIM_EXPECTATIONS_H
#define HERDSIM_EXPECTATIONS_H

#include "scenario/reader.h"
#include "scenario/scenario.h"

/* Reads the list (NULL: none) into the scenario, whose variants are already read. */
void expectations_read(struct reader *r, const cJSON *expect, struct scenario *s);

#endif
