/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cause_text.h: what came just before an outage, in words. */
#ifndef HERDSIM_CAUSE_TEXT_H
#define HERDSIM_CAUSE_TEXT_H

#include "model/results.h"
#include "report/text.h"

/* "database hangs", "a herd on a key", ...; "nothing that was planned or seen" where there is none. */
struct text cause_text(const struct config *c, const struct cause *cause);

#endif
