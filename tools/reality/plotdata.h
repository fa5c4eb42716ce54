/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plotdata.h: what figure.gp draws. */
#ifndef HERDSIM_REALITY_PLOTDATA_H
#define HERDSIM_REALITY_PLOTDATA_H

#include "trial.h"

/* Writes <folder>/<variant>.timeline.csv (time; queries/s real, simulated: mean, least, most of the replications) and
 * <folder>/<variant>.latency.csv (share of the reads; latency in ms real, simulated). Ends the process if it cannot. */
void plotdata_write(const struct trial *t, const char *folder);

/* Writes <folder>/variants.txt, a name a line. */
void plotdata_names(const struct trial *t, size_t n, const char *folder);

#endif
