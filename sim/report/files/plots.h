/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plots.h: the figures of a results folder: plots/NAME.svg and plots/NAME.png for each name. */
#ifndef HERDSIM_PLOTS_H
#define HERDSIM_PLOTS_H

#include <stdbool.h>

/* Names of the figures, which are those of their scripts, too; ended by NULL. */
extern const char *const plots_names[];

/* Removes those that are there, and what they were drawn from. False, with errno, if one of them stays. */
bool plots_remove(const char *dir);

#endif
