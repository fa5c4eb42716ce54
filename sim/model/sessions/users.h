/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users.h: sessions: opening, beginning, ending, and users who leave before (private to the model). */
#ifndef HERDSIM_USERS_H
#define HERDSIM_USERS_H

#include "model/state/state.h"

/* A user arrives. */
void users_open(struct sim *sim, const struct arrival *arrival);

/* A session opens: it takes a worker and issues its reads, waits in the accept queue, or is turned away. */
void users_open_session(struct sim *sim, struct session *s, const struct arrival *keys);

/* The event STATE_SESSION_BEGIN: a session that waited has got a worker. */
void users_begin_parked(struct sim *sim, uint32_t session);

/* The event STATE_SESSION_END: all reads are answered. */
void users_end(struct sim *sim, uint32_t session);

/* The session has missed its deadline, and its user goes. What is under way for it goes on, or is dropped when it
 * comes to its turn (cancel_on_deadline); its worker is free at once only in the latter case. */
void users_leave(struct sim *sim, uint32_t session);

/* A session that waited is turned away by a protection. */
void users_shed(struct sim *sim, uint32_t session);

/* A session whose user has gone, and of which nothing is left to be done. */
void users_forget(struct sim *sim, uint32_t session);

#endif
