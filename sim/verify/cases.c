/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases.c: the tables of all subjects, in the order of the list (see cases.h). */
#include "verify/cases.h"

#include "verify/cases_database.h"
#include "verify/cases_expiry.h"
#include "verify/cases_herd.h"
#include "verify/cases_overload.h"
#include "verify/cases_population.h"
#include "verify/cases_queues.h"

const struct cases_subject *const cases_all[] = {&cases_queues,     &cases_database, &cases_expiry,
                                                 &cases_population, &cases_herd,     &cases_overload};
const size_t cases_all_n = sizeof cases_all / sizeof cases_all[0];
