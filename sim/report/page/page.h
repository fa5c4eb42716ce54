/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.h: report.html, one page that says all that a run found and can be mailed, printed and kept.
 *
 * It needs no other file, no network and no script, and its own policy forbids them (Content-Security-Policy). Where the
 * figures are to stand it has a place that page_figures.h fills in, once they are drawn.
 */
#ifndef HERDSIM_PAGE_H
#define HERDSIM_PAGE_H

#include <stdbool.h>
#include <stdio.h>

/* Prints the page of the struct report_run that `run` points to. False without memory. */
bool page_print(FILE *out, const void *run);

#endif
