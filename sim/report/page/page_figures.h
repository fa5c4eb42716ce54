/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_figures.h: the figures of report.html. They are drawn after the page is written, and drawn again by `herdsim plot`, so
 * the page keeps a place for them between two comments, which no text of users can hold: its '<' is escaped.
 */
#ifndef HERDSIM_PAGE_FIGURES_H
#define HERDSIM_PAGE_FIGURES_H

#include <stdbool.h>
#include <stdio.h>

#define PAGE_FIGURES_FILE "report.html"

/* Prints the place, which says that there are no figures yet. */
void page_figures_print_place(FILE *out);

/* Puts the SVG figures that are in `dir`/plots into the place of `dir`/report.html. Where there is no such page, or it has no
 * place, nothing is done. False after one line on `errors`. */
bool page_figures_fill(const char *dir, FILE *errors);

/* Prints an SVG file as a part of a page: from its <svg> on, with `prefix` before every id and in every reference to one, as
 * those of several figures would meet. Prints nothing that is no SVG. */
void page_figures_inline(FILE *out, const char *svg, const char *prefix);

#endif
