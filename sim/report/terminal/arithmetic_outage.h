/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arithmetic_outage.h: the arithmetic of what makes an outage of a miss: local caches that every server fills for
 * itself, an item that is hotter than its partition, retries. Sections and lines of arithmetic.h.
 */
#ifndef HERDSIM_ARITHMETIC_OUTAGE_H
#define HERDSIM_ARITHMETIC_OUTAGE_H

#include <stdio.h>

#include "model/config.h"

/* Lines of the section on the database: what one item can be read, and the hottest key is. Nothing unless it is
 * partitioned. */
void arithmetic_outage_item(const struct config *c, FILE *out);

/* Section on local caches: what they let through of the hottest key (T13). Nothing without them, or if their entries do not
 * expire. */
void arithmetic_outage_local(const struct config *c, FILE *out);

/* Section on retries (T17), where there are any: `load` is what reaches the database per second without them. */
void arithmetic_outage_retries(const struct config *c, double load, double capacity, FILE *out);

#endif
