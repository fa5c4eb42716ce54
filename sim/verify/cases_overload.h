/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_overload.h: outages, retries, fan-out. */
#ifndef HERDSIM_CASES_OVERLOAD_H
#define HERDSIM_CASES_OVERLOAD_H

#include "verify/cases.h"

extern const struct cases_subject cases_overload;

#endif
