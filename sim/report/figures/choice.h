/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choice.h: which variants share a panel. More than three curves in one panel hide each other; so the first variant, which is
 * most often the one without protections, is drawn with the two that differ most, and the others each for itself.
 *
 * How far two variants are apart: per row the difference of the decimal logarithms of queries/s and of the p99 of users,
 * and that of the shares that fail, all three added up, mean over the rows. The next variant chosen is the one whose nearest
 * chosen one is furthest away.
 */
#ifndef HERDSIM_CHOICE_H
#define HERDSIM_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/figures/curves.h"

#define CHOICE_MAX 3

/* Marks in chosen[0 .. n - 1] those that share a panel: all of at most CHOICE_MAX, else that many. */
void choice_make(const struct curves *curves, size_t n, bool *chosen);

#endif
