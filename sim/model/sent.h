/* sent.h: the queries that the database has, in the order in which they were sent: for clients that give up after a
 * while, and for the day on which it goes down (private to the model). Kept only where one of these can happen.
 */
#ifndef HERDSIM_SENT_H
#define HERDSIM_SENT_H

#include "model/state.h"

/* A query has been sent, or is over: for databases that keep track (`tracks`). */
void sent_list(struct sim *sim, uint32_t request);
void sent_unlist(struct sim *sim, uint32_t request);

static inline void sent_add(struct sim *sim, uint32_t request)
{
    if (sim->database.tracks) {
        sent_list(sim, request);
    }
}

static inline void sent_remove(struct sim *sim, uint32_t request)
{
    if (sim->database.tracks) {
        sent_unlist(sim, request);
    }
}

/* The oldest query whose client gives it up now, one a call; SLOT_NONE when there is none left. */
uint32_t sent_overdue(struct sim *sim);

/* Sees to it that STATE_QUERY_TIMEOUT comes when the oldest query is overdue. */
void sent_set_timeout(struct sim *sim);

#endif
