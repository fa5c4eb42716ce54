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

/* The same for dotted paths, and names of several words with dashes between: where no whole path is close, the one with the fewest further segments among those that have
 * each segment of the word, or one close to it, in that order: "hit_ratio" is meant to be "cache.hit_ratio". */
const char *closest_path_of(const char *word, const char *const *words, size_t n);

#endif
