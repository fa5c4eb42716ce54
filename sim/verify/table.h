/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.h: what was verified, for people who do not believe it: formula, source, numbers, theory, simulation. */
#ifndef HERDSIM_TABLE_H
#define HERDSIM_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "verify/verify.h"

/* After verify_judge(). At most 110 columns. */
void table_print(const struct verify *v, FILE *out, bool colour);

#endif
