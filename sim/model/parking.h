/* parking.h: where the keys of sessions are kept that wait for a worker, or that may be tried again (private to the
 * model). A session that begins at once and is never tried again needs no place: its keys are read off the batch that
 * they were drawn in.
 */
#ifndef HERDSIM_PARKING_H
#define HERDSIM_PARKING_H

#include "model/state.h"

/* Gives the session a place, with what it is going to read. False if there is none left. */
bool parking_take(struct sim *sim, struct session *s, const struct arrival *arrival);

/* Gives the place of the session back, if it has one. */
void parking_give(struct sim *sim, struct session *s);

/* What a session with a place is going to read; good until the next call. */
struct arrival parking_arrival(struct sim *sim, const struct session *s);

/* Draws the round trips of the session's lookups anew, for another attempt. */
void parking_draw_lookups(struct sim *sim, const struct session *s, struct rng *draw);

/* Asks for the memory that parking_arrival will read. */
MEMORY_PREFETCHING void parking_prefetch(const struct sim *sim, const struct session *s)
{
    size_t first = (size_t)s->parked * sim->parking.reads_n;
    for (size_t i = 0; i < sim->parking.reads_n; i += 8) {
        __builtin_prefetch(&sim->parking.lookup_ns[first + i]);
        __builtin_prefetch(&sim->parking.key[first + i]);
    }
}

#endif
