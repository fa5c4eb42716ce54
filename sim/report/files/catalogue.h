/* SPDX-License-Identifier: GPL-3.0-or-later */
/* catalogue.h: every name that results are known by: the metrics of summary.json and the columns of timeline.csv, with unit
 * and meaning. It holds nothing of its own: metrics.def, source_metrics.def and timeline.def say it all.
 */
#ifndef HERDSIM_CATALOGUE_H
#define HERDSIM_CATALOGUE_H

#include <stddef.h>
#include <stdio.h>

enum catalogue_part { CATALOGUE_METRICS, CATALOGUE_COLUMNS, CATALOGUE_PARTS_N };

struct catalogue_entry {
    const char *source; /* "traffic.SOURCE." before the name of what every traffic source has; else "" */
    const char *name, *unit, *help;
};

/* How many entries a part has, and each by its number, in the order of the files. */
size_t catalogue_count(enum catalogue_part part);
struct catalogue_entry catalogue_at(enum catalogue_part part, size_t i);

/* Prints the entries whose full name matches: `pattern` is a shell glob where it has one of *?[, else a part of the name;
 * NULL matches all. Lines of at most `width` columns. Returns how many matched. */
size_t catalogue_list(FILE *out, const char *pattern, int width);

/* The name that a pattern without a match was most likely meant to be, to be freed; NULL: none is near, or no memory. */
char *catalogue_guess(const char *pattern);

/* Prints all as tables in Markdown. */
void catalogue_print_markdown(FILE *out);

#endif
