/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_text.h: what came of a run, in a few words each, as the terminal's table and the page's have it. */
#ifndef HERDSIM_OUTCOME_TEXT_H
#define HERDSIM_OUTCOME_TEXT_H

#include <stdbool.h>

#include "report/report.h"
#include "report/text.h"

/* Without one there is no hit ratio, and no key goes missing. */
bool outcome_text_has_cache(const struct results *r);

/* p99 of the users who came in the worst window; where the slowest 1% of them were not served "lost", or how long they have
 * waited at least: ">41 s". */
struct text outcome_text_worst(const struct results *r);

/* From the trigger until the cache was warm; "held": it never was not; ">41 s": not by the end; "-": there is nothing to
 * tell. */
struct text outcome_text_warm(const struct results *r);

/* What the variants promise, a sentence for each promise of the first few, and of which windows nothing is said. Returns how
 * many sentences: 0 where there is no SLO. */
enum { OUTCOME_TEXT_PROMISES_MOST = 4 };
size_t outcome_text_promises(const struct report_run *run, struct text sentence[OUTCOME_TEXT_PROMISES_MOST]);

#endif
