/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arithmetic.h: what one would work out on the back of an envelope, with a config's own numbers, each line beside
 * its formula. Nothing is simulated, and nothing queues here: where a load comes near the capacity, the
 * simulation is what to believe.
 */
#ifndef HERDSIM_ARITHMETIC_H
#define HERDSIM_ARITHMETIC_H

#include <stdio.h>

#include "model/config.h"

/* Prints it in sections, each after an empty line and without one inside; the variant's name stands nowhere, so
 * equal numbers are equal texts. */
void arithmetic_print(const struct config *c, FILE *out);

#endif
