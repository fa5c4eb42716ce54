/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_herd.h: what a key's expiry costs, without and with coalescing. */
#ifndef HERDSIM_CASES_HERD_H
#define HERDSIM_CASES_HERD_H

#include "verify/cases.h"

extern const struct cases_subject cases_herd;

#endif
