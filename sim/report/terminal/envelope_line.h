/* SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope_line.h: a line of the envelope: what, how much, and how one comes to it. */
#ifndef HERDSIM_ENVELOPE_LINE_H
#define HERDSIM_ENVELOPE_LINE_H

#include <stdio.h>

#include "report/text.h"

void envelope_line(FILE *out, const char *label, const char *value, const char *formula);

/* The same of a load, as a share of a capacity (both per second) and whether that can be survived; nothing if the capacity
 * has no limit. */
void envelope_line_share(FILE *out, const char *label, double load, double capacity);

/* "1,234/s". */
struct text envelope_line_per_s(double rate);

#endif
