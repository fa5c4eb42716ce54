/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_database.h: the kinds of database: shared cores, contention, partitions; users who do not wait. */
#ifndef HERDSIM_CASES_DATABASE_H
#define HERDSIM_CASES_DATABASE_H

#include "verify/cases.h"

extern const struct cases_subject cases_database;

#endif
