/* SPDX-License-Identifier: GPL-3.0-or-later */
/* merge.h: laying a patch over a tree, as RFC 7396 says, with three differences that a reader of a valid
 * RFC 7396 merge does not notice.
 *
 * A null stays in the tree, where it means "left out": so "cache": null can switch the cache off, and a null
 * under a mistyped name is found. And where the file offers a choice (a distribution, popularity, the scope
 * of coalescing), picking another form replaces the one before; RFC 7396 would leave both standing, which
 * nothing could read.
 *
 * An object where the file has a list patches that list: by the names of its elements where they have any ("traffic":
 * {"inbox": {...}}; null takes one out), and otherwise by adding to it ("events": {"add": [...]}).
 *
 * A --set is such a patch, written as a path and a value; it reaches into lists by name or by index.
 */
#ifndef HERDSIM_MERGE_H
#define HERDSIM_MERGE_H

#include "scenario/errors.h"
#include "scenario/schema.h"

/* Lays an object over another, in place; `at` is what they describe. Reports what a patch of a list cannot find. */
void merge_patch(cJSON *target, const cJSON *patch, const struct schema_at *at, struct errors *errors);

/* Applies "PATH=VALUE" to a whole scenario; reports what cannot be. Returns the document that the values come
 * from. */
uint32_t merge_set(cJSON *root, const char *text, struct errors *errors);

#endif
