/* SPDX-License-Identifier: GPL-3.0-or-later */
/* episode.h: miss episodes: a key's runs from its first miss to its next fill (private to the model).
 *
 * The marks are kept where the entry would be (cache.h), so a fill removes them; losing entries does not. (Traffic that
 * moves to another cache starts with none.) Where there are only local caches, the fleet counts as one cache: an episode
 * runs from the first miss on any server to the next fill on any, so that servers which fetch the same row beside each
 * other show. Without any cache nothing is ever filled, and every read is an episode of its own.
 */
#ifndef HERDSIM_EPISODE_H
#define HERDSIM_EPISODE_H

#include "model/state/state.h"

/* The key was missed: counts a new episode if none is open. */
void episode_begin(struct sim *sim, uint32_t key);

/* Whether a demand query made now is the first of the key's episode; marks it as made. A query that comes when no
 * episode is open, because a fill overtook it, is none. */
bool episode_first_query(struct sim *sim, uint32_t key);

/* Whether the key is still missing: a result that comes now ends its episode. */
bool episode_is_open(const struct sim *sim, uint32_t key);

#endif
