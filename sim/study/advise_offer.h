/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_offer.h: what is offered to a scenario that states no options of its own: each bundled protection with the defaults
 * of its fields, at a cost of 1. Left out are those that mean nothing without a number of the scenario's (prewarm, shedding by
 * concurrency), and those that the scenario refuses (coalescing without a cache).
 */
#ifndef HERDSIM_ADVISE_OFFER_H
#define HERDSIM_ADVISE_OFFER_H

#include "study/design.h"

/* "advise={...}" for --set; to be freed. NULL if the scenario takes none of them (*none), or without memory. */
char *advise_offer_text(const struct design *d, bool *none);

#endif
