/* SPDX-License-Identifier: GPL-3.0-or-later */
/* footprint.h: how much memory a whole run is likely to touch, to be said before it begins.
 *
 * While it simulates: so many simulations at once, the results of the variants that are done (of a replication only of
 * the first one), and what is kept of every replication. Then: the results of all variants, and one timeline as it is
 * written, or read back for the figures. Where sessions pile up beyond what comes within a second it is more.
 */
#ifndef HERDSIM_FOOTPRINT_H
#define HERDSIM_FOOTPRINT_H

#include "cli/runner.h"
#include "report/text.h"

/* `plots`: figures will be drawn. */
uint64_t footprint_bytes(const struct config *variants, size_t n, size_t replications, const struct runner_plan *plan,
                         bool plots);

/* "62 MB", "1.6 GB". */
struct text footprint_text(uint64_t bytes);

#endif
