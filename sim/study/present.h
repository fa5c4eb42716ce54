/* SPDX-License-Identifier: GPL-3.0-or-later */
/* present.h: what a scenario has now at a path of --set or --vary. */
#ifndef HERDSIM_PRESENT_H
#define HERDSIM_PRESENT_H

#include <stddef.h>

#include "scenario/quantity.h"
#include "scenario/scenario.h"

/* The number that a variant has there, its defaults included; false where it has none. */
bool present_number(const struct scenario *s, size_t variant, const char *path, struct quantity *out);

#endif
