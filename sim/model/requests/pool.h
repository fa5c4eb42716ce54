/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool.h: the connections to the database that an app server has, and who waits for one (private to the model).
 *
 * A fetch holds its connection while it waits at the database and while it is served. Who finds none free waits, first
 * come first served; as all wait equally long at most, the head of the queue is always the next to give up, and one
 * pending timeout per server is enough.
 */
#ifndef HERDSIM_POOL_H
#define HERDSIM_POOL_H

#include "model/state/state.h"

/* A request wants a connection of its server: it goes to the database now, or when its turn has come. */
void pool_want(struct sim *sim, uint32_t request);

/* A connection came back: it goes to the next in line. */
void pool_release(struct sim *sim, uint32_t server);

/* The event STATE_POOL_TIMEOUT: the fetch at the head of the server's queue may have waited too long. */
void pool_timeout(struct sim *sim, uint32_t server);

#endif
