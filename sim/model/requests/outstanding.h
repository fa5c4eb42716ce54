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

/* The event STATE_QUERY_TIMEOUT: the oldest queries may have taken too long for their clients. */
void outstanding_timeout(struct sim *sim);

/* The database goes down: all that it has fail. */
void outstanding_refuse(struct sim *sim);

#endif
