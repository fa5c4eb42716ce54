/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outstanding.h: the queries that the database has, in the order in which they were sent: for clients that give up after a
 * while, and for the day on which it goes down (private to the model). Kept only where one of these can happen.
 */
#ifndef HERDSIM_OUTSTANDING_H
#define HERDSIM_OUTSTANDING_H

#include "model/state/state.h"

/* A query has been sent, or is over: for databases that keep track (`tracks`). */
void outstanding_list(struct sim *sim, uint32_t request);
void outstanding_unlist(struct sim *sim, uint32_t request);

static inline void outstanding_add(struct sim *sim, uint32_t request)
{
    if (sim->database.tracks) {
        outstanding_list(sim, request);
    }
}

static inline void outstanding_remove(struct sim *sim, uint32_t request)
{
    if (sim->database.tracks) {
        outstanding_unlist(sim, request);
    }
}

/* After the event STATE_QUERY_TIMEOUT: the oldest query whose client gives it up now, one a call, or SLOT_NONE; when there
 * is none left, outstanding_go_on sets the next event. */
uint32_t outstanding_overdue(struct sim *sim);
void outstanding_go_on(struct sim *sim);

#endif
