/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tables.h: real beside simulated, as Markdown. */
#ifndef HERDSIM_REALITY_TABLES_H
#define HERDSIM_REALITY_TABLES_H

#include <stdio.h>

#include "scenario/scenario.h"
#include "trial.h"
#include "unloaded.h"

/* A case in full: what was measured beforehand, then one line for each variant and measure. */
void tables_full(FILE *out, const struct scenario *s, const struct unloaded *u, const struct trial *trials, size_t n);

/* The heading of the short table, and a case in it: one line for each variant. */
void tables_short_heading(FILE *out);
void tables_short(FILE *out, const struct scenario *s, const struct trial *trials, size_t n);

#endif
