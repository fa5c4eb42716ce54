/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accept_queue.h: sessions that wait for a worker of their app server (private to the model).
 *
 * First come, first served, unless a protection would rather serve the newest (adaptive LIFO).
 */
#ifndef HERDSIM_ACCEPT_QUEUE_H
#define HERDSIM_ACCEPT_QUEUE_H

#include "model/state/state.h"

/* A session record that waits from now on. */
void accept_queue_wait(struct sim *sim, uint32_t session);

/* A worker of the server is free: it goes to one of those that wait (STATE_SESSION_BEGIN), or rests. */
void accept_queue_next(struct sim *sim, uint32_t server);

/* A worker is taken that was at rest. */
void accept_queue_take_worker(struct sim *sim, uint32_t server);

/* Whether the protections let a session begin that has waited so long. */
bool accept_queue_lets_begin(struct sim *sim, uint32_t server, int64_t waited_ns);

#endif
