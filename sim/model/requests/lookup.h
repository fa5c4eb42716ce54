/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lookup.h: reads looking in the cache (private to the model).
 *
 * The state of the cache is read at the instant at which the lookup is issued; the answer is known a round
 * trip later (and, where nodes have a rate, after the node's queue). A hit is accounted at its lookup.
 */
#ifndef HERDSIM_LOOKUP_H
#define HERDSIM_LOOKUP_H

#include "model/state/state.h"

/* The first lookups of all reads of a session that begins now. Misses are counted into its `pending`. */
void lookup_session(struct sim *sim, uint32_t session, const struct arrival *arrival);

/* The first lookup of one read, as lookup_session does it, without the haste. Returns the time until the
 * answer if it hit; -1 if it missed (read.c goes on with it). */
int64_t lookup_one(struct sim *sim, uint32_t session, const struct arrival *arrival, uint32_t i);

#endif
