/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.h: the figures of a results folder, and what gnuplot is told to draw them.
 *
 * Reads summary.json and every variant's files, and writes plots/data/: per variant `variant-<n>.dat` (over
 * time) and `latency-<n>.dat` (distribution), and `figures.gp`, which holds names, colours, axes and
 * events as gnuplot variables. User text reaches gnuplot only there, in single quotes, and no path holds any:
 * gnuplot would run a file name that begins with '<' as a command.
 *
 * A curve with more windows than a figure has pixels is cut into as many pieces, of which the smallest and
 * the largest value are kept, in their order: every spike stays, and gnuplot stays fast.
 */
#ifndef HERDSIM_FIGURES_H
#define HERDSIM_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Removes the figures that are there, and writes plots/data/. The variants that are named share a panel, the others get one each; where none is named, choice.h
 * chooses. False after one line on `errors`. In *hits, whether any variant has reads that a cache answered: without there is
 * no figure of them. */
bool figures_prepare(const char *dir, const char *const *variants, size_t variants_n, bool *hits, FILE *errors);

#endif
