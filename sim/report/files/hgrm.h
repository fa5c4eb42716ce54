/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hgrm.h: the percentile file of HdrHistogram, readable by its plotter.
 *
 * Steps towards 100% as HdrHistogram's percentile iterator takes them: five in every halving of what is
 * left (G. Tene, HdrHistogram, PercentileIterator). Values are in milliseconds.
 */
#ifndef HERDSIM_HGRM_H
#define HERDSIM_HGRM_H

#include <stdbool.h>
#include <stdio.h>

/* Both print latencies from the intended start of what succeeded in the struct results that `results`
 * points to: its sessions, its reads. Always true. */
bool hgrm_print_sessions(FILE *out, const void *results);
bool hgrm_print_reads(FILE *out, const void *results);

#endif
