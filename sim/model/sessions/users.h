/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users.h: sessions: opening, beginning, ending, and users who leave before (private to the model). */
#ifndef HERDSIM_USERS_H
#define HERDSIM_USERS_H

#include "model/state/state.h"

/* A user arrives. */
void users_open(struct sim *sim, const struct arrival *arrival);

/* The event STATE_SESSION_BEGIN: a session that waited has got a worker. */
void users_begin_held(struct sim *sim, uint32_t session);

/* The event STATE_SESSION_END: all reads are answered. */
void users_end(struct sim *sim, uint32_t session);

/* The event STATE_DEADLINE of a source: the users go whose sessions have missed it. What is under way for them goes on, or
 * is dropped when it comes to its turn (cancel_on_deadline); a worker is free at once only in the latter case. */
void users_deadline(struct sim *sim, uint32_t source);

/* The event STATE_SESSION_RETRY: the user tries again. */
void users_retry(struct sim *sim, uint32_t session);

#endif
