/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints.h: what must hold between the fields of a variant, and what only follows from all of them: ranks
 * of named keys, the exponent of the popularity law, events in order.
 */
#ifndef HERDSIM_CONSTRAINTS_H
#define HERDSIM_CONSTRAINTS_H

#include "scenario/raw.h"
#include "scenario/reader.h"

/* Checks and completes d->config; `root` is the tree that it was read from. Values that reading found to be
 * wrong are skipped. `first`: the first variant, settled; NULL for itself. */
void constraints_settle(struct reader *r, const cJSON *root, struct raw *d, const struct config *first);

#endif
