/* relations.h: what must hold between the fields of a variant, and what only follows from all of them: ranks
 * of named keys, the exponent of the popularity law, events in order.
 */
#ifndef HERDSIM_RELATIONS_H
#define HERDSIM_RELATIONS_H

#include "scenario/draft.h"
#include "scenario/reader.h"

/* Checks and completes d->config; `root` is the tree that it was read from. Values that reading found to be
 * wrong are skipped. */
void relations_settle(struct reader *r, const cJSON *root, struct draft *d);

#endif
