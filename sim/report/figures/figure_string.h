/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_string.h: text of users as a string of gnuplot, between single quotes, where it expands nothing. */
#ifndef HERDSIM_FIGURE_STRING_H
#define HERDSIM_FIGURE_STRING_H

#include <stdio.h>

/* Prints text as a gnuplot string. */
void figure_string_print(FILE *out, const char *text);

#endif
