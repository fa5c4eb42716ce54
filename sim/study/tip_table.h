/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_table.h: the table of edges, from which terminal and page are printed. */
#ifndef HERDSIM_TIP_TABLE_H
#define HERDSIM_TIP_TABLE_H

#include "study/study_table.h"
#include "study/tip.h"

/* A row an edge, and one for each search without. To be freed with study_table_free(). */
struct study_table tip_table_of(const struct tip *t);

#endif
