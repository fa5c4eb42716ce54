/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_table.h: the tables of a selection, for terminal, page and figure. */
#ifndef HERDSIM_ADVISE_TABLE_H
#define HERDSIM_ADVISE_TABLE_H

#include "study/advise.h"
#include "study/study_table.h"

/* The sets that are worth a row, by cost: nothing, those with one member less than the answer, the answer, ties, open ones, and of
 * the others that were tried those that hold most often; at most `most`. Returns how many, their numbers in `set`. */
enum { ADVISE_TABLE_MOST = 16 };
size_t advise_table_pick(const struct advise *a, size_t most, size_t set[ADVISE_TABLE_MOST]);

/* A row a set of those; to be freed with study_table_free(). */
struct study_table advise_table_of(const struct advise *a, size_t most);

/* What the answer changes: a row an effect. The same. */
struct study_table advise_table_effects(const struct advise *a);

#endif
