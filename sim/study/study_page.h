/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_page.h: a study's report.html: heading, findings as sentences, a table, the figure, notes. As the page of a run
 * it needs no other file, no network and no script.
 */
#ifndef HERDSIM_STUDY_PAGE_H
#define HERDSIM_STUDY_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "study/study_table.h"

struct study_page {
    const char *title, *subtitle;
    const struct text *finding;
    size_t findings_n;
    const struct study_table *table, *second_table; /* the latter or NULL */
    const char *figure;                             /* its name, drawn or not */
    const char *note;
    const char *scenario_text; /* resolved */
};

/* Writes DIR/report.html. False after one line on `errors`. */
bool study_page_write(const struct study_page *p, const char *dir, FILE *errors);

#endif
