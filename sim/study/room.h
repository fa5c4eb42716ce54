/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room.h: memory that simulations side by side share: each waits until there is enough of it, one alone may always try. */
#ifndef HERDSIM_ROOM_H
#define HERDSIM_ROOM_H

#include <pthread.h>
#include <stdint.h>

struct room {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    uint64_t taken_bytes, available_bytes;
};

/* All the memory that this process may still use. */
void room_init(struct room *r);
void room_free(struct room *r);

void room_take(struct room *r, uint64_t bytes);
void room_give(struct room *r, uint64_t bytes);

#endif
