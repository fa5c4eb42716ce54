/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c: the protections in the order in which they are asked (see registry.h). */
#include "protections/registry.h"

const struct protection *const registry_protections[] = {
#define PROTECTION(name) &name##_protection,
#include "protections/registry.def"
#undef PROTECTION
};
const size_t registry_n = sizeof registry_protections / sizeof registry_protections[0];
