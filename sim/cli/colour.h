/* SPDX-License-Identifier: GPL-3.0-or-later */
/* colour.h: whether what goes to stdout may be coloured. */
#ifndef HERDSIM_COLOUR_H
#define HERDSIM_COLOUR_H

#include <stdbool.h>

/* On a terminal that is not "dumb", unless NO_COLOR is set to something (no-color.org). */
bool colour_wanted(void);

#endif
