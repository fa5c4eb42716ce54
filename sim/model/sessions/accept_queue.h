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

/* Takes out the session that is next: the oldest, or the newest where a protection wants it so. SLOT_NONE: none
 * waits. */
uint32_t accept_queue_take(struct sim *sim, uint32_t server);

/* A worker is taken that was at rest, or rests from now on. */
void accept_queue_take_worker(struct sim *sim, uint32_t server);
void accept_queue_free_worker(struct sim *sim, uint32_t server);

#endif
