/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.h: what --help and --version print. Every page fits 24 lines of 80 columns. */
#ifndef HERDSIM_HELP_H
#define HERDSIM_HELP_H

#include <stdio.h>

#include "cli/args.h"

/* The page of a verb, or the program's own for VERB_HELP. */
void help_print(enum args_verb about, FILE *out);

void help_print_version(FILE *out);

#endif
