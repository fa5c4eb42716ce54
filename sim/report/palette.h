/* SPDX-License-Identifier: GPL-3.0-or-later */
/* palette.h: one colour per variant, by its place in the scenario, the same in every figure and on the
 * terminal.
 *
 * Okabe and Ito's palette, safe for the colour-blind ("Color Universal Design", 2008), without its yellow,
 * which a projector loses on white. Further variants take the colours again with other dashes.
 */
#ifndef HERDSIM_PALETTE_H
#define HERDSIM_PALETTE_H

#include <stddef.h>

#include "model/results.h"

#define PALETTE_N 7

/* The colour of variant `i` as "#rrggbb", and its nearest among the 256 of a terminal. */
const char *palette_hex(size_t i);
int palette_terminal(size_t i);

/* The colour of a verdict on a terminal, as an escape sequence. */
const char *palette_verdict(enum verdict_kind verdict);

/* gnuplot's dash type of variant `i`: 1 (solid) for the first PALETTE_N, then 2, 3, ... */
int palette_dash(size_t i);

#endif
