/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overridden.h: finds each --set that a variant covers, so that it has no effect there.
 *
 * That is no error, as a variant's patch is meant to win; but who changes one number and sees the same result
 * should be told why. A --set is covered where nothing that it brought in is left once the patch lies over it.
 */
#ifndef HERDSIM_OVERRIDDEN_H
#define HERDSIM_OVERRIDDEN_H

#include "scenario/scenario.h"
#include "scenario/tree.h"

struct overridden_set {
    const char *text;  /* PATH=VALUE, as given */
    uint32_t document; /* that its values come from */
};

/* Adds to `s` what the variant covers: `base` is the tree without its patch, `merged` the one with it. */
void overridden_find(struct scenario *s, const struct tree_origins *origins, const struct overridden_set *sets,
                     size_t sets_n, const char *variant, const cJSON *base, const cJSON *merged);

#endif
