/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bands.h: how far the replications of a variant lie apart, window by window.
 *
 * bands.csv has for a few curves the mean and the 5th and 95th percentile over the replications: nine out of ten
 * replications lie between them. (The band says where a single run may lie; the interval of the mean is narrower.) Figures
 * read the file back and draw the band around the curve of the first replication.
 */
#ifndef HERDSIM_BANDS_H
#define HERDSIM_BANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/files/csv.h"
#include "report/samples.h"

/* Prints bands.csv for the struct samples that `samples` points to. False without memory. */
bool bands_print(FILE *out, const void *samples);

struct
    bands { /* for a figure: rows of the time in s, then low and high of every curve, in the order of enum samples_curve */
    double *value;
    size_t rows_n, curves_n;
};

/* Reads them from bands.csv, in at most 2 x `pieces_n` rows, with the sources that are named. False without memory. */
bool bands_take(struct bands *b, const struct csv *csv, size_t pieces_n, const char *const *sources, size_t sources_n);
void bands_free(struct bands *b);

/* Least and largest value of a curve's band above `floor`; NAN if there is none. */
double bands_least(const struct bands *b, size_t curve, double floor);
double bands_most(const struct bands *b, size_t curve);

/* Prints a row of names ("queries_low", "queries_high", ...) and rows of values for gnuplot. Always true. */
bool bands_draw(FILE *out, const void *bands);

#endif
