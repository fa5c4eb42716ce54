/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_line.h: the command that runs one scenario again to the same results, as a shell takes it. What does not change
 * results (threads, where they go, what is drawn or said) is left out. */
#ifndef HERDSIM_COMMAND_LINE_H
#define HERDSIM_COMMAND_LINE_H

#include "cli/args.h"

/* For the scenario that was given as `operand`. To be freed; NULL without memory. */
char *command_line_of(const struct args *args, const char *operand);

#endif
