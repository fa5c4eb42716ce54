/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ziggurat.h: fast exact draws from the standard exponential and normal distributions.
 *
 * Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables", JSS 5(8), 2000, with the
 * bits for layer, sign and position kept disjoint. The tables are constants (ziggurat_table.h).
 */
#ifndef HERDSIM_ZIGGURAT_H
#define HERDSIM_ZIGGURAT_H

#include "base/rng.h"

/* Exponential with mean 1. */
double ziggurat_exponential(struct rng *r);

/* Normal with mean 0 and variance 1. */
double ziggurat_normal(struct rng *r);

#endif
