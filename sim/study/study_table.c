/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_table.c: see study_table.h. */
#include "study/study_table.h"

#include <stdlib.h>

void study_table_free(struct study_table *t)
{
    free(t->row);
    *t = (struct study_table){.row = NULL};
}
