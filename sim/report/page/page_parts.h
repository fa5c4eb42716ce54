/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_parts.h: the sections of report.html, each in a file of its own; page.c puts them in order. */
#ifndef HERDSIM_PAGE_PARTS_H
#define HERDSIM_PAGE_PARTS_H

#include <stdio.h>

#include "report/report.h"

/* page_style.c: the style sheet, for a screen and for paper. */
extern const char *const page_style_sheet;

/* page_table.c: a row per variant, what became of its users first. */
void page_table_print(FILE *out, const struct report_run *run);

/* page_expectations.c: what the scenario expects, with what was found; nothing where it expects nothing. */
void page_expectations_print(FILE *out, const struct report_run *run);

/* page_outages.c: when the SLO was broken, for whom, and after what. */
void page_outages_print(FILE *out, const struct report_run *run);

/* page_story.c: the incidents of all variants, side by side. */
void page_story_print(FILE *out, const struct report_run *run);

#endif
