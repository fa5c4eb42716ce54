/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held_keys.h: where the keys of sessions are kept that wait for a worker, or that may be tried again (private to the
 * model). A session that begins at once and is never tried again needs no place: its keys are read off the batch that
 * they were drawn in.
 */
#ifndef HERDSIM_HELD_KEYS_H
#define HERDSIM_HELD_KEYS_H

#include "model/state/state.h"

/* Gives the session a place, with what it is going to read. False if there is none left. */
bool held_keys_take(struct sim *sim, struct session *s, const struct arrival *arrival);

/* Gives the place of the session back, if it has one. */
void held_keys_give(struct sim *sim, struct session *s);

/* What a session with a place is going to read; good until the next call. */
struct arrival held_keys_arrival(struct sim *sim, const struct session *s);

/* Draws the round trips of the session's lookups anew, for another attempt. */
void held_keys_draw_lookups(struct sim *sim, const struct session *s, struct rng *draw);

/* Asks for the memory that held_keys_arrival will read. */
MEMORY_PREFETCHING void held_keys_prefetch(const struct sim *sim, const struct session *s)
{
    size_t first = (size_t)s->held * sim->held_keys.reads_n;
    for (size_t i = 0; i < sim->held_keys.reads_n; i += 8) {
        __builtin_prefetch(&sim->held_keys.lookup_ns[first + i]);
        __builtin_prefetch(&sim->held_keys.key[first + i]);
    }
}

#endif
