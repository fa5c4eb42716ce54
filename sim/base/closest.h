/* SPDX-License-Identifier: GPL-3.0-or-later */
/* closest.h: "did you mean ...?": the known word that a mistyped one was most likely meant to be.
 *
 * Distance is that of optimal string alignment (Damerau and Levenshtein: insert, delete, replace, swap
 * neighbours), upper and lower case alike. A word further away than a third of its length is no guess.
 * Of words equally near, the first wins.
 */
#ifndef HERDSIM_CLOSEST_H
#define HERDSIM_CLOSEST_H

#include <stddef.h>

/* The closest of the n words, or NULL if none is close. Words of more than 63 bytes are never close. */
const char *closest_of(const char *word, const char *const *words, size_t n);

#endif
