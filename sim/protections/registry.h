/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.h: the protections that there are.
 *
 * To add one: a file beside this one that exports its struct protection, and a line in registry.def. Their order there is
 * the order in which a run asks them.
 */
#ifndef HERDSIM_REGISTRY_H
#define HERDSIM_REGISTRY_H

#include <stddef.h>

#include "model/protection.h"

#define PROTECTION(name) extern const struct protection name##_protection;
#include "protections/registry.def"
#undef PROTECTION

extern const struct protection *const registry_protections[];
extern const size_t registry_n;

#endif
