/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_expiry.h: keys that expire: hit ratios, local caches, jitter, staleness. */
#ifndef HERDSIM_CASES_EXPIRY_H
#define HERDSIM_CASES_EXPIRY_H

#include "verify/cases.h"

extern const struct cases_subject cases_expiry;

#endif
